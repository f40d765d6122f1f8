// The words of the server and how they look, sign and tone: the words themselves are never changed.
// And numbers, times and durations as people read them.

import { html } from "lit";

export const CAMPAIGN = {
  Preparing: ["waiting", "quiet"],
  Running: ["running", "go"],
  Paused: ["paused", "warn"],
  Halted: ["halted", "bad"],
  Aborted: ["failed", "bad"],
  Done: ["passed", "good"],
};

export const WAVE = {
  waiting: ["waiting", "quiet"],
  running: ["running", "go"],
  soaking: ["clock", "go"],
  passed: ["passed", "good"],
  halted: ["halted", "bad"],
  done: ["passed", "good"],
};

export const GATE = {
  waiting: ["clock", "quiet"],
  passing: ["passed", "good"],
  inconclusive: ["asks", "warn"],
  breached: ["failed", "bad"],
};

export const RELEASE = {
  draft: ["waiting", "quiet"],
  published: ["passed", "good"],
  revoked: ["failed", "bad"],
};

/** What asks for a person, and with which sign. */
export const NEEDS = {
  halted: ["halted", "bad"],
  paused: ["paused", "warn"],
  approval: ["asks", "warn"],
  inconclusive: ["asks", "warn"],
  stuck: ["clock", "warn"],
  "gate-near": ["warning", "warn"],
  certificate: ["clock", "warn"],
  disk: ["warning", "bad"],
  broker: ["offline", "bad"],
};

/** Attempt states in the order of the bar: what is well, what is under way, what failed, what waits. */
export const STATES = [
  ["Confirmed", "good"],
  ["Current", "good2"],
  ["Probation", "go1"],
  ["Rebooting", "go2"],
  ["Installing", "go3"],
  ["Downloading", "go4"],
  ["Accepted", "go5"],
  ["Commanded", "go6"],
  ["RolledBack", "bad"],
  ["Failed", "bad2"],
  ["Lost", "bad3"],
  ["Refused", "warn"],
  ["Expired", "warn2"],
  ["Withdrawn", "off"],
  ["Queued", "rest"],
];

/** The parts of the curve from the ground up: what failed stands on the ground, where its growth is seen. */
export const CURVE = [
  ["failed", "bad"],
  ["confirmed", "good"],
  ["installing", "go2"],
  ["downloading", "go4"],
  ["waiting", "rest"],
];

/** The cells of the map. */
export const CELLS = {
  w: ["all wait", "rest"],
  r: ["some under way", "go4"],
  o: ["all that ended are well", "good"],
  f: ["some failed", "warn2"],
  F: ["a fifth or more failed", "bad"],
};

/** Past the start of installation: no message stops these. */
export const INSTALLING = ["Installing", "Rebooting", "Probation"];

/** Between command and the last byte: a halt withdraws these. */
export const STOPPABLE = ["Commanded", "Accepted", "Downloading"];

/** How attempts end that do not end well. */
export const FAILED = ["RolledBack", "Failed", "Lost", "Refused", "Expired"];

export const sum = (states, names) => names.reduce((all, name) => all + (states[name] ?? 0), 0);
export const updated = (status) => sum(status.states, ["Confirmed", "Current"]);
export const failed = (status) => sum(status.states, FAILED);
export const ended = (status) => status.state === "Done" || status.state === "Aborted";

const TONES = Object.fromEntries([...STATES, ...Object.entries(CAMPAIGN).map(([word, [, tone]]) => [word, tone])]);

/** Sign and tone of the state of an attempt. */
export function attempt(state) {
  if (state === "Confirmed" || state === "Current") return ["passed", "good"];
  if (FAILED.includes(state)) return ["failed", "bad"];
  if (state === "Queued") return ["waiting", "quiet"];
  if (state === "Withdrawn") return ["offline", "quiet"];
  return ["running", TONES[state] ? "go" : "quiet"];
}

const numbers = new Intl.NumberFormat("en");
const compact = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const percents = [0, 1, 2].map(
  (digits) => new Intl.NumberFormat("en", { style: "percent", minimumFractionDigits: digits, maximumFractionDigits: digits }),
);
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });

export const number = (value) => numbers.format(value ?? 0);
export const short = (value) => compact.format(value ?? 0);
export const devices = (count) => `${number(count)} ${count === 1 ? "device" : "devices"}`;

/** A share of 0..1: two digits below 1 %, one below 10 %, none above. */
export function percent(value) {
  if (value === undefined || value === null || !Number.isFinite(value)) return "–";
  if (value > 0 && value < 0.0001) return "<0.01%";
  const digits = value === 0 || value === 1 || value >= 0.1 ? 0 : value < 0.01 ? 2 : 1;
  return percents[digits].format(digits === 0 && value > 0.995 && value < 1 ? 0.99 : value);
}

export const share = (count, whole) => percent(whole > 0 ? count / whole : 0);

/** A share of a limit that is written in the campaign: as precise as it is. */
export const rate = (value) => `${Number((100 * value).toFixed(2))}%`;

export function duration(seconds) {
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) return `${s} s`;
  if (s < 3600) return s < 600 ? `${Math.floor(s / 60)} min ${s % 60} s` : `${Math.round(s / 60)} min`;
  if (s < 86400) return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
  return `${Math.floor(s / 86400)} d ${Math.floor((s % 86400) / 3600)} h`;
}

export function bytes(count) {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = count;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(value < 10 ? 1 : 0)} ${units[unit]}`;
}

const UNITS = [
  ["day", 86400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
];

/** "4 minutes ago", "in 101 days". */
export function ago(at, now = Date.now()) {
  const seconds = (new Date(at) - now) / 1000;
  const [unit, length] = UNITS.find(([, size]) => Math.abs(seconds) >= size) ?? UNITS[3];
  return relative.format(Math.round(seconds / length), unit);
}

/** Relative in sight, exact on hover. */
export const since = (at) => (at ? html`<time datetime=${at} title=${at}>${ago(at)}</time>` : "–");

/** Clock time today, day and time before; exact on hover. */
export function time(at) {
  const date = new Date(at);
  const today = date.toDateString() === new Date().toDateString();
  return html`<time datetime=${at} title=${at}>${today ? clock.format(date) : day.format(date)}</time>`;
}
