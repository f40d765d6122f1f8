// Is this rollout healthy, and what stops it.

import { html, nothing } from "lit";
import { Stream, line } from "../live.js";
import { Follow, current } from "../store.js";
import { setQuery } from "../router.js";
import { Light, Load, alarm, bar, card, chip, deviceLink, empty, icon, legend, polite, skeleton, trouble } from "../parts.js";
import { CAMPAIGN, CURVE, STATES, devices, duration, failed, number, percent, updated } from "../words.js";
import { currentWave, events, failures, gates, waves } from "../wavestrip.js";
import { rowsOf } from "../chart.js";
import "../actions.js";

const EVENTS_SHOWN = 10;
const EVENTS_KEPT = 1000;
const POINTS_KEPT = 5000;
const RANGES = ["1h", "6h", "all"];

class Campaign extends Light {
  static properties = { name: {}, query: { attribute: false }, error: { state: true } };

  constructor() {
    super();
    this.points = [];
    this.marks = [];
    this.lines = [];
    this.reasons = new Load(this);
    new Follow(this, current);
  }

  connectedCallback() {
    super.connectedCallback();
    current.set(this.name, undefined);
    this.stream = new Stream(`/api/v1/campaigns/${encodeURIComponent(this.name)}/events`, {
      history: (told) => this.history(told),
      state: (status) => this.state(status),
      event: (event) => this.event(event),
      point: (point) => this.point(point),
      map: (map) => {
        this.map = map;
        this.requestUpdate();
      },
      gone: (error) => {
        line.set("live");
        this.error = error;
        if (error.status === 404) current.set(undefined, undefined);
      },
    });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.stream.close();
  }

  history({ curve, marks, events: lines, map }) {
    this.points = curve?.points ?? [];
    this.marks = marks ?? [];
    this.lines = lines ?? [];
    if (map) this.map = map;
    this.requestUpdate();
  }

  state(status) {
    const before = current.status;
    if (status.events) this.lines = status.events;
    if (status.state === "Halted" && before && before.state !== "Halted") alarm(`${status.name} is halted: ${status.reason}`);
    polite(`${status.state}: ${number(updated(status))} of ${devices(status.cohort)} updated, ${number(failed(status))} failed.`);
    current.set(this.name, status);
  }

  event(event) {
    if (this.lines.some(({ id }) => id !== undefined && id === event.id)) return;
    this.lines = [event, ...this.lines].slice(0, EVENTS_KEPT);
    this.requestUpdate();
  }

  point(point) {
    if (this.points.some(({ at, wave }) => at === point.at && wave === point.wave)) return;
    this.points = [...this.points, point].slice(-POINTS_KEPT);
    this.requestUpdate();
  }

  render() {
    const { status } = current;
    if (this.error) return this.missing();
    if (!status || current.name !== this.name) return html`<h1 class="page-title">${this.name}</h1><div aria-busy="true">${skeleton(8)}</div>`;
    return html`${this.title(status)} ${this.reason(status)}
      <cw-actions .status=${status}></cw-actions>
      <div class="live-part">
        ${waves(status)}
        <div class="columns wide-left">${this.curve(status)}${gates(status)}</div>
        <div class="columns">${failures(status)}${this.fleetMap()}</div>
        <div class="columns">${this.states(status)}${this.waits(status)}</div>
        ${this.happened()}
      </div>`;
  }

  missing() {
    return html`<h1 class="page-title">${this.name}</h1>
      ${this.error.status === 404 ? card("There is no such campaign", empty("Campaigns are started from a file:", "canarywave apply FILE", html`<p><a href="/">All campaigns</a></p>`)) : trouble(this.error)}`;
  }

  title(status) {
    const end = status.endedAt ? new Date(status.endedAt) : Date.now();
    return html`<div class="campaign-title">
      <h1>${status.name}</h1>${chip(status.state, CAMPAIGN[status.state])}
      <p class="quiet">${status.product} → <b>${status.version}</b> · ${deviceLink({ campaign: status.name }, devices(status.cohort))} ·
        ${status.endedAt ? "took" : "for"} ${duration((end - new Date(status.startedAt)) / 1000)}</p>
    </div>`;
  }

  reason(status) {
    const [sign, tone] = CAMPAIGN[status.state] ?? ["waiting", "quiet"];
    const stopped = status.state === "Halted" || status.state === "Paused";
    return html`<p class="reason edge-${tone}">${icon(sign)}<span>${stopped && !status.reason.startsWith("by ") ? (status.byGate ? "By a gate: " : "By a person: ") : nothing}${status.reason}</span></p>
      ${status.rollback
        ? html`<p class="reason-line">Rollback: ${status.rollback.campaign ? html`<a href=${`/campaigns/${status.rollback.campaign}`}>${status.rollback.text}</a>` : status.rollback.text}</p>`
        : nothing}`;
  }

  /** Of the wave that the address names, else of the one of now: a canary of a million devices is one pixel high. */
  scope(status) {
    const asked = this.query.get("scope");
    if (asked === "fleet") return null;
    const named = status.waves.findIndex((wave) => wave.name === asked);
    const now = currentWave(status);
    return named >= 0 ? named : now >= 0 ? now : status.waves.length - 1;
  }

