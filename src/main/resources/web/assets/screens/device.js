// What happened to this one device, and what it waits for.

import { html, nothing } from "lit";
import { act } from "../api.js";
import { Light, Load, bar, card, chip, empty, icon, sign, skeleton, trouble } from "../parts.js";
import { attempt, bytes, percent, since, time } from "../words.js";
import { guarded } from "../controls.js";
import { Follow, session } from "../store.js";

/** The way of an attempt that goes well. */
const WAY = ["Commanded", "Accepted", "Downloading", "Installing", "Rebooting", "Probation", "Confirmed"];
const EVERY_MILLIS = 5000;

class Device extends Light {
  static properties = { name: {}, query: { attribute: false }, asking: { state: true }, note: { state: true } };

  constructor() {
    super();
    this.device = new Load(this);
    this.history = new Load(this);
    this.explain = new Load(this);
    new Follow(this, session);
  }

  connectedCallback() {
    super.connectedCallback();
    this.refresh();
    this.timer = setInterval(() => document.hidden || this.refresh(), EVERY_MILLIS);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  refresh() {
    const path = `/api/v1/devices/${encodeURIComponent(this.name)}`;
    this.device.run(path);
    this.history.run(`${path}/history?limit=${this.query?.get("panel") === "history" ? 1000 : 100}`);
    this.explain.run(`${path}/explain`);
  }

  render() {
    const { data, error } = this.device;
    if (!data && error?.status === 404)
      return html`<h1 class="page-title">${this.name}</h1>${card("There is no such device", empty("Devices are registered first:", `canarywave device add ${this.name} --model MODEL`, html`<p><a href=${`/devices?id=${encodeURIComponent(this.name)}`}>Devices whose id begins so</a></p>`))}`;
    if (!data && error) return html`<h1 class="page-title">${this.name}</h1>${trouble(error, () => this.refresh())}`;
    if (!data) return html`<h1 class="page-title">${this.name}</h1><div aria-busy="true">${skeleton(8)}</div>`;
    return html`${this.head(data)} ${this.attempts(data)}
      <div class="columns">${this.why()}${this.facts(data)}</div>
      ${this.past()}`;
  }

  head(device) {
    return html`<div class="campaign-title"><h1>${device.id}</h1>
        ${device.online ? chip("online", ["passed", "good"]) : chip("offline", ["offline", "quiet"])} ${device.held ? chip("held", ["paused", "warn"]) : nothing}
        <p class="quiet">${device.model} · ${device.version ?? "version unknown"} · ${device.lastHeard ? html`heard ${since(device.lastHeard)}` : "never heard"}</p></div>
      ${device.held ? html`<p class="reason edge-warn">${icon("paused")}<span>Held ${device.held}. No campaign commands it.</span></p>` : nothing}
      <div class="actions"><div class="controls">
        ${this.asking
          ? html`<form class="controls" @submit=${(event) => this.send(event)}><label>Why? <input name="reason" maxlength="200" ?required=${this.asking === "hold"} autocomplete="off"></label>
              <button class="go" type="submit">${this.asking === "hold" ? "Hold" : "Release"}</button>
              <button class="plain" type="button" @click=${() => (this.asking = undefined)}>Cancel</button></form>`
          : guarded("hold", "plain", html`${icon(device.held ? "play" : "paused")}${device.held ? "Release hold …" : "Hold …"}`, () => this.ask(device.held ? "unhold" : "hold"))}
      </div>${this.note ? html`<p class="control-note" role="status">${this.note}</p>` : nothing}</div>`;
  }

  ask(what) {
    this.asking = what;
    this.updateComplete.then(() => this.querySelector("[name=reason]").focus());
  }

  async send(event) {
    event.preventDefault();
    try {
      this.device.data = await act(`/api/v1/devices/${encodeURIComponent(this.name)}:${this.asking}`, { reason: new FormData(event.target).get("reason") });
      this.note = "";
    } catch (error) {
      this.note = `Not done. ${error.title}: ${error.message}`;
    }
    this.asking = undefined;
  }

  attempts({ attempts }) {
    if (attempts.length === 0) return card("Attempts", html`<p class="quiet">No campaign has commanded this device.</p>`);
    return html`${attempts.map((one) =>
      card(
        html`<a href=${`/campaigns/${encodeURIComponent(one.campaign)}`}>${one.campaign}</a>`,
        html`${this.way(one)}
          ${one.size ? html`<div class="line">${bar([{ count: one.bytes, tone: "go3" }], one.size, `${percent(one.bytes / one.size)} downloaded`)}<span class="figures">${bytes(one.bytes)} of ${bytes(one.size)}</span></div>` : nothing}`,
        html`<span class="quiet">attempt ${one.number} · wave ${one.wave}</span>`,
      ),
    )}`;
  }

  /** The steps that the history knows of this attempt, then how it stands. */
  way(one) {
    const facts = (this.history.data?.facts ?? []).filter((fact) => fact.campaign === one.campaign && fact.attempt === one.number);
    const at = (step) => facts.find((fact) => fact.what.toLowerCase() === step.toLowerCase())?.at;
    const [, tone] = attempt(one.state);
    const reached = WAY.indexOf(one.state);
    const bad = tone === "bad";
    const steps = WAY.map((step, place) => ({ step, at: at(step), done: reached >= 0 ? place <= reached : at(step) !== undefined }));
    const shown = bad || reached < 0 ? steps.filter(({ done }) => done) : steps;
    return html`<ol class="way">${shown.map(
        ({ step, at: when, done }) => html`<li class=${done ? "done" : "todo"} aria-current=${step === one.state ? "step" : nothing}><span class="step">${done ? icon("passed") : icon("waiting")}${step}</span>${when ? html`<span class="quiet">${time(when)}</span>` : nothing}</li>`,
      )}${reached < 0 ? html`<li class="end tone-${tone}" aria-current="step"><span class="step">${sign(one.state, attempt(one.state))}</span>${one.code ? html`<code>${one.code}</code>` : nothing}</li>` : nothing}</ol>`;
  }

  why() {
    return card(
      "What it waits for",
      this.explain.show(({ explanations }) =>
        explanations.length === 0
          ? html`<p class="quiet">No campaign wants anything of it.</p>`
          : html`${explanations.map(
              (one) => html`<div class="explained"><p><b>${one.campaign}</b> ${one.sentence}${one.earliest ? html` Earliest ${since(one.earliest)}.` : nothing}</p>
                ${one.conditions?.length ? html`<ul class="conditions">${one.conditions.map((each) => html`<li>${sign(each.met ? "yes" : "no", each.met ? ["passed", "good"] : ["failed", "warn"])} <b>${each.name}</b> <span class="quiet">${each.value}${each.change ? html`, changes ${since(each.change)}` : nothing}</span></li>`)}</ul>` : nothing}</div>`,
            )}`,
      ),
    );
  }

  facts(device) {
    const rows = [
      ["Image", device.image ? html`<code title=${device.image}>${device.image.slice(0, 16)}…</code>` : undefined],
      ["Security version", device.securityVersion],
      ["Slot", device.slot],
      ["Boots", device.boot],
      ...Object.entries(device.labels ?? {}).map(([name, value]) => [name, html`<a href=${`/devices?label=${encodeURIComponent(`${name}=${value}`)}`}>${value}</a>`, true]),
    ].filter(([, value]) => value !== undefined);
    return card("Device", html`<dl class="facts">${rows.map(([name, value, label]) => html`<div><dt>${label ? html`<span class="quiet">label</span> ` : nothing}${name}</dt><dd>${value}</dd></div>`)}</dl>`);
  }

  past() {
    return card(
      "History",
      this.history.show(({ facts }) =>
        facts.length === 0
          ? html`<p class="quiet">Nothing has happened to it yet.</p>`
          : html`<ol class="events">${facts.map(
              (fact) => html`<li>${time(fact.at)}<b>${fact.what}</b><span>${fact.why} ${fact.campaign ? html`<a class="quiet" href=${`/campaigns/${encodeURIComponent(fact.campaign)}`}>${fact.campaign}</a>` : nothing}</span></li>`,
            )}</ol>`,
      ),
    );
  }
}
customElements.define("cw-device", Device);
