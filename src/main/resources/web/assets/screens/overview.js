// What is running, what needs a person, is anything wrong.

import { html, nothing } from "lit";
import { Follow, overview } from "../store.js";
import { go, setQuery } from "../router.js";
import { Light, Load, bar, card, chip, deviceLink, empty, icon, polite, progress, rowKeys, sign, skeleton, trouble } from "../parts.js";
import { CAMPAIGN, NEEDS, devices, duration, number, percent, share, since } from "../words.js";
import { events } from "../wavestrip.js";
import { adoption } from "../adoption.js";

const ENDED = ["Done", "Aborted"];
const ENDED_SHOWN = 5;
const WORDS = { "gate-near": "near a limit", approval: "approval", inconclusive: "asks you" };

class Overview extends Light {
  static properties = { query: { attribute: false } };

  constructor() {
    super();
    this.adoption = new Load(this);
    new Follow(this, overview);
  }

  connectedCallback() {
    super.connectedCallback();
    this.adoption.run("/api/v1/adoption?days=30");
  }

  render() {
    const { data, error } = overview;
    return html`<h1 class="page-title">Overview</h1>
      ${data ? this.told(data) : error ? trouble(error) : html`<div aria-busy="true">${skeleton(6)}</div>`}
      ${this.versions()}`;
  }

  told(data) {
    polite(`${data.needsYou.length} need you. ${data.campaigns.filter(({ state }) => !ENDED.includes(state)).length} campaigns under way.`);
    return html`<div class="live-part">${this.needs(data.needsYou)}${this.fleet(data.fleet)}${this.campaigns(data)}${this.happened()}</div>`;
  }

  needs(all) {
    if (all.length === 0) return html`<p class="reason edge-good">${icon("passed")}<span>Nothing needs you.</span></p>`;
    return card(
      html`Needs you <span class="count">${number(all.length)}</span>`,
      html`<ul class="needs" @keydown=${rowKeys}>${all.map(
        (need) => html`<li>
          ${sign(WORDS[need.kind] ?? need.kind, NEEDS[need.kind])}
          <span class="what">${need.campaign ? html`<b>${need.campaign}</b> ` : nothing}${need.text} <span class="quiet">${need.since ? since(need.since) : nothing}</span></span>
          ${need.href ? html`<a class="button plain small" data-row href=${need.href} aria-label=${`Open ${need.campaign ?? need.kind}`}>Open</a>` : nothing}
        </li>`,
      )}</ul>`,
    );
  }

  fleet(fleet) {
    const tile = (word, value, more) => html`<div class="tile"><dt>${word}</dt><dd><b>${value}</b><div class="quiet">${more}</div></dd></div>`;
    const part = (count) => share(count, fleet.registered);
    return html`<dl class="tiles">
      ${tile("Devices", deviceLink({}, number(fleet.registered)), html`${part(fleet.online)} online now`)}
      ${tile("Online now", deviceLink({ online: "true" }, number(fleet.online)), html`${deviceLink({ online: "false" }, number(fleet.registered - fleet.online))} offline`)}
      ${tile("Up to date", part(fleet.upToDate), html`${number(fleet.outdated)} outdated, ${number(fleet.unknown)} unknown
        ${bar([{ count: fleet.upToDate, tone: "good" }, { count: fleet.outdated, tone: "warn2" }, { count: fleet.unknown, tone: "off" }], fleet.registered, `${part(fleet.upToDate)} up to date, ${part(fleet.outdated)} outdated, ${part(fleet.unknown)} unknown`)}`)}
    </dl>`;
  }

  campaigns({ campaigns, more }) {
    if (campaigns.length === 0)
      return card("Campaigns", empty("No campaign yet. Start one from a file:", "canarywave apply campaigns/1-thermostat.yaml", html`<p class="quiet">What it would do says <a href="/plan">the plan</a> before.</p>`));
    const open = campaigns.filter(({ state }) => !ENDED.includes(state));
    const past = campaigns.filter(({ state }) => ENDED.includes(state));
    const all = this.query.get("ended") === "all";
    return card(
      "Campaigns",
      html`<div class="scroll-x"><table class="list campaigns-table" role="table" @keydown=${rowKeys}>
        <thead role="rowgroup"><tr role="row">${["Campaign", "State", "Wave", "Progress", "Failed", "Ends"].map((word) => html`<th role="columnheader" scope="col" class=${word === "Failed" || word === "Ends" ? "num" : ""}>${word}</th>`)}</tr></thead>
        <tbody role="rowgroup">${[...open, ...(all ? past : past.slice(0, ENDED_SHOWN))].map((one) => this.row(one))}</tbody>
      </table></div>
      ${past.length > ENDED_SHOWN ? html`<button class="link" type="button" aria-expanded=${String(all)} @click=${() => setQuery({ ended: all ? null : "all" })}>${all ? "Fewer that ended" : `All ${number(past.length)} that ended`}</button>` : nothing}
      ${more > 0 ? html`<p class="quiet">${number(more)} older ones: <code>canarywave campaign list</code></p>` : nothing}`,
    );
  }

  row(one) {
    const href = `/campaigns/${encodeURIComponent(one.name)}`;
    const tried = one.ok + one.failed;
    return html`<tr role="row" @click=${(event) => event.target.closest("a") || getSelection().toString() || go(href)}>
      <th role="rowheader" scope="row"><a data-row href=${href}>${one.name}</a><span class="quiet light">${one.product} → ${one.version}</span></th>
      <td role="cell">${chip(one.state, CAMPAIGN[one.state])}</td>
      <td role="cell" class="whole">${one.wave ? html`${one.wave.name} <span class="quiet">${one.wave.index}/${one.wave.of}</span>` : "–"}</td>
      <td role="cell" class="wide-cell"><div class="line">${progress(one.ok, one.running, one.failed, one.cohort)}<span class="figures"><b>${share(one.ok, one.cohort)}</b> <span class="quiet">of ${devices(one.cohort)}</span></span></div></td>
      <td role="cell" class="num">${one.failed > 0 ? html`<span class="ink-bad">${percent(one.failed / tried)}</span>` : html`<span class="quiet">0%</span>`}</td>
      <td role="cell" class="num">${one.endedAt ? since(one.endedAt) : one.etaSeconds !== undefined ? duration(one.etaSeconds) : "–"}</td>
    </tr>`;
  }

  happened() {
    const all = this.query.get("panel") === "events";
    const lines = all ? overview.events : overview.events.slice(0, 6);
    const audit = this.query.get("panel") === "audit";
    const button = html`<button class="plain small" type="button" aria-expanded=${String(audit)} @click=${() => setQuery({ panel: audit ? null : "audit" })}>Audit</button>`;
    if (lines.length === 0) return html`<p class="to-end">${button}</p>${audit ? html`<cw-audit></cw-audit>` : nothing}`;
    return html`${card("Events since this page was opened", events(lines, true), html`<div class="card-tools">${button}<button class="plain small" type="button" aria-expanded=${String(all)} @click=${() => setQuery({ panel: all ? null : "events" })}>${all ? "Fewer" : "All"}</button></div>`)}
      ${audit ? html`<cw-audit></cw-audit>` : nothing}`;
  }

  versions() {
    return card("Versions in the field, 30 days", this.adoption.show(adoption, 4));
  }
}
customElements.define("cw-overview", Overview);