  curve(status) {
    const wave = this.scope(status);
    const range = RANGES.includes(this.query.get("range")) ? this.query.get("range") : "all";
    const controls = html`<div class="card-tools">
      <label>Scope <select @change=${(event) => setQuery({ scope: event.target.value })}>
        ${status.waves.map(({ name }, at) => html`<option value=${name} ?selected=${at === wave}>wave ${name}</option>`)}
        <option value="fleet" ?selected=${wave === null}>all waves</option></select></label>
      <div class="segments" role="group" aria-label="Range">${RANGES.map(
        (each) => html`<button type="button" aria-pressed=${String(each === range)} @click=${() => setQuery({ range: each === "all" ? null : each })}>${each}</button>`,
      )}</div></div>`;
    const { xs, rows, marks } = this.rows(status, wave, range);
    if (xs.length < 2) return card("Devices over time", html`<p class="quiet">${this.points.length > 0 ? "Nothing happened here in this range." : "The curve begins with the first devices."}</p>`, controls);
    const size = wave === null ? status.cohort : status.waves[wave].devices;
    const last = CURVE.map(([word], at) => `${number(rows[at].at(-1))} ${word}`).join(", ");
    return card(
      "Devices over time",
      html`<cw-area .series=${CURVE} .xs=${xs} .rows=${rows} .max=${size} .marks=${marks}
        sentence=${`Devices of ${wave === null ? "all waves" : `wave ${status.waves[wave].name}`} over time. Now ${last}.`}></cw-area>`,
      controls,
    );
  }

  /** The same arrays until a point comes: the chart is drawn only then. */
  rows(status, wave, range) {
    const made = this.made;
    if (made && made.points === this.points && made.wave === wave && made.range === range) return made;
    const marks = this.marks.map(({ at, text, what }) => ({ x: new Date(at) / 1000, text: text ?? what }));
    this.made = { points: this.points, wave, range, marks, ...rowsOf(this.points, status.waves, wave, range) };
    return this.made;
  }

  fleetMap() {
    if (!this.map) return card("Map of the cohort", html`<p class="quiet">The server has told no map yet.</p>`);
    const cells = this.map.columns * this.map.rows;
    return card("Map of the cohort", html`<cw-map .map=${this.map}></cw-map>`, html`<span class="quiet hint">one cell is about ${devices(Math.max(1, Math.round(this.map.devices / cells)))}</span>`);
  }

  states(status) {
    const present = STATES.filter(([name]) => (status.states[name] ?? 0) > 0);
    return card(
      "Devices by state",
      html`${bar(present.map(([name, tone]) => ({ count: status.states[name], tone })), status.cohort, present.map(([name]) => `${name} ${number(status.states[name])}`).join(", "))}
        ${legend(present.map(([name, tone]) => [deviceLink({ campaign: status.name, state: name }, name), tone, status.states[name]]))}
        <p class="quiet">${number(status.inFlight)} between command and outcome, at most ${number(status.window)} now${status.parked > 0 ? `; ${number(status.parked)} parked until they are online again` : ""}.
          ${percent(updated(status) / status.cohort)} updated.</p>
        ${status.cut?.length > 0 ? html`<p class="quiet hint">Left out here: ${status.cut.join(", ")}. <code>canarywave watch ${status.name}</code> has all of it.</p>` : nothing}`,
    );
  }

  /** Asked for on demand: it looks at every device that has not ended. */
  waits(status) {
    const again = html`<button class="plain small" type="button" ?disabled=${this.reasons.busy} @click=${() => this.explain()}>${this.reasons.data ? "Ask again" : "Explain"}</button>`;
    const told = this.reasons.data || this.reasons.error || this.reasons.busy;
    if (!told) return card("Why devices wait", html`<p class="quiet">Counts the devices that have not ended by the first condition that is not met.</p>`, again);
    return card(
      "Why devices wait",
      this.reasons.show(
        ({ waits, reasons }) => html`<p>${waits}</p>
          <ul class="failures">${reasons.map(
            ({ condition, example, devices: count, ids }) => html`<li><div class="line"><b>${condition}</b><span class="to-right"><b>${number(count)}</b></span></div>
              <p class="quiet">${example} ${ids.slice(0, 3).map((id) => html`<a href=${`/devices/${encodeURIComponent(id)}`}>${id}</a> `)}</p></li>`,
          )}</ul>`,
      ),
      again,
    );
  }

  explain() {
    return this.reasons.run(`/api/v1/campaigns/${encodeURIComponent(this.name)}/explain`);
  }

  happened() {
    const all = this.query.get("panel") === "events";
    const shown = all ? this.lines : this.lines.slice(0, EVENTS_SHOWN);
    const audit = this.query.get("panel") === "audit";
    const more = html`<div class="card-tools">
      <button class="plain small" type="button" aria-expanded=${String(audit)} @click=${() => setQuery({ panel: audit ? null : "audit" })}>Audit</button>
      ${this.lines.length > EVENTS_SHOWN
        ? html`<button class="plain small" type="button" aria-expanded=${String(all)} @click=${() => setQuery({ panel: all ? null : "events" })}>${all ? "Fewer" : `All ${number(this.lines.length)}`}</button>`
        : nothing}</div>`;
    return html`${card("Events", shown.length === 0 ? html`<p class="quiet">Nothing yet.</p>` : events(shown), more)}
      ${audit ? html`<cw-audit subject=${`campaign/${this.name}`}></cw-audit>` : nothing}`;
  }
}
customElements.define("cw-campaign", Campaign);
