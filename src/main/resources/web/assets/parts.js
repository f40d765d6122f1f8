// The small parts of every screen. Texts of devices are bound as text: never markup.

import { LitElement, html, svg, nothing } from "lit";
import { Problem, ask } from "./api.js";
import { devices, number, share } from "./words.js";

/** An element without a shadow: one style sheet, one tree for screen readers. */
export class Light extends LitElement {
  createRenderRoot() {
    return this;
  }
}

const SHAPES = {
  running: "M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13z|M8 2v12A6 6 0 0 0 8 2z",
  waiting: "M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13z|",
  clock: "M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13zM8 4.5V8l2.5 1.5|",
  passed: "M2.5 8.500l3.5 3.5 7.5-8|",
  halted: "|M3 3h10v10H3z",
  paused: "|M3.5 3h3v10h-3zM9.5 3h3v10h-3z",
  play: "|M4 2.500l9.5 5.500-9.5 5.500z",
  failed: "M3.5 3.500l9 9M12.5 3.500l-9 9|",
  offline: "M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13zM3.5 12.500l9-9|",
  asks: "M5.500 6a2.500 2.500 0 1 1 3.600 2.250C8.300 8.700 8 9.200 8 10M8 13v.1|",
  warning: "M8 2L14.500 13.500H1.500zM8 6.500v3.500M8 12v.1|",
  hand: "M4.500 8V4.500a1 1 0 0 1 2 0V7 3a1 1 0 0 1 2 0v4-3.500a1 1 0 0 1 2 0V8-6.500v4a4.500 4.500 0 0 1-8.500 2L2.500 9|",
  search: "M7 2.500a4.500 4.500 0 1 0 0 9a4.500 4.500 0 1 0 0-9zM10.500 10.500l3.500 3.500|",
  theme: "M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13z|M8 1.5a6.5 6.5 0 0 0 0 13z",
  back: "M6 3L2.500 6.500 6 10M3 6.500h6a4 4 0 0 1 0 8H6|",
  retry: "M13 8a5 5 0 1 1-1.500-3.500L13.500 6.500M13.500 2.500v4h-4|",
};

/** A drawn sign; the word beside it says the same. */
export function icon(name) {
  const [stroke, fill] = (SHAPES[name] ?? SHAPES.waiting).split("|");
  return html`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
    ${stroke ? svg`<path class="stroke" d=${stroke}></path>` : nothing}${fill ? svg`<path class="fill" d=${fill}></path>` : nothing}
  </svg>`;
}

/** Sign, word and colour of a state. */
export const chip = (word, [sign, tone] = ["waiting", "quiet"]) =>
  html`<span class="badge tone-${tone}">${icon(sign)}${word}</span>`;

/** The same without a frame. */
export const sign = (word, [shape, tone] = ["waiting", "quiet"]) =>
  html`<span class="word tone-${tone}">${icon(shape)}${word}</span>`;

/** A bar of parts: [{count, tone}], as shares of the whole. */
export function bar(parts, whole, label) {
  return html`<div class="bar" role="img" aria-label=${label}>
    ${parts.map(({ count, tone }) =>
      count > 0 && whole > 0 ? html`<span class="part tone-${tone}" .style=${`width:${Math.min(100, (100 * count) / whole)}%`}></span>` : nothing,
    )}
  </div>`;
}

/** ok, running and failed of a whole. */
export const progress = (ok, running, failed, whole) =>
  bar(
    [
      { count: failed, tone: "bad" },
      { count: ok, tone: "good" },
      { count: running, tone: "go4" },
    ],
    whole,
    `${number(ok)} ok, ${number(running)} under way, ${number(failed)} failed of ${devices(whole)}`,
  );

export const swatch = (tone) => html`<span class="swatch tone-${tone}" aria-hidden="true"></span>`;

/** The swatches of a chart with their counts. */
export const legend = (rows, whole) => html`<ul class="legend">
  ${rows.map(([word, tone, count]) => html`<li>${swatch(tone)}${word} <b>${number(count)}</b>${whole ? html` <span class="quiet">${share(count, whole)}</span>` : nothing}</li>`)}
</ul>`;

