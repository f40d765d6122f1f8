// What several screens share: who is here, and what all campaigns do.

import { ask, kept } from "./api.js";
import { Stream, line } from "./live.js";

/** Tells "change" when one of its fields changed. */
class Store extends EventTarget {
  told() {
    this.dispatchEvent(new Event("change"));
  }
}

/** Keeps a host up to date with a store. */
export class Follow {
  constructor(host, store) {
    this.store = store;
    this.heard = () => host.requestUpdate();
    host.addController(this);
  }

  hostConnected() {
    this.store.addEventListener("change", this.heard);
  }

  hostDisconnected() {
    this.store.removeEventListener("change", this.heard);
  }
}

/** The role that is named when a right is missing; who may what says the server. */
const RIGHTS = {
  halt: "operator",
  pause: "operator",
  resume: "operator",
  retry: "operator",
  rollback: "operator",
  apply: "operator",
  hold: "operator",
  approve: "approver",
  "accept-evidence": "approver",
};

/** The visitor. Until the server has said who it is everything looks allowed: the server decides anyway. */
export const session = Object.assign(new Store(), {
  name: "",
  role: "",
  async load() {
    try {
      const told = await ask("/api/v1/session").catch((error) => (error.status === 404 ? ask("/api/v1/whoami") : Promise.reject(error)));
      Object.assign(this, { name: told.name, role: told.role, rights: told.rights });
      this.told();
    } catch {
      // The next answer of the server says what is wrong.
    }
  },
  /** The role that is missing for this, or null. */
  missing(right) {
    if (!this.role || this.role === "admin") return null;
    const may = this.rights ? this.rights.includes(right) : this.role === RIGHTS[right];
    return may ? null : (RIGHTS[right] ?? "admin");
  },
});

/** All campaigns, live, while a screen wants them. */
export const overview = Object.assign(new Store(), {
  data: undefined,
  error: undefined,
  events: [],
  users: 0,
  open() {
    if (this.users++ > 0) return;
    this.error = undefined;
    this.stream = new Stream("/api/v1/events", {
      overview: (data) => {
        this.data = data;
        this.error = undefined;
        this.told();
      },
      event: (event) => {
        if (this.events.some(({ id }) => id === event.id)) return;
        this.events = [event, ...this.events].slice(0, 200);
        this.told();
      },
      gone: (error) => {
        this.error = error;
        line.set("live");
        this.told();
      },
    });
  },
  close() {
    if (--this.users > 0) return;
    this.stream?.close();
  },
});

/** The campaign on the screen, for the header: {status, message}. */
export const current = Object.assign(new Store(), {
  name: undefined,
  status: undefined,
  set(name, status) {
    this.name = name;
    this.status = status;
    this.told();
  },
});

/** Light, dark or as the machine says. */
export const theme = Object.assign(new Store(), {
  choice: kept.get("theme") ?? "auto",
  next() {
    this.choice = { auto: "dark", dark: "light", light: "auto" }[this.choice];
    kept.set("theme", this.choice === "auto" ? null : this.choice);
    this.apply();
  },
  apply() {
    document.documentElement.dataset.theme = this.choice;
    this.told();
  },
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => theme.told());

const probe = document.createElement("span");
probe.hidden = true;
document.body.append(probe);

/** The colour of a custom property as the theme of now resolves it: a canvas cannot read light-dark(). */
export function colour(name) {
  probe.style.color = `var(--${name})`;
  return getComputedStyle(probe).color;
}
