// What exactly would change if this file were applied; nothing happens until then.

import { html, nothing } from "lit";
import { Problem, submit } from "../api.js";
import { Light, bar, card, icon, swatch, trouble } from "../parts.js";
import { bytes, devices, duration, number, percent } from "../words.js";
import { guarded } from "../controls.js";
import { go } from "../router.js";
import { Follow, overview, session } from "../store.js";

const FILE_LIMIT = 512 * 1024;
const TONES = ["go1", "go3", "go4", "go5", "go6"];

class Plan extends Light {
  static properties = { query: { attribute: false }, text: { state: true }, file: { state: true }, plan: { state: true }, error: { state: true }, busy: { state: true }, stale: { state: true } };

  constructor() {
    super();
    this.file = "campaign.yaml";
    new Follow(this, session);
    new Follow(this, overview);
  }

  willUpdate() {
    this.text ??= example(this.query);
  }

  render() {
    const waiting = (overview.data?.needsYou ?? []).filter(({ kind }) => kind === "approval" || kind === "inconclusive");
    return html`<h1 class="page-title">Plan</h1>
      ${waiting.length > 0
        ? card("Waits for an approval", html`<ul class="needs">${waiting.map((need) => html`<li><span class="what"><b>${need.campaign}</b> ${need.text}</span><a class="button plain small" href=${need.href ?? `/campaigns/${need.campaign}`} aria-label=${`Review ${need.campaign}`}>Review</a></li>`)}</ul>`)
        : nothing}
      ${this.editor()} ${this.error ? this.refused() : nothing} ${this.plan ? this.result(this.plan) : nothing}`;
  }

  editor() {
    return card(
      "Campaign file",
      html`<form @submit=${(event) => this.ask(event)} @dragover=${(event) => event.preventDefault()} @drop=${(event) => this.dropped(event)}>
        <label class="hidden-text" for="campaign-file">Campaign file</label>
        <textarea id="campaign-file" rows="16" spellcheck="false" autocapitalize="off" .value=${this.text} @input=${(event) => {
          this.text = event.target.value;
          this.plan = undefined;
          this.stale = false;
        }}></textarea>
        <div class="controls">
          <button class="go" type="submit" ?disabled=${this.busy || !this.text.trim()}>Plan</button>
          <label class="button plain">Open a file …<input class="hidden-text" type="file" accept=".yaml,.yml,.json,text/yaml" @change=${(event) => this.take(event.target.files[0])}></label>
          <span class="quiet">Planning changes nothing. The same by <code>canarywave plan FILE</code>.</span>
        </div></form>`,
      html`<span class="quiet">${this.file}</span>`,
    );
  }

  dropped(event) {
    event.preventDefault();
    this.take(event.dataTransfer.files[0]);
  }

  async take(file) {
    if (!file) return;
    if (file.size > FILE_LIMIT) {
      this.error = new Problem(413, { title: "Too large", detail: `A campaign file has at most ${bytes(FILE_LIMIT)}, ${file.name} has ${bytes(file.size)}.` });
      return;
    }
    this.text = await file.text();
    this.file = file.name;
    this.plan = undefined;
    this.error = undefined;
  }

  async ask(event) {
    event?.preventDefault();
    await this.call(async () => {
      this.plan = await submit(`/api/v1/plans?file=${encodeURIComponent(this.file)}`, this.text);
      this.stale = false;
    });
    await this.updateComplete;
    this.querySelector("[data-plan]")?.focus();
  }

  /** Only what was shown is applied: the server refuses when it has changed since. */
  apply() {
    return this.call(async () => {
      const status = await submit(`/api/v1/campaigns?file=${encodeURIComponent(this.file)}&plan=${encodeURIComponent(this.plan.digest)}`, this.text);
      go(`/campaigns/${encodeURIComponent(status.name)}`);
    });
  }

  async call(work) {
    this.busy = true;
    this.error = undefined;
    try {
      await work();
    } catch (error) {
      if (error.body?.plan) {
        this.plan = error.body.plan;
        this.stale = true;
      } else {
        this.error = error;
        if (error.status === 422) this.plan = undefined;
      }
    }
    this.busy = false;
  }

  refused() {
    return html`<div class="asks" role="status">${trouble(this.error)}</div>`;
  }

