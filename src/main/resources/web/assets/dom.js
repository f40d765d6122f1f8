// Building the page. Texts always become text nodes: device strings are never markup.

/** An element: props are properties, keys with a hyphen and "role" are attributes, on* are listeners. */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key === "class") node.className = value;
    else if (key.includes("-") || key === "role") node.setAttribute(key, value);
    else node[key] = value;
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

const SHAPES = {
  running: "M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13z|M8 2v12A6 6 0 0 0 8 2z",
  waiting: "M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13z|",
  soaking: "M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13zM8 4.5V8l2.5 1.5|",
  passed: "M2.5 8.500l3.5 3.5 7.5-8|",
  halted: "|M3 3h10v10H3z",
  paused: "|M3.5 3h3v10h-3zM9.5 3h3v10h-3z",
  failed: "M3.5 3.500l9 9M12.5 3.500l-9 9|",
  offline: "M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13zM3.5 12.500l9-9|",
};

/** A drawn sign; the word beside it says the same. */
export function icon(name) {
  const [stroke, fill] = (SHAPES[name] ?? SHAPES.waiting).split("|");
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  for (const [d, kind] of [[stroke, "stroke"], [fill, "fill"]]) {
    if (!d) continue;
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", d);
    path.setAttribute("class", kind);
    svg.append(path);
  }
  return svg;
}

/** A bar of parts: [{count, tone}], as shares of the whole. */
export function bar(parts, whole, label) {
  const node = el("div", { class: "bar", role: "img", "aria-label": label });
  for (const { count, tone } of parts) {
    if (count <= 0 || whole <= 0) continue;
    const part = el("span", { class: `part tone-${tone}` });
    part.style.width = `${(100 * count) / whole}%`;
    node.append(part);
  }
  return node;
}

const numbers = new Intl.NumberFormat("en");
export const number = (value) => numbers.format(value);

export function share(count, whole) {
  if (whole <= 0) return "0 %";
  const value = (100 * count) / whole;
  return `${value === 0 || value >= 10 ? Math.round(value) : value.toFixed(1)} %`;
}

export const devices = (count) => `${number(count)} ${count === 1 ? "device" : "devices"}`;

/** A point in time: short in sight, exact on hover. */
export function time(at) {
  const date = new Date(at);
  const today = date.toDateString() === new Date().toDateString();
  const text = today
    ? date.toLocaleTimeString("en-GB")
    : `${date.toLocaleDateString("en-GB", { day: "numeric", month: "short" })} ${date.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" })}`;
  return el("time", { dateTime: at, title: at }, text);
}

export function duration(seconds) {
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60} s`;
  if (s < 86400) return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
  return `${Math.floor(s / 86400)} d ${Math.floor((s % 86400) / 3600)} h`;
}
