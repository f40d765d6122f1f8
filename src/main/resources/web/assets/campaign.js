// The live page of one campaign.

import { bar, devices, duration, el, icon, number, share, time } from "./dom.js";
import { CAMPAIGN, GATE, STATES, WAVE, failed, updated } from "./words.js";
import { Controls, api, live } from "./controls.js";

const RETRY_MILLIS = 3000;
const ANNOUNCE_MILLIS = 60_000;
const EVENTS = 50;

export function showCampaign(main, name) {
  document.title = `${name} · Canarywave`;
  const view = new View(main, name);
  listen(name, (status) => view.update(status));
}

/** Hears of every state; asks again by itself when the stream breaks. */
function listen(name, heard) {
  const source = new EventSource(`/api/v1/campaigns/${encodeURIComponent(name)}/events`);
  source.addEventListener("open", () => live(true));
  // What happened has lines of its own, and comes again after a reconnect.
  const events = new Map();
  const happened = (line) => events.set(line.id, line);
  source.addEventListener("history", (event) => JSON.parse(event.data).events.forEach(happened));
  source.addEventListener("event", (event) => happened(JSON.parse(event.data)));
  source.addEventListener("state", (event) => {
    live(true);
    const newest = [...events.values()].sort((a, b) => b.id - a.id).slice(0, EVENTS);
    heard({ ...JSON.parse(event.data), events: newest });
  });
  source.addEventListener("error", async () => {
    live(false);
    if (source.readyState !== EventSource.CLOSED) return;
    const answer = await api("GET", `/api/v1/campaigns/${encodeURIComponent(name)}`);
    if (!answer.ok && answer.why.startsWith("There is no")) {
      live(true);
      document
        .getElementById("main")
        .replaceChildren(
          el("p", { class: "problem" }, `There is no campaign ${name}.`),
          el("p", {}, el("a", { href: "/" }, "All campaigns")),
        );
      return;
    }
    setTimeout(() => listen(name, heard), RETRY_MILLIS);
  });
}

class View {
  constructor(main, name) {
    this.main = main;
    this.controls = new Controls(name);
    this.head = el("div", { class: "campaign-title" });
    this.body = el("div", { class: "campaign-body" });
    this.announcedAt = 0;
    this.wasHalted = null;
  }

  update(status) {
    if (this.main.getAttribute("aria-busy") === "true") {
      this.main.setAttribute("aria-busy", "false");
      this.main.replaceChildren(
        el("div", { class: "sticky" }, el("div", { class: "head-row" }, this.head, this.controls.node), this.controls.note),
        this.body,
      );
    }
    this.head.replaceChildren(...title(status));
    this.controls.update(status);
    this.body.replaceChildren(
      reason(status),
      ...rollback(status),
      waves(status),
      el("div", { class: "columns" }, gates(status), failures(status)),
      states(status),
      events(status),
    );
    this.announce(status);
  }

  announce(status) {
    const halted = status.state === "Halted";
    if (halted && this.wasHalted !== true) say("alarm", `${status.name} is halted: ${status.reason}`);
    this.wasHalted = halted;
    if (Date.now() - this.announcedAt < ANNOUNCE_MILLIS) return;
    this.announcedAt = Date.now();
    say(
      "polite",
      `${status.state}: ${number(updated(status))} of ${devices(status.cohort)} updated, ${number(failed(status))} failed.`,
    );
  }
}

function say(where, text) {
  document.getElementById(where).textContent = text;
}

function title(status) {
  const [sign, tone] = CAMPAIGN[status.state] ?? ["waiting", "quiet"];
  const end = status.endedAt ? new Date(status.endedAt) : new Date();
  return [
    el("h1", {}, status.name, " ", el("span", { class: `badge tone-${tone}` }, icon(sign), status.state)),
    el(
      "p",
      { class: "quiet" },
      `${status.product} → `,
      el("b", {}, status.version),
      ` · ${devices(status.cohort)} · ${status.endedAt ? "took" : "for"} ${duration((end - new Date(status.startedAt)) / 1000)}`,
    ),
  ];
}

function reason(status) {
  const [sign, tone] = CAMPAIGN[status.state] ?? ["waiting", "quiet"];
  const by = status.state === "Halted" || status.state === "Paused" ? (status.byGate ? "By a gate: " : "By a person: ") : "";
  return el("p", { class: `reason edge-${tone}` }, icon(sign), el("span", {}, by, status.reason));
}

function rollback(status) {
  return status.rollback ? [el("p", { class: "reason-line" }, `Rollback: ${status.rollback.text}`)] : [];
}

function waves(status) {
  const now = status.waves.findIndex((wave) => !["passed", "done"].includes(wave.state));
  return section(
    "Waves",
    el("ol", { class: "waves" }, status.waves.map((wave, index) => waveItem(wave, index === now))),
  );
}

