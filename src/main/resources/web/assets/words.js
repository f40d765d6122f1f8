// The words of the server and how they look: sign and tone. The words themselves are never changed.

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
  soaking: ["soaking", "go"],
  passed: ["passed", "good"],
  halted: ["halted", "bad"],
  done: ["passed", "good"],
};

export const GATE = {
  waiting: ["waiting", "quiet"],
  passing: ["passed", "good"],
  inconclusive: ["waiting", "warn"],
  breached: ["failed", "bad"],
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

/** Past the start of installation: no message stops these. */
export const INSTALLING = ["Installing", "Rebooting", "Probation"];

export const sum = (states, names) => names.reduce((all, name) => all + (states[name] ?? 0), 0);
export const updated = (status) => sum(status.states, ["Confirmed", "Current"]);
export const failed = (status) =>
  sum(status.states, ["RolledBack", "Failed", "Lost", "Refused", "Expired"]);
export const ended = (status) => status.state === "Done" || status.state === "Aborted";
