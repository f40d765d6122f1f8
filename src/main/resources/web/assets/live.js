// Hearing from the server: server-sent events over fetch, which shows comments and status codes that EventSource hides.

import { Problem, logIn } from "./api.js";

/** The server speaks at least every 15 s; silence beyond is a broken line. */
const SILENCE_MILLIS = 25_000;
const RETRY_MILLIS = [500, 1000, 2000, 3000, 5000];

/** What the header shows: "connecting", "live", "stale" or "frozen". Event "change" when it does. */
export const line = Object.assign(new EventTarget(), {
  state: "connecting",
  heardAt: Date.now(),
  frozen: false,
  set(state) {
    if (state === "live") this.heardAt = Date.now();
    const next = this.frozen && state === "live" ? "frozen" : state;
    if (next === this.state) return;
    this.state = next;
    document.body.classList.toggle("stale", next === "stale");
    this.dispatchEvent(new Event("change"));
  },
  /** Stops what moves on the page, for who reads or photographs it. The streams go on. */
  freeze(yes) {
    this.frozen = yes;
    if (this.state === "live" || this.state === "frozen") this.set("live");
    if (!yes) this.dispatchEvent(new Event("thaw"));
  },
});

/** One stream that comes back by itself. Handlers by event name; "gone" hears of what never comes back. */
export class Stream {
  constructor(path, handlers) {
    this.path = path;
    this.handlers = handlers;
    this.lastId = null;
    this.failures = 0;
    this.closed = false;
    this.waiting = new Map();
    this.thaw = () => this.deliver();
    line.addEventListener("thaw", this.thaw);
    this.run();
  }

  close() {
    this.closed = true;
    line.removeEventListener("thaw", this.thaw);
    clearTimeout(this.retry);
    clearTimeout(this.silence);
    this.abort?.abort();
  }

  async run() {
    this.abort = new AbortController();
    try {
      const headers = { Accept: "text/event-stream", ...(this.lastId ? { "Last-Event-ID": this.lastId } : {}) };
      const answer = await fetch(this.path, { headers, signal: this.abort.signal, cache: "no-store" });
      if (this.closed) return;
      if (answer.status === 401) return logIn();
      if (!answer.ok) return await this.refused(answer);
      await this.read(answer.body.getReader());
    } catch {
      // The line broke; we come again.
    }
    this.again();
  }

  async refused(answer) {
    if (answer.status === 404 || answer.status === 403) {
      this.close();
      const body = await answer.json().catch(() => ({}));
      this.handlers.gone?.(new Problem(answer.status, body, answer.headers.get("X-Request-Id")));
    } else this.again();
  }

  again() {
    clearTimeout(this.silence);
    if (this.closed) return;
    line.set("stale");
    const wait = RETRY_MILLIS[Math.min(this.failures++, RETRY_MILLIS.length - 1)];
    this.retry = setTimeout(() => this.run(), wait);
  }

  async read(reader) {
    const decoder = new TextDecoder();
    let rest = "";
    for (;;) {
      this.listen();
      const { done, value } = await reader.read();
      if (done || this.closed) return;
      this.failures = 0;
      line.set("live");
      rest += decoder.decode(value, { stream: true });
      const parts = rest.split("\n\n");
      rest = parts.pop();
      for (const part of parts) this.take(part);
    }
  }

  listen() {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => this.abort.abort(), SILENCE_MILLIS);
  }

  take(text) {
    let name = "message";
    const data = [];
    for (const row of text.split("\n")) {
      if (row.startsWith("event:")) name = row.slice(6).trim();
      else if (row.startsWith("data:")) data.push(row.slice(5).trimStart());
      else if (row.startsWith("id:")) this.lastId = row.slice(3).trim();
    }
    if (data.length === 0 || !this.handlers[name]) return;
    const body = JSON.parse(data.join("\n"));
    if (line.frozen) this.keep(name, body);
    else this.handlers[name](body);
  }

  /** While frozen: of states the latest, of lines all up to a thousand. */
  keep(name, body) {
    const all = this.waiting.get(name) ?? [];
    if (name === "event" || name === "point") all.push(body);
    else all.splice(0, all.length, body);
    this.waiting.set(name, all.slice(-1000));
  }

  deliver() {
    for (const name of ["history", "overview", "state", "map", "point", "event"])
      for (const body of this.waiting.get(name) ?? []) this.handlers[name]?.(body);
    this.waiting.clear();
  }
}
