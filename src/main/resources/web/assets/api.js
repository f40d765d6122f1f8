// Asking the server. Without a session the login page comes, and the way back is kept.

const BACK = "canarywave-back";
const BACK_MILLIS = 15 * 60_000;

/** An answer that is not the one asked for: problem+json as an error. */
export class Problem extends Error {
  constructor(status, body, requestId) {
    super(body.detail || body.title || `status ${status}`);
    this.status = status;
    this.title = body.title ?? "The server answered something else";
    this.errors = body.errors ?? [];
    this.body = body;
    this.requestId = requestId;
  }
}

const UNREACHABLE = { title: "The server does not answer", detail: "Check that it runs; this page tries again by itself." };

/** GET: the JSON of the answer. Throws Problem. */
export const ask = (path, signal) => call("GET", path, { signal });

/** POST of a JSON object: the JSON of the answer. Throws Problem. */
export const act = (path, body, key) =>
  call("POST", path, {
    headers: { "Content-Type": "application/json", ...(key ? { "Idempotency-Key": key } : {}) },
    body: JSON.stringify(body),
  });

/** POST of a campaign file. Throws Problem. */
export const submit = (path, text) => call("POST", path, { headers: { "Content-Type": "text/yaml" }, body: text });

async function call(method, path, options) {
  let answer;
  try {
    answer = await fetch(path, { method, ...options });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem(0, UNREACHABLE);
  }
  if (answer.status === 401) logIn();
  const body = answer.status === 204 ? {} : await answer.json().catch(() => ({}));
  if (answer.ok) return body;
  throw new Problem(answer.status, body, answer.headers.get("X-Request-Id"));
}

/** The same address shows how to log in; a login link, which leads to the start, finds the way back. */
export function logIn() {
  try {
    localStorage.setItem(BACK, JSON.stringify({ url: location.pathname + location.search, at: Date.now() }));
  } catch {
    // Without storage the login leads to the start.
  }
  location.reload();
}

/** Where the visitor was when the session ended, once. */
export function wayBack() {
  try {
    const { url, at } = JSON.parse(localStorage.getItem(BACK) ?? "{}");
    localStorage.removeItem(BACK);
    return url?.startsWith("/") && !url.startsWith("//") && Date.now() - at < BACK_MILLIS ? url : null;
  } catch {
    return null;
  }
}

/** A key under which a command is done once, however often it arrives. */
export const newKey = () => crypto.randomUUID?.() ?? [...crypto.getRandomValues(new Uint32Array(4))].join("-");

/** Texts of our own that a browser keeps: theme, shortcuts. */
export const kept = {
  get(name) {
    try {
      return localStorage.getItem(`canarywave-${name}`);
    } catch {
      return null;
    }
  },
  set(name, value) {
    try {
      if (value === null) localStorage.removeItem(`canarywave-${name}`);
      else localStorage.setItem(`canarywave-${name}`, value);
    } catch {
      // Then it lasts as long as the page.
    }
  },
};
