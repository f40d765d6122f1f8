// Which devices: the address is the question, facets narrow it.

import { html, nothing } from "lit";
import { act } from "../api.js";
import { setQuery } from "../router.js";
import { Light, Load, card, empty, icon, rowKeys, sign, trouble } from "../parts.js";
import { attempt, devices, number, since } from "../words.js";
import { command, guarded } from "../controls.js";
import { Follow, session } from "../store.js";

const FILTERS = ["campaign", "wave", "state", "code", "model", "version", "online", "held", "label", "id"];
const FACETS = { state: "Attempt", code: "Error", wave: "Wave", model: "Model", version: "Version", online: "Online", held: "Held" };
const SORTS = [
  ["id", "id"],
  ["-lastHeard", "heard last first"],
  ["lastHeard", "silent longest first"],
  ["version", "version"],
  ["model", "model"],
];
/** Filters that take several values: any of them, of labels all. */
const SEVERAL = ["label", "state", "code", "model", "version"];
const PAGE = 50;
const WIDE = matchMedia("(min-width: 60rem)");
const YES_NO = { true: "yes", false: "no" };

class Devices extends Light {
  static properties = { query: { attribute: false }, more: { state: true }, asking: { state: true }, note: { state: true } };

  constructor() {
    super();
    this.found = new Load(this);
    this.facets = new Load(this);
    this.next = new Load(this);
    this.rows = [];
    new Follow(this, session);
  }

  /** The filters of the address, in a fixed order and nothing else of it. */
  filters() {
    const filters = new URLSearchParams();
    for (const name of FILTERS) for (const value of this.query.getAll(name)) if (value) filters.append(name, value);
    return filters;
  }

  willUpdate(changed) {
    if (!changed.has("query")) return;
    const asked = `${this.filters()} ${this.query.get("sort")}`;
    if (asked === this.asked) return;
    this.asked = asked;
    this.rows = [];
    this.note = "";
    this.asking = undefined;
    this.found.data = undefined;
    this.search();
    this.facets.run(`/api/v1/devices:facets?${this.filters()}`);
  }

  path(cursor) {
    const query = this.filters();
    query.set("sort", this.query.get("sort") ?? "id");
    query.set("limit", PAGE);
    if (cursor) query.set("cursor", cursor);
    return `/api/v1/devices:search?${query}`;
  }

  async search() {
    await this.found.run(this.path());
    if (!this.found.data) return;
    this.rows = this.found.data.devices;
    this.cursor = this.found.data.next;
    this.requestUpdate();
  }

  async loadMore() {
    await this.next.run(this.path(this.cursor));
    if (this.next.error) return;
    const from = this.rows.length;
    this.rows = [...this.rows, ...this.next.data.devices];
    this.cursor = this.next.data.next;
    this.requestUpdate();
    await this.updateComplete;
    this.querySelectorAll("[data-row]")[from]?.focus();
  }

  render() {
    return html`<h1 class="page-title">Devices</h1>
      ${this.searchForm()}
      <div class="with-facets">
        <aside class="facets" aria-label="Facets">${this.facets.show((told) => this.facetLists(told), 8)}</aside>
        <section class="card" aria-busy=${String(this.found.busy)} aria-label="Devices found">${this.found.show((told) => this.list(told), 8)}</section>
      </div>`;
  }

  searchForm() {
    const chips = [...this.filters()];
    return html`<form class="filter-bar" role="search" @submit=${(event) => this.narrow(event)}>
        <label class="grow"><span class="hidden-text">Narrow by id, or by name=value</span>
          <input name="text" autocomplete="off" spellcheck="false" placeholder="Start of an id, or model=…, code=…, label=site=hamburg"></label>
        <button class="plain" type="submit">${icon("search")}Narrow</button>
      </form>
      ${chips.length === 0
        ? nothing
        : html`<ul class="chips" aria-label="Filters">${chips.map(
            ([name, value]) => html`<li><button class="small plain" type="button" aria-label=${`Remove filter ${name} ${value}`} @click=${() => this.drop(name, value)}><span class="quiet">${name}</span> ${value} <span aria-hidden="true">×</span></button></li>`,
          )}<li><button class="link" type="button" @click=${() => setQuery(Object.fromEntries(FILTERS.map((each) => [each, null])), false)}>Clear all</button></li></ul>`}`;
  }

  narrow(event) {
    event.preventDefault();
    const text = new FormData(event.target).get("text").trim();
    event.target.reset();
    if (!text) return;
    const [name, ...rest] = text.split("=");
    if (rest.length > 0 && FILTERS.includes(name)) this.add(name, rest.join("="));
    else if (rest.length > 0) this.add("label", text);
    else setQuery({ id: text }, false);
  }

  add(name, value) {
    setQuery({ [name]: SEVERAL.includes(name) ? [...new Set([...this.query.getAll(name), value])] : value }, false);
  }

  drop(name, value) {
    setQuery({ [name]: this.query.getAll(name).filter((each) => each !== value) }, false);
  }

  facetLists({ facets, exact }) {
    const lists = facets.filter(({ name, values }) => FACETS[name] && values.length > 0);
    return html`${lists.map(({ name, values }) => this.facet(name, values))} ${exact ? nothing : html`<p class="quiet">Counts are of a part of the fleet.</p>`}`;
  }

