// What a person can do about a campaign besides stopping it: each with a reason that goes into the audit.

import { html, nothing } from "lit";
import { Light, icon } from "./parts.js";
import { Follow, current, session } from "./store.js";
import { devices } from "./words.js";
import { command, guarded } from "./controls.js";

/** Each: right, word, sign, question, body of the call, and what to say then. */
const ACTS = {
  approve: ["approve", "Approve", "passed", "Why may it go on?", (reason, more) => ({ wave: more.wave, reason }), () => "Approved."],
  resume: ["resume", "Resume", "play", "Why go on?", (reason) => ({ reason }), () => "Goes on."],
  accept: ["accept-evidence", "Resume, accepting the evidence", "play", "Why go on against the gate?", (reason) => ({ acceptEvidence: true, reason }), () => "Goes on."],
  retry: ["retry", "Retry failed", "retry", "Why try again?", (reason) => ({ failed: true, reason }), (body) => `${devices(body.retried)} tried again.`],
  rollback: ["rollback", "Roll back", "back", "Why go back?", (reason) => ({ reason }), (body) => html`<a href=${`/campaigns/${body.name}`}>${body.name}</a> brings them back.`],
};
const VERBS = { accept: "resume" };

/** The wave that waits for a person: its opening, or a gate of it that says neither yes nor no. */
export function asking(status) {
  if (status.state !== "Running" && status.state !== "Paused") return undefined;
  const open = status.waves.find((wave) => wave.gates.some((gate) => gate.status === "inconclusive") && wave.state !== "passed");
  if (open && /approval|approve/.test(`${status.reason} ${open.info}`)) return open.name;
  const next = status.waves.find((wave) => wave.state === "waiting");
  return next && /waits for an? approval/.test(status.reason) ? next.name : undefined;
}

function offered(status) {
  const failed = status.waves.reduce((all, wave) => all + wave.failed, 0);
  const offers = [];
  const wave = asking(status);
  if (wave) offers.push(["approve", { wave }]);
  if (status.state === "Halted") {
    if (status.byGate) offers.push(["accept", {}]);
    else offers.push(["resume", {}]);
  }
  if (status.state === "Paused" && !wave) offers.push(["resume", {}]);
  if (status.state === "Running" && failed > 0) offers.push(["retry", {}]);
  if ((status.state === "Halted" || status.state === "Aborted") && !status.rollback?.campaign) offers.push(["rollback", {}]);
  return offers;
}

/** <cw-actions .status=RolloutStatus>. */
class Actions extends Light {
  static properties = { status: { attribute: false }, open: { state: true }, note: { state: true }, busy: { state: true } };

  constructor() {
    super();
    new Follow(this, session);
  }

  render() {
    const offers = offered(this.status);
    const stopped = this.status.state === "Halted" || this.status.state === "Aborted";
    if (offers.length === 0 && !stopped && !this.note) return nothing;
    if (this.open && !offers.some(([key]) => key === this.open)) this.open = undefined;
    return html`<div class="actions">
      ${this.open ? this.form(offers.find(([key]) => key === this.open)) : this.buttons(offers, stopped)}
      ${this.note ? html`<p class="control-note" role="status">${this.note}</p>` : nothing}
    </div>`;
  }

  buttons(offers, stopped) {
    return html`<div class="controls">
      ${stopped ? html`<a class="button plain" href=${`/plan?product=${encodeURIComponent(this.status.product)}`}>${icon("search")}Plan a fixed version</a>` : nothing}
      ${offers.map(([key, more]) => {
        const [right, word, sign] = ACTS[key];
        const text = html`${icon(sign)}${word}${more.wave ? ` wave ${more.wave}` : ""} …`;
        return html`<span data-act-of=${key}>${guarded(right, "plain", text, () => this.show(key))}</span>`;
      })}
    </div>`;
  }

  form([key, more]) {
    const [, word, sign, question] = ACTS[key];
    return html`<form class="controls" @submit=${(event) => this.send(event, key, more)}>
      <label>${question} <input name="reason" required maxlength="200" autocomplete="off"></label>
      <button class="go" type="submit" ?disabled=${this.busy}>${icon(sign)}${word}${more.wave ? ` wave ${more.wave}` : ""}</button>
      <button class="plain" type="button" @click=${() => (this.open = undefined)}>Cancel</button>
    </form>`;
  }

  async show(key) {
    this.open = key;
    this.note = "";
    await this.updateComplete;
    this.querySelector("input")?.focus();
  }

  async send(event, key, more) {
    event.preventDefault();
    const [, , , , body, said] = ACTS[key];
    const reason = new FormData(event.target).get("reason");
    this.busy = true;
    try {
      const answer = await command(this.status.name, VERBS[key] ?? key, body(reason, more));
      this.note = said(answer);
      this.open = undefined;
      const status = key === "rollback" ? undefined : (answer.status ?? answer);
      if (status) current.set(current.name, status);
    } catch (error) {
      this.note = `Not done. ${error.title}: ${error.message}`;
    }
    this.busy = false;
  }
}
customElements.define("cw-actions", Actions);
