// Waves, gates, failures and events of a rollout: values in, templates out. And the lines of the audit.

import { html, nothing } from "lit";
import { Light, Load, bar, card, deviceLink, icon, progress, sign } from "./parts.js";
import { FAILED, GATE, WAVE, devices, number, percent, rate, share, time } from "./words.js";

/** The wave that is worked on: the first that has not passed. */
export const currentWave = (status) => status.waves.findIndex((wave) => !["passed", "done"].includes(wave.state));

/** The waves in their order, each with its true counts; the one of now is the current step. */
export function waves(status) {
  const now = currentWave(status);
  return html`<ol class="waves" aria-label="Waves">${status.waves.map((wave, at) => item(status, wave, at === now))}</ol>`;
}

function item(status, wave, current) {
  const [, tone] = WAVE[wave.state] ?? ["waiting", "quiet"];
  const link = (state, count, word, kind) =>
    html`<span class=${count > 0 ? kind : "quiet"}>${count > 0 ? deviceLink({ campaign: status.name, wave: wave.name, ...state }, html`<b>${number(count)}</b> ${word}`) : html`<b>0</b> ${word}`}</span>`;
  return html`<li class="wave edge-${tone}" aria-current=${current ? "step" : nothing}>
    <div class="wave-name"><b>${wave.name}</b><span class="quiet">up to ${wave.upTo}</span></div>
    <div class="wave-name">${sign(wave.state, WAVE[wave.state])}<span class="quiet">${devices(wave.devices)}</span></div>
    ${progress(wave.ok, wave.running, wave.failed, wave.devices)}
    <div class="counts">${link({ state: "Confirmed" }, wave.ok, "ok", "ink-good")}${link({ state: FAILED }, wave.failed, "failed", "ink-bad")}<span class="quiet"><b>${number(wave.running)}</b> under way</span></div>
    ${wave.info ? html`<p class="info quiet">${wave.info}</p>` : nothing}
  </li>`;
}

/** Value, limit, sample and evidence as columns where the server tells them; its sentence always. */
export function gates(status) {
  const rows = status.waves.flatMap((wave) => wave.gates.map((gate) => [wave, gate]));
  if (rows.length === 0) return card("Gates", html`<p class="quiet">No gate is being watched now.</p>`);
  const numbers = rows.some(([, gate]) => gate.value !== undefined || gate.limit !== undefined);
  return card(
    "Gates",
    html`<table class="gates" role="table">
      <thead role="rowgroup"><tr role="row">${["Gate", "Status", ...(numbers ? ["Now", "Limit", "Sample"] : [])].map((word) => html`<th role="columnheader" scope="col" class=${["Now", "Limit", "Sample"].includes(word) ? "num" : ""}>${word}</th>`)}</tr></thead>
      ${rows.map(([wave, gate]) => gateRow(wave, gate, numbers))}
    </table>`,
  );
}

/** Gates that ask for at least as much. */
const FLOORS = /^(reportedShare|successRate)$/;

/** A long name may break where its words meet. */
const words = (name) => name.split(/(?=[A-Z])/).map((part, at) => (at > 0 ? html`<wbr>${part}` : part));

function gateRow(wave, gate, numbers) {
  const text = gate.text.startsWith(`${gate.name} `) ? gate.text.slice(gate.name.length + 1) : gate.text;
  const cell = (word, value, more = nothing) => html`<td role="cell" class="num" data-word=${word}>${value}${more}</td>`;
  const near = gate.status !== "breached" && (gate.used ?? (gate.limit > 0 && !FLOORS.test(gate.name) ? gate.value / gate.limit : 0)) >= 0.8;
  return html`<tbody role="rowgroup"><tr role="row">
      <th role="rowheader" scope="row">${words(gate.name)} <span class="quiet light">${wave.name}</span></th>
      <td role="cell">${sign(gate.status, GATE[gate.status])}</td>
      ${numbers
        ? html`${cell("now", gate.value === undefined ? "–" : quantity(gate, gate.value), near ? html` <span class="ink-warn" title="within 80% of the limit">${icon("warning")}</span>` : nothing)}
            ${cell("limit", gate.limit === undefined ? "–" : quantity(gate, gate.limit))}
            ${cell("n", gate.sample === undefined ? "–" : number(gate.sample), gate.minSample > (gate.sample ?? 0) ? html`<span class="quiet"> of ${number(gate.minSample)}</span>` : nothing)}`
        : nothing}
    </tr><tr role="row" class="why"><td role="cell" colspan=${numbers ? 5 : 2}>${text}${gate.evidence !== undefined && !/evidence/.test(text + gate.name) ? html` <span class="quiet">evidence ${Number(gate.evidence.toPrecision(3))}</span>` : nothing}</td></tr></tbody>`;
}