  facet(name, values) {
    const chosen = this.query.getAll(name);
    const shown = values.filter(({ count, value }) => count > 0 || chosen.includes(value));
    if (shown.length === 0) return nothing;
    return html`<details ?open=${(WIDE.matches && shown.length <= 10) || chosen.length > 0}><summary>${FACETS[name]}</summary><ul>${shown.map(
      ({ value, count }) => html`<li><button type="button" aria-pressed=${String(chosen.includes(value))} @click=${() => (chosen.includes(value) ? this.drop(name, value) : this.add(name, value))}>
        <span class="name">${YES_NO[value] ?? value}</span><span class="quiet">${number(count)}</span></button></li>`,
    )}</ul></details>`;
  }

  list(told) {
    const any = [...this.filters()].length > 0;
    if (this.rows.length === 0)
      return any
        ? empty("No device fits all of these filters.", null, html`<p><a href="/devices">All devices</a></p>`)
        : empty("No device yet. Register one:", "canarywave device add th-1 --model thermostat-esp32");
    return html`<div class="card-head"><h2>${told.countIsExact ? devices(told.count) : `More than ${number(told.count - 1)} devices`}</h2>${this.tools(told)}</div>
      ${this.asking ? this.askForm(told) : nothing} ${this.note ? html`<p class="control-note" role="status">${this.note}</p>` : nothing}
      <div class="scroll-x"><table class="list devices-table" role="table" @keydown=${rowKeys}>
        <thead role="rowgroup"><tr role="row">${["Device", "Version", "Online", "Attempt", "Since"].map((word) => html`<th role="columnheader" scope="col">${word}</th>`)}</tr></thead>
        <tbody role="rowgroup">${this.rows.map((one) => this.row(one))}</tbody></table></div>
      ${this.next.error ? trouble(this.next.error) : nothing}
      ${this.cursor ? html`<button class="plain" type="button" ?disabled=${this.next.busy} @click=${() => this.loadMore()}>Load ${PAGE} more</button>` : nothing}`;
  }

  row(one) {
    return html`<tr role="row">
      <th role="rowheader" scope="row"><a data-row href=${`/devices/${encodeURIComponent(one.id)}`}>${one.id}</a><span class="quiet light">${one.model}</span></th>
      <td role="cell">${one.version ?? html`<span class="quiet">unknown</span>`}${one.held ? html` <span class="badge tone-warn" title=${one.held}>${icon("paused")}held</span>` : nothing}</td>
      <td role="cell">${one.online ? sign("online", ["passed", "good"]) : html`${sign("offline", ["offline", "quiet"])}`} <span class="quiet">${since(one.lastHeard)}</span></td>
      <td role="cell">${one.state ? html`${sign(one.state, attempt(one.state))} ${one.code ? html`<code>${one.code}</code>` : nothing} <span class="quiet">${one.campaign}${one.wave ? ` · ${one.wave}` : ""}</span>` : html`<span class="quiet">none</span>`}</td>
      <td role="cell">${since(one.since)}</td>
    </tr>`;
  }

  tools({ count }) {
    const query = this.filters();
    const campaign = this.query.get("campaign");
    const code = this.query.get("code");
    return html`<div class="card-tools">
      <label>Sort <select @change=${(event) => setQuery({ sort: event.target.value === "id" ? null : event.target.value })}>${SORTS.map(
        ([value, word]) => html`<option value=${value} ?selected=${value === (this.query.get("sort") ?? "id")}>${word}</option>`,
      )}</select></label>
      <a class="button plain small" download="devices.csv" href=${`/api/v1/devices:export?${query}&format=csv`}>CSV</a>
      ${guarded("hold", "plain small", html`Hold these …`, () => this.ask("hold"))}
      ${guarded("hold", "plain small", html`Release …`, () => this.ask("unhold"))}
      ${campaign && code ? guarded("retry", "plain small", html`Retry ${code} …`, () => this.ask("retry")) : nothing}
      <a class="button plain small" href=${`/plan?from=${encodeURIComponent(query)}&count=${count}`}>Plan for these</a>
    </div>`;
  }

  ask(what) {
    this.asking = what;
    this.note = "";
    this.updateComplete.then(() => this.querySelector("[name=why]").focus());
  }

  askForm({ count, countIsExact }) {
    const these = countIsExact ? devices(count) : `all of these, more than ${number(count - 1)} devices`;
    const words = { hold: `Hold ${these}`, unhold: `Release ${these}`, retry: `Retry devices that failed with ${this.query.get("code")} in ${this.query.get("campaign")}` };
    return html`<form class="controls asks" @submit=${(event) => this.send(event)}>
      <p>${words[this.asking]}. ${this.asking === "hold" ? "No campaign commands them from now on; what they were commanded before goes on." : nothing}</p>
      <label>Why? <input name="why" required maxlength="200" autocomplete="off"></label>
      <button class="go" type="submit">${words[this.asking].split(" ")[0]}</button>
      <button class="plain" type="button" @click=${() => (this.asking = undefined)}>Cancel</button></form>`;
  }

  async send(event) {
    event.preventDefault();
    const why = new FormData(event.target).get("why");
    try {
      if (this.asking === "retry") {
        const { retried } = await command(this.query.get("campaign"), "retry", { code: this.query.get("code"), reason: why });
        this.note = `${devices(retried)} tried again.`;
      } else {
        const told = await act(`/api/v1/devices:${this.asking}`, { filter: this.filterBody(), why });
        this.note = `${devices(told.devices)} ${this.asking === "hold" ? "held" : "released"}.`;
      }
      this.asking = undefined;
      this.search();
    } catch (error) {
      this.note = `Not done. ${error.title}: ${error.message}`;
    }
  }

  filterBody() {
    const body = {};
    for (const [name, value] of this.filters()) {
      if (SEVERAL.includes(name)) body[name] = [...(body[name] ?? []), value];
      else body[name] = value;
    }
    return body;
  }
}
customElements.define("cw-devices", Devices);
