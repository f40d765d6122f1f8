// Pause and HALT in the header. They stay usable while the stream is down: each is a plain POST.

import { html, nothing } from "lit";
import { act, ask, newKey } from "./api.js";
import { Light, alarm, chip, icon, skeleton } from "./parts.js";
import { Follow, current, overview, session } from "./store.js";
import { CAMPAIGN, INSTALLING, STOPPABLE, devices, ended, number, sum, updated } from "./words.js";

/** A command for a campaign. Sent twice under one key it is done once. */
export const command = (name, verb, body, key = newKey()) =>
  act(`/api/v1/campaigns/${encodeURIComponent(name)}:${verb}`, body, key);

/** What a halt did: what was withdrawn, what may still install. */
export function haltText({ withdrawn, untouched, mayStillInstall, warning }) {
  const may = mayStillInstall.length;
  const some = mayStillInstall.slice(0, 5).join(", ") + (may > 5 ? ", …" : "");
  return (
    `Halted. ${devices(withdrawn)} withdrawn, ${devices(untouched)} never commanded, ` +
    (may > 0 ? `${number(may)} may still install: ${some}.` : "none may still install.") +
    (warning ? ` Warning: ${warning}.` : "")
  );
}

/** A button that stays in sight without the right, and names the role that is missing. */
export function guarded(right, kind, content, click, busy = false) {
  const missing = session.missing(right);
  return html`<button class=${kind} type="button" ?disabled=${busy} aria-disabled=${missing ? "true" : nothing}
    title=${missing ? `For the role ${missing}; you are ${session.role}` : nothing}
    @click=${missing ? undefined : click}>${content}${missing ? html`<span class="role-note">${missing} only</span>` : nothing}</button>`;
}

/** Pause, HALT and its second step, for one campaign. */
class Controls extends Light {
  static properties = { mode: { state: true }, note: { state: true }, busy: { state: true } };

  constructor() {
    super();
    this.mode = "idle";
    this.note = "";
    this.busy = false;
    new Follow(this, current);
    new Follow(this, session);
  }

  willUpdate() {
    if (this.shownName === current.name) return;
    this.shownName = current.name;
    this.mode = "idle";
    this.note = "";
  }

  render() {
    const { status } = current;
    return html`<div class="controls" role="group" aria-label="Control the rollout" @keydown=${(event) => event.key === "Escape" && this.mode === "confirm" && this.keep()}>
        ${this.mode === "confirm" ? this.confirm(status) : this.idle(status)}
      </div>
      <p class="control-note" role="status">${this.note}</p>`;
  }

  idle(status) {
    if (status && (ended(status) || status.state === "Halted")) return nothing;
    return html`${status?.state === "Running" ? guarded("pause", "plain", html`${icon("paused")}Pause`, () => this.pause(), this.busy) : nothing}
    ${status?.state === "Paused" ? guarded("resume", "plain", html`${icon("play")}Resume`, () => document.querySelector("[data-act-of=resume] button, [data-act-of=accept] button")?.click(), this.busy) : nothing}
    ${guarded("halt", "stop", html`${icon("halted")}HALT`, () => this.ask(), this.busy)}`;
  }

  confirm(status) {
    const waiting = (status?.states.Queued ?? 0) + (status ? sum(status.states, STOPPABLE) : 0);
    return html`<button class="stop" type="button" data-confirm ?disabled=${this.busy} @click=${() => this.halt()}>
        ${icon("halted")}Confirm: halt${status ? ` ${number(waiting)} waiting ${waiting === 1 ? "device" : "devices"}` : ""}
      </button>
      <button class="plain" type="button" ?disabled=${this.busy} @click=${() => this.keep()}>Keep running</button>`;
  }

  /** First step. The focus goes to the second, so that Enter does it. */
  async ask() {
    const { status } = current;
    this.mode = "confirm";
    this.note = status
      ? `Nothing is rolled back: ${devices(updated(status))} stay on ${status.version}, and ${number(sum(status.states, INSTALLING))} already installing finish or roll back by themselves.`
      : "Nothing is rolled back; devices that already install finish or roll back by themselves.";
    await this.updateComplete;
    this.querySelector("[data-confirm]").focus();
  }

  async keep() {
    this.mode = "idle";
    this.note = "";
    await this.updateComplete;
    this.querySelector("button.stop")?.focus();
  }

