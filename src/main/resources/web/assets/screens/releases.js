// Which versions are out there, what may be shipped, and which certificate ends when.

import { html, nothing } from "lit";
import { Light, Load, bar, card, chip, deviceLink, empty, icon, sign } from "../parts.js";
import { RELEASE, devices, number, percent, since } from "../words.js";
import { setQuery } from "../router.js";
import { adoption } from "../adoption.js";

const SOON_DAYS = 90;

class Releases extends Light {
  static properties = { query: { attribute: false } };

  constructor() {
    super();
    this.rates = new Load(this);
    this.trust = new Load(this);
    this.keys = new Load(this);
    this.curve = new Load(this);
  }

  connectedCallback() {
    super.connectedCallback();
    this.rates.run("/api/v1/releases:rates");
    this.trust.run("/api/v1/trust");
    this.keys.run("/api/v1/release-keys");
  }

  willUpdate() {
    const product = this.query.get("product") ?? "";
    if (product === this.product) return;
    this.product = product;
    this.curve.run(`/api/v1/adoption?days=90${product ? `&product=${encodeURIComponent(product)}` : ""}`);
  }

  render() {
    return html`<h1 class="page-title">Releases and trust</h1>
      ${this.rates.show((told) => this.releases(told), 6)}
      ${card("Versions in the field, 90 days", this.curve.show(adoption, 4), this.products())}
      <div class="columns">${card("Certificates", this.trust.show((told) => this.certificates(told), 4))}${card("Trust in the field", this.trust.show((told) => this.anchors(told), 4))}</div>
      ${card("Release keys", this.keys.show((told) => this.releaseKeys(told), 2))}`;
  }

  names() {
    return [...new Set((this.rates.data?.releases ?? []).map(({ product }) => product))].sort();
  }

  products() {
    const names = this.names();
    if (names.length < 2) return nothing;
    return html`<label class="card-tools">Product <select @change=${(event) => setQuery({ product: event.target.value || null })}>
      <option value="">all</option>${names.map((name) => html`<option value=${name} ?selected=${name === this.product}>${name}</option>`)}</select></label>`;
  }

  releases({ releases }) {
    if (releases.length === 0) return card("Releases", empty("No release yet. Add a signed image:", "canarywave release add build/app.bin"));
    return html`${this.names()
      .filter((name) => !this.product || name === this.product)
      .map((product) => card(product, this.table(releases.filter((one) => one.product === product))))}`;
  }

  table(rows) {
    return html`<div class="scroll-x"><table class="list releases-table" role="table">
      <thead role="rowgroup"><tr role="row">${["Version", "State", "Devices", "Confirmed", "Failed", "Signed by", "SBOM"].map((word) => html`<th role="columnheader" scope="col" class=${["Devices", "Confirmed", "Failed"].includes(word) ? "num" : ""}>${word}</th>`)}</tr></thead>
      <tbody role="rowgroup">${rows.map(
        (one) => html`<tr role="row"><th role="rowheader" scope="row">${one.version}</th>
          <td role="cell">${chip(one.state, RELEASE[one.state])}</td>
          <td role="cell" class="num" data-word="devices">${one.devices > 0 ? deviceLink({ version: one.version }, number(one.devices)) : html`<span class="quiet">0</span>`}</td>
          <td role="cell" class="num" data-word="confirmed">${number(one.confirmed)}</td>
          <td role="cell" class="num" data-word="failed">${one.failed > 0 ? html`<span class="ink-bad">${number(one.failed)}</span> <span class="quiet">${percent(one.failedShare ?? one.failed / (one.failed + one.confirmed))}</span>` : html`<span class="quiet">0</span>`}</td>
          <td role="cell" data-word="signed by">${one.signedBy.length > 0 ? one.signedBy.map((key) => html`<code>${key}</code> `) : html`<span class="ink-bad">nobody</span>`}</td>
          <td role="cell" data-word="SBOM">${one.sbom ? html`<a download href=${`/api/v1/releases/${encodeURIComponent(one.product)}/${encodeURIComponent(one.version)}/sbom`} aria-label=${`SBOM of ${one.product} ${one.version}`}>yes</a>` : html`<span class="quiet">no</span>`}</td></tr>`,
      )}</tbody></table></div>`;
  }

  certificates({ certificates, deviceCertificates }) {
    return html`<ul class="lines">${[...certificates]
        .sort((a, b) => a.days - b.days)
        .map(
          (one) => html`<li><span>${one.days < SOON_DAYS ? icon(one.days < 30 ? "warning" : "clock") : icon("passed")}<b>${one.scope}</b> <span class="quiet">${one.name}</span></span>
            <span class=${one.days < 30 ? "ink-bad" : one.days < SOON_DAYS ? "ink-warn" : ""}>ends ${since(one.expires)}</span></li>`,
        )}</ul>
      ${deviceCertificates ? html`<p class="quiet">Of devices: ${number(deviceCertificates.within30d)} end within 30 days, ${number(deviceCertificates.within90d)} within 90.</p>` : nothing}`;
  }

  anchors({ anchors }) {
    if (anchors.length === 0) return html`<p class="quiet">No device has said which roots it trusts.</p>`;
    const most = Math.max(1, ...anchors.map((one) => one.devices));
    return html`<ul class="failures">${anchors.map(
      (one) => html`<li><div class="line"><b>${one.name ?? html`<code>${one.fingerprint.slice(0, 16)}</code>`}</b>${one.expires ? html`<span class="quiet">ends ${since(one.expires)}</span>` : nothing}<span class="to-right"><b>${number(one.devices)}</b></span></div>
        ${bar([{ count: one.devices - one.onlyThis, tone: "good" }, { count: one.onlyThis, tone: "warn2" }], most, `${devices(one.devices)} trust it, ${number(one.onlyThis)} of them nothing else`)}
        ${one.onlyThis > 0 ? html`<p class="quiet">${devices(one.onlyThis)} trust nothing else: they are lost when it ends.</p>` : nothing}</li>`,
    )}</ul>`;
  }

  releaseKeys({ keys }) {
    const states = { active: ["passed", "good"], retiring: ["clock", "warn"], revoked: ["failed", "bad"] };
    return html`<ul class="lines">${keys.map(
      (key) => html`<li><span>${sign(key.state, states[key.state])} <code>${key.id}</code> ${key.reason ? html`<span class="quiet">${key.reason}</span>` : nothing}</span><code class="quiet cut" title=${key.fingerprint}>${key.fingerprint}</code></li>`,
    )}</ul>`;
  }
}
customElements.define("cw-releases", Releases);