/** Gates of seconds have numbers above 1; all others are shares. */
const quantity = (gate, value) => (/Seconds$/.test(gate.name) ? `${number(value)} s` : gate.name === "errorCode" && value >= 1 ? number(value) : rate(value));

/** Failures by code, most first; the bar is the share of all that failed. */
export function failures(status) {
  const all = status.failures.reduce((sum, failure) => sum + failure.devices, 0);
  if (all === 0) return card("Why devices fail", html`<p class="quiet">No device has failed.</p>`);
  return card(
    "Why devices fail",
    html`<ul class="failures">${status.failures.map(
      (failure) => html`<li>
        <div class="line">${deviceLink({ campaign: status.name, code: failure.code }, html`<code>${failure.code}</code>`)}
          <span class="quiet">${failure.cause}, ${failure.counted ? "counts" : "does not count"}</span>
          <span class="to-right"><b>${number(failure.devices)}</b> <span class="quiet">${share(failure.devices, all)}</span></span></div>
        ${bar([{ count: failure.devices, tone: failure.counted ? "bad" : "warn2" }], all, `${failure.code}: ${devices(failure.devices)}, ${percent(failure.devices / all)} of all that failed`)}
      </li>`,
    )}</ul>`,
  );
}

const TONE = [
  [/halt|breach|fail|revok|lost|abort/, "bad"],
  [/pause|approval|inconclusive|stuck|held|refus|retr/, "warn"],
  [/pass|done|confirm|resum/, "good"],
];

/** What happened, newest first. The campaign is named where the lines are of several. */
export const events = (lines, named = false) => html`<ol class="events">${lines.map(
  (event) => html`<li>${time(event.at)}<b class="ink-${TONE.find(([pattern]) => pattern.test(event.what))?.[1] ?? "plain"}">${event.what}</b>
    <span>${named && event.campaign ? html`<a href=${`/campaigns/${encodeURIComponent(event.campaign)}`}>${event.campaign}</a> ` : nothing}${event.why}</span></li>`,
)}</ol>`;

/** <cw-audit subject>: what people did, newest first; of one campaign, or of everything. */
class Audit extends Light {
  static properties = { subject: {} };

  constructor() {
    super();
    this.lines = new Load(this);
  }

  connectedCallback() {
    super.connectedCallback();
    this.lines.run(`/api/v1/audit?limit=100${this.subject ? `&subject=${encodeURIComponent(this.subject)}` : ""}`);
  }

  render() {
    const csv = html`<a class="button plain small" download="audit.csv" href="/api/v1/audit:export?format=csv${this.subject ? `&subject=${encodeURIComponent(this.subject)}` : ""}">CSV</a>`;
    return card(
      "Audit",
      this.lines.show(({ lines }) =>
        lines.length === 0
          ? html`<p class="quiet">Nobody did anything yet.</p>`
          : html`<ol class="events">${lines.map((line) => html`<li>${time(line.at)}<b>${line.what}</b><span><b>${line.who}</b> ${line.object} <span class="quiet">${line.why}</span></span></li>`)}</ol>`,
      ),
      csv,
    );
  }
}
customElements.define("cw-audit", Audit);