/** A card with a heading; more stands to the right of it. */
export const card = (heading, content, more = nothing, kind = "") => html`<section class="card ${kind}">
  <div class="card-head"><h2>${heading}</h2>${more}</div>
  ${content}
</section>`;

export const skeleton = (rows = 3) => html`<div class="skeleton late" aria-hidden="true">
  ${Array.from({ length: rows }, () => html`<span></span>`)}
</div>`;

/** Nothing there yet, and the command that changes it. */
export const empty = (sentence, command, more = nothing) => html`<div class="empty">
  <p>${sentence}</p>
  ${command ? html`<pre>${command}</pre>` : nothing}${more}
</div>`;

/** What went wrong, in the words of the server. */
export function trouble(error, again) {
  if (error.status === 404 && error.body?.detail?.startsWith("no call has the path"))
    return html`<p class="quiet">This server does not tell that: it is older than this page.</p>`;
  return html`<div class="problem" role="group" aria-label="Problem">
    <p><b>${error.title}</b></p>
    ${error.errors?.length > 1 ? html`<ul>${error.errors.map((each) => html`<li>${each}</li>`)}</ul>` : html`<p>${error.message}</p>`}
    ${error.requestId
      ? html`<p class="quiet">Request <code>${error.requestId}</code>
          <button class="small" type="button" @click=${() => navigator.clipboard?.writeText(error.requestId)}>Copy</button></p>`
      : nothing}
    ${again ? html`<button class="plain small" type="button" @click=${again}>Try again</button>` : nothing}
  </div>`;
}

/** A link of the Devices screen: every count leads to its devices. */
export function deviceLink(filters, text, label) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filters)) for (const each of [value].flat()) if (each !== undefined && each !== null) query.append(name, each);
  return html`<a href=${`/devices?${query}`} aria-label=${label ?? nothing}>${text}</a>`;
}

/** Asks for something and asks the host to show it again: loading, data or error. */
export class Load {
  constructor(host) {
    this.host = host;
    this.data = undefined;
    this.error = undefined;
    this.busy = false;
    host.addController(this);
  }

  hostDisconnected() {
    this.abort?.abort();
  }

  async run(path) {
    this.abort?.abort();
    const abort = (this.abort = new AbortController());
    this.path = path;
    this.busy = true;
    this.host.requestUpdate();
    try {
      const data = await ask(path, abort.signal);
      if (abort.signal.aborted) return;
      this.data = data;
      this.error = undefined;
    } catch (error) {
      if (abort.signal.aborted) return;
      this.error = error instanceof Problem ? error : new Problem(0, { title: "This page made a mistake", detail: String(error) });
    }
    this.busy = false;
    this.host.requestUpdate();
  }

  /** What is known is shown while it is asked for again. */
  show(render, rows = 3) {
    if (this.error && !this.data) return trouble(this.error, () => this.run(this.path));
    if (!this.data) return skeleton(rows);
    return render(this.data);
  }
}

let politeAt = 0;
let politeLater;

/** For who hears the page instead of seeing it: at most one sentence a minute, the latest. */
export function polite(text) {
  clearTimeout(politeLater);
  const wait = politeAt + 60_000 - Date.now();
  politeLater = setTimeout(() => {
    politeAt = Date.now();
    document.getElementById("polite").textContent = text;
  }, Math.max(0, wait));
}

/** At once; for halts alone. */
export function alarm(text) {
  document.getElementById("alarm").textContent = text;
}

/** j, k and the arrows move between the rows that have a link. */
export function rowKeys(event) {
  const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
  if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
  const links = [...event.currentTarget.querySelectorAll("[data-row]")];
  const at = links.indexOf(document.activeElement);
  if (at < 0) return;
  event.preventDefault();
  event.stopPropagation();
  links[Math.max(0, Math.min(links.length - 1, at + step))].focus();
}
