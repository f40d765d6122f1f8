// Search and commands with one key, and the list of all keys.

import { html, nothing } from "lit";
import { ask, kept } from "./api.js";
import { Light } from "./parts.js";
import { go, where } from "./router.js";
import { current, overview, session } from "./store.js";

const KEYS = [
  ["/ or Ctrl+K", "search or command"],
  ["g o, g d, g r, g p", "go to overview, devices, releases, plan"],
  ["j, k, Enter", "down, up and open in tables"],
  ["p", "pause the campaign on the screen"],
  ["h", "halt: asks first"],
  [".", "these keys"],
  ["Esc", "close"],
];
const GO = { o: "/", d: "/devices", r: "/releases", p: "/plan", c: "/" };
const SHOWN = 12;

/** Ends the session of this browser. */
async function logOut() {
  await fetch("/api/v1/session", { method: "DELETE" }).catch(() => {});
  location.replace("/");
}

class Palette extends Light {
  static properties = { mode: { state: true }, text: { state: true }, at: { state: true }, names: { state: true }, single: { state: true } };

  constructor() {
    super();
    this.mode = "search";
    this.text = "";
    this.at = 0;
    this.names = [];
    this.single = kept.get("single-keys") !== "off";
  }

  connectedCallback() {
    super.connectedCallback();
    addEventListener("keydown", (event) => this.key(event));
    document.addEventListener("click", (event) => {
      if (event.target.closest?.("[data-palette]")) this.open("search");
    });
  }

  get dialog() {
    return this.querySelector("dialog");
  }

  key(event) {
    if ((event.ctrlKey || event.metaKey) && event.key === "k") {
      event.preventDefault();
      this.open("search");
      return;
    }
    const typing = event.target.closest?.("input, textarea, select, dialog[open], [contenteditable]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]") || !this.single) return;
    if (this.going && GO[event.key]) go(GO[event.key]);
    else if (event.key === "/") this.open("search");
    else if (event.key === "." || event.key === "?") this.open("keys");
    else if (event.key === "p") document.querySelector("cw-controls")?.pauseByKey();
    else if (event.key === "h") document.querySelector("cw-controls button.stop, cw-halt-menu button.stop")?.click();
    else if (event.key === "j" || event.key === "k") this.toRows();
    else {
      this.going = event.key === "g";
      return;
    }
    this.going = false;
    event.preventDefault();
  }

  toRows() {
    if (!document.activeElement?.matches("[data-row]")) document.querySelector("main [data-row]")?.focus();
  }

  async open(mode) {
    if (this.dialog.open) return;
    this.mode = mode;
    this.text = "";
    this.at = 0;
    await this.updateComplete;
    this.dialog.showModal();
    if (mode === "search") {
      this.names = overview.data?.campaigns ?? (await ask("/api/v1/campaigns").catch(() => ({ campaigns: [] }))).campaigns;
    }
  }

  render() {
    return html`<dialog class="palette" aria-label=${this.mode === "keys" ? "Keys" : "Search or command"}
      @click=${(event) => event.target === this.dialog && this.dialog.close()}>${this.mode === "keys" ? this.keys() : this.search()}</dialog>`;
  }

  keys() {
    return html`<div class="card-head"><h2>Keys</h2><button class="plain small" type="button" @click=${() => this.dialog.close()}>Close</button></div>
      <dl class="keys">${KEYS.map(([key, what]) => html`<div><dt><kbd>${key}</kbd></dt><dd>${what}</dd></div>`)}</dl>
      <label class="check"><input type="checkbox" .checked=${this.single} @change=${(event) => {
        this.single = event.target.checked;
        kept.set("single-keys", this.single ? null : "off");
      }}> Single keys do something (Ctrl+K always does)</label>`;
  }

  search() {
    const found = this.found();
    return html`<label class="hidden-text" for="palette-text">Search or command</label>
      <input id="palette-text" type="text" autocomplete="off" autofocus placeholder="Campaign, device id, or command" .value=${this.text}
        role="combobox" aria-expanded="true" aria-controls="palette-list" aria-activedescendant=${found.length ? `palette-${this.at}` : nothing}
        @input=${(event) => {
          this.text = event.target.value;
          this.at = 0;
        }} @keydown=${(event) => this.move(event, found)}>
      <ul id="palette-list" role="listbox" aria-label="Matches">${found.map(
        ([kind, word, act], at) => html`<li id="palette-${at}" role="option" aria-selected=${String(at === this.at)} @click=${() => this.take(act)}>
          <span>${word}</span><span class="quiet">${kind}</span></li>`,
      )}</ul>
      ${found.length === 0 ? html`<p class="quiet">Nothing fits. A device is found by the start of its id.</p>` : nothing}`;
  }

  move(event, found) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && found.length) this.at = (this.at + step + found.length) % found.length;
    else if (event.key === "Enter" && found[this.at]) this.take(found[this.at][2]);
    else return;
    event.preventDefault();
  }

  take(act) {
    this.dialog.close();
    act();
  }

  /** What fits: campaigns first, then screens and commands, then the text as a device. */
  found() {
    const text = this.text.trim().toLowerCase();
    const all = [
      ...this.names.map(({ name, state }) => [state.toLowerCase(), name, () => go(`/campaigns/${encodeURIComponent(name)}`)]),
      ["screen", "Overview", () => go("/")],
      ["screen", "Devices", () => go("/devices")],
      ["screen", "Releases and trust", () => go("/releases")],
      ["screen", "Plan a campaign", () => go("/plan")],
      ["devices", "Devices that failed", () => go("/devices?state=Failed&state=RolledBack&state=Lost&state=Refused&state=Expired")],
      ["devices", "Devices that are offline", () => go("/devices?online=false")],
      ["command", "Show all events", () => go(`${where().screen === "campaign" ? location.pathname : "/"}?panel=events`)],
      ["command", "Show the audit", () => go(`${where().screen === "campaign" ? location.pathname : "/"}?panel=audit`)],
      ["command", "Keys", () => this.open("keys")],
      ["command", `Log out${session.name ? ` ${session.name}` : ""}`, logOut],
    ];
    if (where().screen === "campaign")
      all.push(["command", `Halt ${current.name} …`, () => document.querySelector("cw-controls button.stop")?.click()]);
    else all.push(["command", "Halt a campaign …", () => document.querySelector("cw-halt-menu button.stop")?.click()]);
    const fits = all.filter(([, word]) => word.toLowerCase().includes(text)).slice(0, SHOWN);
    if (/^[A-Za-z0-9._+:-]{2,}$/.test(this.text.trim())) {
      fits.push(["device", this.text.trim(), () => go(`/devices/${encodeURIComponent(this.text.trim())}`)]);
      fits.push(["devices", `ids from ${this.text.trim()}`, () => go(`/devices?id=${encodeURIComponent(this.text.trim())}`)]);
    }
    return fits;
  }
}
customElements.define("cw-palette", Palette);