  pause() {
    return this.send("pause", { reason: "paused on the page" }, () => "");
  }

  /** One key pauses: going on is as easy. Nothing else is done by a single key. */
  pauseByKey() {
    if (!this.busy && !session.missing("pause") && current.status?.state === "Running") this.pause();
  }

  halt() {
    return this.send("halt", { reason: "halted on the page" }, (body) => {
      alarm(`${current.name} is halted. ${haltText(body)}`);
      return haltText(body);
    });
  }

  async send(verb, body, done) {
    this.busy = true;
    try {
      const answer = await command(current.name, verb, body, (this.key ??= newKey()));
      this.key = undefined;
      this.mode = "idle";
      current.set(current.name, answer.status ?? answer);
      this.note = done(answer);
    } catch (error) {
      if (error.status > 0) this.key = undefined;
      this.note = `Not done. ${error.title}: ${error.message}`;
    }
    this.busy = false;
  }
}
customElements.define("cw-controls", Controls);

/** HALT on screens that show no single campaign: the list of those that run, each with its own button. */
class HaltMenu extends Light {
  static properties = { shown: { state: true }, running: { state: true }, error: { state: true }, notes: { state: true } };

  constructor() {
    super();
    this.notes = {};
    new Follow(this, session);
  }

  render() {
    return html`${guarded("halt", "stop", html`${icon("halted")}HALT …`, () => this.open())}
      <dialog class="halt-menu" aria-labelledby="halt-title" @close=${() => (this.shown = false)}>
        <div class="card-head"><h2 id="halt-title">Halt a running campaign</h2>
          <button class="plain small" type="button" @click=${() => this.dialog.close()}>Close</button></div>
        <p class="quiet">One press halts: nothing more starts, what has not got its last byte is withdrawn, nothing is rolled back.</p>
        ${this.error ? html`<p class="problem">${this.error}</p>` : nothing}
        ${!this.shown ? nothing : this.running ? this.list() : this.error ? nothing : skeleton(2)}
      </dialog>`;
  }

  get dialog() {
    return this.querySelector("dialog");
  }

  /** The list is taken when the menu opens and keeps its order: no button moves under a finger. */
  list() {
    if (this.running.length === 0) return html`<p>No campaign is running.</p>`;
    return html`<ul class="halt-list">${this.running.map((one) => html`<li>
      <div class="halt-name"><b>${one.name}</b> ${chip(one.state, CAMPAIGN[one.state])}</div>
      ${this.notes[one.name]
        ? html`<p role="status">${this.notes[one.name]}</p>`
        : html`<div class="controls">
            ${one.state === "Running" ? guarded("pause", "plain", html`${icon("paused")}Pause`, () => this.send(one, "pause")) : nothing}
            ${guarded("halt", "stop", html`${icon("halted")}Halt ${number(one.waiting)} waiting`, () => this.send(one, "halt"))}
          </div>`}
    </li>`)}</ul>`;
  }

  async open() {
    this.notes = {};
    this.error = undefined;
    this.running = undefined;
    this.dialog.showModal();
    this.shown = true;
    try {
      this.running = (overview.data && !document.body.classList.contains("stale") ? overview.data.campaigns.map(fromSummary) : (await ask("/api/v1/campaigns")).campaigns.map(fromStatus))
        .filter(({ state }) => state === "Running" || state === "Paused" || state === "Preparing");
    } catch (error) {
      this.error = `${error.title}. ${error.message}`;
    }
    await this.updateComplete;
    this.querySelector("dialog button.stop")?.focus();
  }

  async send(one, verb) {
    try {
      const answer = await command(one.name, verb, { reason: `${verb === "halt" ? "halted" : "paused"} on the page` });
      const text = verb === "halt" ? haltText(answer) : "Paused. Nothing new starts.";
      if (verb === "halt") alarm(`${one.name} is halted. ${text}`);
      this.notes = { ...this.notes, [one.name]: text };
    } catch (error) {
      this.error = `${one.name}: not done. ${error.title}: ${error.message}`;
    }
  }
}
customElements.define("cw-halt-menu", HaltMenu);

const fromSummary = ({ name, state, waiting }) => ({ name, state, waiting });
const fromStatus = ({ name, state, states }) => ({ name, state, waiting: (states.Queued ?? 0) + sum(states, STOPPABLE) });