  result(plan) {
    const again = plan.changes !== undefined;
    const blocked = plan.changes?.some(({ needsNewCampaign }) => needsNewCampaign);
    return html`<section class="card" tabindex="-1" data-plan aria-label="Plan">
      <div class="card-head"><h2>${again ? "Changes" : "Creates"} campaign ${plan.campaign}</h2>
        <div class="controls">${guarded("apply", "go", html`${icon("play")}Apply`, () => this.apply(), this.busy || blocked)}
          <button class="plain" type="button" @click=${() => (this.plan = undefined)}>Cancel</button></div></div>
      ${this.stale ? html`<p class="reason edge-warn">${icon("warning")}<span>The fleet or the file changed since you looked: this is the plan of now. Nothing was applied.</span></p>` : nothing}
      ${plan.warnings.map((text) => html`<p class="reason edge-warn">${icon("warning")}<span>${text}</span></p>`)}
      <dl class="facts plan-facts">
        <div><dt>Release</dt><dd>${plan.product} <b>${plan.version}</b></dd></div>
        <div><dt>Devices</dt><dd><b>${number(plan.cohort)}</b>${plan.versionsFrom.length > 0 ? html` <span class="quiet">from ${plan.versionsFrom.map(({ what, devices: count }) => `${what} (${number(count)})`).join(", ")}</span>` : nothing}</dd></div>
        <div><dt>Left out</dt><dd>${plan.exclusions.length > 0 ? plan.exclusions.map(({ what, devices: count }) => html`<div>${number(count)} <span class="quiet">${what}</span></div>`) : "nobody"}</dd></div>
        <div><dt>Images</dt><dd>${plan.artifacts.map((one) => html`<div>${one.model} <span class="quiet">${bytes(one.size)}, security version ${one.securityVersion}, signed by ${one.key}</span></div>`)}</dd></div>
      </dl>
      ${plan.changes?.length > 0 ? this.changes(plan.changes) : nothing} ${this.waves(plan)}
      ${plan.defaults.length > 0 ? html`<details><summary>${number(plan.defaults.length)} defaults that apply</summary><ul>${plan.defaults.map((text) => html`<li><code>${text}</code></li>`)}</ul></details>` : nothing}
      <p class="quiet">Plan <code title=${plan.digest}>${plan.digest?.slice(0, 12)}</code>: if the fleet or the file changes before you apply, the server shows the new plan instead.</p>
    </section>`;
  }

  changes(all) {
    return html`<h3>Edits</h3><ul class="lines">${all.map(
      (one) => html`<li><span><code>${one.field}</code> ${one.from} → <b>${one.to}</b></span>${one.needsNewCampaign ? html`<span class="ink-bad">needs a new campaign: ${one.needsNewCampaign}</span>` : nothing}</li>`,
    )}</ul>`;
  }

  waves({ waves, cohort }) {
    const parts = waves.map(({ devices: count }, at) => ({ count, tone: TONES[at % TONES.length] }));
    return html`<h3>Waves</h3>${bar(parts, cohort, waves.map(({ name, devices: count }) => `${name} ${devices(count)}`).join(", "))}
      <ol class="plan-waves">${waves.map(
        (wave, at) => html`<li><div class="wave-name"><b>${swatch(TONES[at % TONES.length])}${wave.name}</b><span>${devices(wave.devices)}</span></div>
          <div class="quiet">up to ${number(wave.upTo)} of ${number(cohort)} (${percent(cohort > 0 ? wave.upTo / cohort : 0)})${wave.soakSeconds > 0 ? `, soaks ${duration(wave.soakSeconds)}` : ""}</div>
          ${wave.gates.length > 0 ? html`<ul>${wave.gates.map((gate) => html`<li>${gate}</li>`)}</ul>` : nothing}</li>`,
      )}</ol>`;
  }
}
customElements.define("cw-plan", Plan);

/** A whole campaign to begin with, for the devices that the address names. */
function example(query) {
  const from = new URLSearchParams(query.get("from") ?? "");
  const cohort = [];
  const labels = from.getAll("label").map((text) => text.split("="));
  if (labels.length > 0) cohort.push(`    matchLabels: {${labels.map(([name, value]) => `${name}: "${value}"`).join(", ")}}`);
  if (from.get("model")) cohort.push(`    model: [${from.get("model")}]`);
  if (from.get("version")) cohort.push(`    version: "=${from.get("version")}"`);
  return `apiVersion: canarywave/v1
kind: Campaign
metadata: {name: ${query.get("product") ?? "thermostat"}-NEXT}
spec:
  release: {product: ${query.get("product") ?? "thermostat-esp32"}, version: "NEXT"}
${cohort.length > 0 ? `  cohort:\n${cohort.join("\n")}\n` : ""}  waves:
    - {name: lab, upTo: 10, soak: 30m}
    - {name: canary, upTo: 1%, soak: 4h}
    - {name: half, upTo: 50%, soak: 24h}
    - {name: all, upTo: 100%}
  gates:
    - {metric: failureRate, max: 2%, minSample: 50, confidence: 95%, action: halt}
`;
}