function waveItem(wave, current) {
  const [sign, tone] = WAVE[wave.state] ?? ["waiting", "quiet"];
  return el(
    "li",
    { class: `wave edge-${tone}`, "aria-current": current ? "step" : null },
    el("div", { class: "wave-name" }, el("b", {}, wave.name), el("span", { class: "quiet" }, `up to ${wave.upTo}`)),
    el(
      "div",
      { class: "wave-name" },
      el("span", { class: `word tone-${tone}` }, icon(sign), wave.state),
      el("span", { class: "quiet" }, devices(wave.devices)),
    ),
    bar(
      [
        { count: wave.ok, tone: "good" },
        { count: wave.running, tone: "go3" },
        { count: wave.failed, tone: "bad" },
      ],
      wave.devices,
      `${number(wave.ok)} ok, ${number(wave.running)} running, ${number(wave.failed)} failed of ${number(wave.devices)}`,
    ),
    el(
      "dl",
      { class: "counts" },
      count("ok", wave.ok, "good"),
      count("failed", wave.failed, "bad"),
      count("running", wave.running, "go3"),
    ),
    wave.info ? el("p", { class: "info quiet" }, wave.info) : null,
  );
}

function count(word, value, tone) {
  const zero = value === 0 ? " zero" : "";
  return el("div", { class: tone && value > 0 ? `ink-${tone}` : `plain${zero}` }, el("dt", {}, word), el("dd", {}, number(value)));
}

// The roles are said because the narrow layout takes the cells out of the table for screen readers too.
function gates(status) {
  const rows = status.waves.flatMap((wave) => wave.gates.map((gate) => gateRow(wave, gate)));
  return section(
    "Gates",
    rows.length === 0
      ? el("p", { class: "quiet" }, "No gate is being watched now.")
      : el(
          "table",
          { class: "gates", role: "table" },
          el("thead", { role: "rowgroup" }, el("tr", { role: "row" }, ["Gate", "Wave", "Status", "Now"].map((text) => el("th", { scope: "col", role: "columnheader" }, text)))),
          el("tbody", { role: "rowgroup" }, rows),
        ),
  );
}

function gateRow(wave, gate) {
  const [sign, tone] = GATE[gate.status] ?? ["waiting", "quiet"];
  const text = gate.text.startsWith(`${gate.name} `) ? gate.text.slice(gate.name.length + 1) : gate.text;
  return el(
    "tr",
    { role: "row" },
    el("th", { scope: "row", role: "rowheader" }, gate.name),
    el("td", { role: "cell" }, wave.name),
    el("td", { role: "cell" }, el("span", { class: `word tone-${tone}` }, icon(sign), gate.status)),
    el("td", { class: "now", role: "cell" }, text),
  );
}

function failures(status) {
  const most = Math.max(1, ...status.failures.map((failure) => failure.devices));
  const all = status.failures.reduce((sum, failure) => sum + failure.devices, 0);
  return section(
    "Why devices fail",
    all === 0
      ? el("p", { class: "quiet" }, "No device has failed.")
      : el("ul", { class: "failures" }, status.failures.map((failure) => failureItem(failure, most, all))),
  );
}

function failureItem(failure, most, all) {
  return el(
    "li",
    {},
    el(
      "div",
      { class: "line" },
      el("code", {}, failure.code),
      el("span", { class: "quiet" }, failure.counted ? `${failure.cause} · counts` : `${failure.cause} · does not count`),
      el("span", { class: "to-right" }, el("b", {}, number(failure.devices)), ` · ${share(failure.devices, all)}`),
    ),
    bar([{ count: failure.devices, tone: failure.counted ? "bad" : "warn" }], most, `${failure.code}: ${devices(failure.devices)}`),
  );
}

function states(status) {
  const present = STATES.filter(([name]) => (status.states[name] ?? 0) > 0);
  const label = present.map(([name]) => `${name} ${number(status.states[name])}`).join(", ");
  return section(
    "Devices by state",
    bar(present.map(([name, tone]) => ({ count: status.states[name], tone })), status.cohort, label),
    el(
      "ul",
      { class: "legend" },
      present.map(([name, tone]) =>
        el("li", {}, el("span", { class: `swatch tone-${tone}`, "aria-hidden": "true" }), name, " ", el("b", {}, number(status.states[name]))),
      ),
    ),
    el(
      "p",
      { class: "quiet" },
      `${number(status.inFlight)} between command and outcome, at most ${number(status.window)} now` +
        (status.parked > 0 ? `; ${number(status.parked)} parked until they are online again.` : "."),
    ),
  );
}

function events(status) {
  return section(
    "Events",
    status.events.length === 0
      ? el("p", { class: "quiet" }, "Nothing yet.")
      : el(
          "ol",
          { class: "events" },
          status.events.map((event) => el("li", {}, time(event.at), el("b", {}, event.what), el("span", {}, event.why))),
        ),
  );
}

function section(heading, ...content) {
  return el("section", { class: "card" }, el("h2", {}, heading), ...content);
}
