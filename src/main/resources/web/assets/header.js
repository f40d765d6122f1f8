// The header of every screen: where you are, whether the page is live, and how to stop.

import { html, nothing } from "lit";
import { Light, icon } from "./parts.js";
import { Follow, current, session, theme } from "./store.js";
import { line } from "./live.js";
import { router, where } from "./router.js";
import { duration } from "./words.js";
import "./controls.js";

const LINKS = [
  ["/", "Overview", ["overview", "campaign"]],
  ["/devices", "Devices", ["devices", "device"]],
  ["/releases", "Releases", ["releases"]],
  ["/plan", "Plan", ["plan"]],
];
const LINE = {
  connecting: ["○", "connecting"],
  live: ["●", "live"],
  frozen: ["❚❚", "frozen"],
};

/** The same as icon.svg. */
const BRAND = html`<svg class="brand-icon" viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="8" fill="#f2b705"/><path d="M4 21c3.5 0 3.5-4 7-4s3.5 4 7 4 3.5-4 7-4c1.5 0 2.3.7 3 1.5" fill="none" stroke="#3d2e00" stroke-width="2.6" stroke-linecap="round"/><path d="M4 26c3.5 0 3.5-4 7-4s3.5 4 7 4 3.5-4 7-4c1.5 0 2.3.7 3 1.5" fill="none" stroke="#3d2e00" stroke-width="2.6" stroke-linecap="round" opacity=".45"/><circle cx="16" cy="9.5" r="3.5" fill="#3d2e00"/></svg>`;

class Header extends Light {
  constructor() {
    super();
    for (const store of [line, router, theme, session]) new Follow(this, store);
  }

  connectedCallback() {
    super.connectedCallback();
    this.replaceChildren();
    this.tick = setInterval(() => line.state === "stale" && this.requestUpdate(), 1000);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.tick);
  }

  render() {
    const { screen } = where();
    return html`<header class="site"><div class="site-row">
      <a class="brand" href="/">${BRAND}<span>Canarywave</span></a>
      <nav aria-label="Screens">${LINKS.map(
        ([href, word, screens]) => html`<a href=${href} aria-current=${screens.includes(screen) ? "page" : nothing}>${word}</a>`,
      )}</nav>
      <div class="tools">
        <button class="tool search" type="button" data-palette title="Search or command (/ or Ctrl+K)">${icon("search")}<span class="wide">Search or command</span><kbd class="wide">/</kbd></button>
        ${this.live()}
        <button class="tool" type="button" @click=${() => theme.next()} aria-label=${`Theme: ${theme.choice}`} title=${`Theme: ${theme.choice}`}>${icon("theme")}</button>
      </div>
      <div class="site-controls">${screen === "campaign" && current.name ? html`<cw-controls></cw-controls>` : html`<cw-halt-menu></cw-halt-menu>`}</div>
    </div></header>`;
  }

  /** Pressing it freezes what moves. */
  live() {
    const [dot, word] = line.state === "stale" ? ["○", `reconnecting, data ${duration((Date.now() - line.heardAt) / 1000)} old`] : LINE[line.state];
    return html`<button class="tool live" type="button" id="live" data-live=${line.state} aria-pressed=${String(line.frozen)}
      title=${line.frozen ? "Go on moving" : "Freeze what moves on this page"} @click=${() => {
        line.freeze(!line.frozen);
        this.requestUpdate();
      }}><span aria-hidden="true">${dot}</span><span>${word}</span></button>`;
  }
}
customElements.define("cw-header", Header);
