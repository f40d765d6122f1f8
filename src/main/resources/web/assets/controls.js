// Asking the server, the sign of life, and the buttons that change a rollout.

import { devices, el, icon } from "./dom.js";
import { INSTALLING, ended, sum, updated } from "./words.js";

/** Asks the server. {ok, body} or {ok: false, why}. Without a session the login page comes. */
export async function api(method, path, body) {
  try {
    const answer = await fetch(path, {
      method,
      headers: body ? { "Content-Type": "application/json" } : {},
      body: body ? JSON.stringify(body) : undefined,
    });
    if (answer.status === 401) {
      location.reload();
      return { ok: false, why: "The session is over." };
    }
    const json = await answer.json();
    return answer.ok ? { ok: true, body: json } : { ok: false, why: `${json.title}: ${json.detail}` };
  } catch {
    return { ok: false, why: "The server does not answer." };
  }
}

let heardAt = Date.now();
let connected = null;

/** Tells whether the server speaks to us. */
export function live(yes) {
  if (yes) heardAt = Date.now();
  connected = yes;
  showLive();
}

function showLive() {
  if (connected === null) return;
  const chip = document.getElementById("live");
  const age = Math.round((Date.now() - heardAt) / 1000);
  const text = connected ? "live" : `reconnecting, data ${age} s old`;
  chip.dataset.live = connected ? "yes" : "no";
  const what = chip.querySelector(".what");
  if (what.textContent !== text) what.textContent = text;
  document.body.classList.toggle("stale", !connected);
}
setInterval(showLive, 1000);

/** The buttons of a campaign. They stay usable while the stream is down: each is a plain POST. */
export class Controls {
  constructor(name) {
    this.name = name;
    this.mode = "idle";
    this.node = el("div", { class: "controls", role: "group", "aria-label": "Control the rollout" });
    this.note = el("p", { class: "control-note", role: "status" });
    this.shown = "";
  }

  update(status) {
    this.status = status;
    if (ended(status)) this.mode = "idle";
    this.render();
  }

  /** Draws only when something changed, so that the focus stays where it is. */
  render() {
    const queued = this.status.states.Queued ?? 0;
    const key = `${this.mode} ${this.status.state} ${this.mode === "confirm" ? "" : queued > 0}`;
    if (this.mode === "confirm" && this.confirm) this.confirm.textContent = this.confirmText();
    if (key === this.shown) return;
    this.shown = key;
    this.node.replaceChildren(...this.buttons());
    if (this.mode === "confirm") this.confirm.focus();
    if (this.mode === "resume") this.node.querySelector("input").focus();
  }

  confirmText() {
    return `Confirm: halt ${devices(this.status.states.Queued ?? 0).replace(" device", " waiting device")}`;
  }

  buttons() {
    if (this.mode === "confirm") return this.confirmButtons();
    if (this.mode === "resume") return [this.resumeForm()];
    const { state } = this.status;
    if (ended(this.status)) return [];
    const all = [];
    if (state === "Running")
      all.push(button("Pause", "paused", "plain", () => this.send("pause", "paused on the page")));
    if (state === "Paused" || state === "Halted")
      all.push(button("Resume …", "running", "plain", () => this.to("resume")));
    if (state !== "Halted") all.push(button("HALT", "halted", "stop", () => this.to("confirm")));
    return all;
  }

  confirmButtons() {
    this.confirm = el(
      "button",
      { class: "stop", type: "button", onclick: () => this.send("halt", "halted on the page") },
      this.confirmText(),
    );
    const keep = el("button", { class: "plain", type: "button", onclick: () => this.to("idle") }, "Keep running");
    const past = sum(this.status.states, INSTALLING);
    this.say(
      `Halting does not roll anything back: ${devices(updated(this.status))} stay on ${this.status.version}` +
        `, and ${devices(past)} already installing finish or roll back by themselves.`,
    );
    return [this.confirm, keep];
  }

  resumeForm() {
    const input = el("input", { name: "reason", required: true, maxLength: 200, autocomplete: "off" });
    const form = el(
      "form",
      {
        onsubmit: (event) => {
          event.preventDefault();
          this.send("resume", input.value);
        },
      },
      el("label", {}, "Why go on? ", input),
      el("button", { class: "plain", type: "submit" }, "Resume"),
      el("button", { class: "plain", type: "button", onclick: () => this.to("idle") }, "Cancel"),
    );
    return form;
  }

  to(mode) {
    this.say("");
    this.mode = mode;
    this.render();
    if (mode === "idle") this.node.querySelector("button")?.focus();
  }

  say(text) {
    this.note.textContent = text;
  }

  async send(verb, reason) {
    for (const each of this.node.querySelectorAll("button")) each.disabled = true;
    const answer = await api("POST", `/api/v1/campaigns/${encodeURIComponent(this.name)}:${verb}`, { reason });
    this.mode = "idle";
    this.shown = "";
    this.say(answer.ok ? this.done(verb, answer.body) : answer.why);
    this.update(answer.ok ? (answer.body.status ?? answer.body) : this.status);
  }

  done(verb, body) {
    if (verb !== "halt") return body.warning ?? "";
    const may = body.mayStillInstall.length;
    return (
      `Halted. ${devices(body.withdrawn)} withdrawn, ${devices(body.untouched)} never commanded` +
      (may > 0 ? `, ${devices(may)} may still install: ${body.mayStillInstall.slice(0, 8).join(", ")}${may > 8 ? " …" : ""}.` : ".") +
      (body.warning ? ` Warning: ${body.warning}.` : "")
    );
  }
}

function button(text, sign, kind, onclick) {
  return el("button", { class: kind, type: "button", onclick }, icon(sign), text);
}
