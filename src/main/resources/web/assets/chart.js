// The pictures: stacked areas over time with uPlot, and the same as a table; the map of the cohort.

import { html, nothing } from "lit";
import { Light, legend, swatch } from "./parts.js";
import { Follow, colour, theme } from "./store.js";
import { CELLS, CURVE, number, short, time } from "./words.js";

const SCRIPT = new URL("./vendor/uPlot.iife.min.js", import.meta.url).href;
const TABLE_ROWS = 60;
let library;

/** uPlot is a classic script: it is fetched with the first chart. */
function load() {
  library ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = SCRIPT;
    script.onload = () => done(globalThis.uPlot);
    script.onerror = failed;
    document.head.append(script);
  });
  return library;
}

const hour = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const second = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });

/**
 * <cw-area .series=[[word, tone]…] .xs=[seconds…] .rows=[[count…]… one per series] .max .marks=[{x, text}] sentence>.
 * The first series stands on the ground.
 */
class Area extends Light {
  static properties = {
    series: { attribute: false },
    xs: { attribute: false },
    rows: { attribute: false },
    max: { attribute: false },
    marks: { attribute: false },
    days: { type: Boolean },
    sentence: {},
    table: { state: true },
  };

  constructor() {
    super();
    this.marks = [];
    this.table = false;
    new Follow(this, theme);
    this.resize = new ResizeObserver(() => this.plot?.setSize(this.size()));
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.resize.disconnect();
    this.plot?.destroy();
    this.plot = undefined;
  }

  render() {
    const last = this.rows.map((row) => row.at(-1) ?? 0);
    return html`<div class="plot" role="img" aria-label=${this.sentence} ?hidden=${this.table}></div>
      ${this.table ? this.asTable() : nothing}
      <div class="chart-foot">
        ${legend(this.series.map(([word, tone], at) => [word, tone, last[at]]).reverse())}
        <button class="link" type="button" aria-pressed=${String(this.table)} @click=${() => (this.table = !this.table)}>
          ${this.table ? "Show as chart" : "Show as table"}
        </button>
      </div>`;
  }

  asTable() {
    const step = Math.max(1, Math.ceil(this.xs.length / TABLE_ROWS));
    const picked = this.xs.map((_, at) => at).filter((at) => at % step === 0 || at === this.xs.length - 1);
    return html`<div class="scroll" tabindex="0" role="region" aria-label="Chart as table"><table class="plain-table">
      <thead><tr><th scope="col">${this.days ? "Day" : "Time"}</th>${this.series.map(([word]) => html`<th scope="col" class="num">${word}</th>`)}</tr></thead>
      <tbody>${picked.reverse().map(
        (at) => html`<tr><th scope="row">${this.days ? day.format(this.xs[at] * 1000) : time(new Date(this.xs[at] * 1000).toISOString())}</th>
          ${this.rows.map((row) => html`<td class="num">${number(row[at])}</td>`)}</tr>`,
      )}</tbody></table></div>`;
  }

  async updated() {
    if (this.table) return;
    const uPlot = await load();
    if (!this.isConnected) return;
    const look = `${getComputedStyle(document.body).colorScheme} ${theme.choice} ${matchMedia("(prefers-color-scheme: dark)").matches} ${this.series.map(String)}`;
    if (this.plot && this.look === look) {
      this.plot.setData(this.stacked());
      return;
    }
    this.look = look;
    this.plot?.destroy();
    const place = this.querySelector(".plot");
    this.plot = new uPlot(this.options(uPlot), this.stacked(), place);
    this.resize.observe(place);
  }

  size() {
    const width = Math.max(200, this.querySelector(".plot").clientWidth);
    return { width, height: width < 480 ? 190 : 250 };
  }

  /** Sums from the ground up, the highest first: each area is painted over the one before. */
  stacked() {
    const sums = [];
    this.rows.forEach((row, at) => sums.push(row.map((value, i) => value + (at > 0 ? sums[at - 1][i] : 0))));
    return [this.xs, ...sums.reverse()];
  }

  options(uPlot) {
    const ink = colour("quiet");
    const grid = { stroke: colour("line"), width: 1 };
    const font = '12px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';
    const areas = this.series.map(([label, tone]) => ({ label, fill: colour(tone), stroke: colour("card"), width: 1, points: { show: false } }));
    return {
      ...this.size(),
      padding: [14, 18, 0, 0],
      legend: { show: false },
      cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
      scales: { x: { time: true }, y: { range: () => [0, this.max || 1] } },
      series: [{}, ...areas.reverse()],
      axes: [
        { stroke: ink, font, size: 34, grid: { show: false }, ticks: grid, values: (plot, splits) => splits.map((at) => this.label(plot, at)) },
        { stroke: ink, font, grid, ticks: { show: false }, size: 52, values: (_, splits) => splits.map(short) },
      ],
      hooks: { draw: [(plot) => this.drawMarks(plot, uPlot)] },
    };
  }

  label(plot, at) {
    const span = plot.scales.x.max - plot.scales.x.min;
    return (this.days || span > 3 * 86400 ? day : span < 300 ? second : hour).format(at * 1000);
  }

  drawMarks(plot, uPlot) {
    const ratio = uPlot.pxRatio;
    const { ctx, bbox } = plot;
    ctx.save();
    ctx.strokeStyle = ctx.fillStyle = colour("ink");
    ctx.textAlign = "left";
    ctx.font = `${11 * ratio}px system-ui, sans-serif`;
    ctx.setLineDash([3 * ratio, 3 * ratio]);
    let free = -Infinity;
    for (const { x, text } of this.marks) {
      const left = Math.round(plot.valToPos(x, "x", true));
      if (left < bbox.left || left > bbox.left + bbox.width) continue;
      ctx.beginPath();
      ctx.moveTo(left, bbox.top - 2 * ratio);
      ctx.lineTo(left, bbox.top + bbox.height);
      ctx.stroke();
      const width = ctx.measureText(text).width;
      const start = Math.min(left + 2 * ratio, bbox.left + bbox.width - width);
      if (start < free) continue;
      ctx.fillText(text, start, bbox.top - 4 * ratio);
      free = start + width + 6 * ratio;
    }
    ctx.restore();
  }
}
customElements.define("cw-area", Area);

const CELL = 10;

/** <cw-map .map=Map>: the cohort as 1 024 cells in its frozen order: where it fails, and whether that is everywhere. */
class FleetMap extends Light {
  static properties = { map: { attribute: false } };

  constructor() {
    super();
    new Follow(this, theme);
  }

  render() {
    if (!this.map) return nothing;
    const counts = this.counts();
    const said = counts.filter(([, , count]) => count > 0).map(([word, , count]) => `${number(count)} ${word}`);
    const { columns, rows } = this.map;
    return html`<canvas class="map" role="img" width=${columns * CELL} height=${rows * CELL}
        aria-label=${`Map of the cohort, ${columns * rows} cells in the order of the rollout: ${said.join(", ") || "no device"}.`}></canvas>
      <ul class="legend">
        ${counts.filter(([, , count]) => count > 0).map(([word, tone, count]) => html`<li>${swatch(tone)}${word} <b>${number(count)}</b></li>`)}
      </ul>`;
  }

  counts() {
    const found = {};
    for (const cell of this.map.cells) found[cell] = (found[cell] ?? 0) + 1;
    return Object.entries(CELLS).map(([cell, [word, tone]]) => [word, tone, found[cell] ?? 0]);
  }

  /** Failing cells carry a stroke or a cross too: the map can be read without its colours. */
  updated() {
    const canvas = this.querySelector("canvas");
    const pen = canvas?.getContext("2d");
    if (!pen) return;
    const tones = Object.fromEntries(Object.entries(CELLS).map(([cell, [, tone]]) => [cell, colour(tone)]));
    pen.clearRect(0, 0, canvas.width, canvas.height);
    pen.strokeStyle = colour("card");
    pen.lineWidth = 1.5;
    [...this.map.cells].forEach((cell, at) => {
      if (!tones[cell]) return;
      const x = (at % this.map.columns) * CELL;
      const y = Math.floor(at / this.map.columns) * CELL;
      pen.fillStyle = tones[cell];
      pen.fillRect(x + 0.5, y + 0.5, CELL - 1, CELL - 1);
      if (cell === "f" || cell === "F") stroke(pen, x, y, cell === "F");
    });
  }
}

function stroke(pen, x, y, cross) {
  pen.beginPath();
  pen.moveTo(x + 2.5, y + CELL - 2.5);
  pen.lineTo(x + CELL - 2.5, y + 2.5);
  if (cross) {
    pen.moveTo(x + 2.5, y + 2.5);
    pen.lineTo(x + CELL - 2.5, y + CELL - 2.5);
  }
  pen.stroke();
}
customElements.define("cw-map", FleetMap);

const PARTS = CURVE.map(([name]) => name);
const RANGES = { "1h": 3600, "6h": 21600 };

/** {xs, rows} of the points of one wave, or of the fleet when wave is null; only the last part of them with a range. */
export function rowsOf(points, waves, wave, range) {
  const all = wave === null ? together(points, waves) : points.filter((point) => point.wave === wave);
  const from = RANGES[range] ? Date.now() / 1000 - RANGES[range] : -Infinity;
  const xs = [];
  const rows = PARTS.map(() => []);
  for (const point of all) {
    const x = new Date(point.at) / 1000;
    if (x < from) continue;
    if (x === xs.at(-1)) rows.forEach((row, at) => (row[row.length - 1] = point[PARTS[at]]));
    else {
      xs.push(x);
      rows.forEach((row, at) => row.push(point[PARTS[at]]));
    }
  }
  return { xs, rows };
}

/** Each instant is the sum of the last word about each wave; before its first one a wave waits as a whole. */
function together(points, waves) {
  const last = waves.map(({ devices }) => ({ failed: 0, confirmed: 0, installing: 0, downloading: 0, waiting: devices }));
  const ordered = [...points].sort((a, b) => (a.at < b.at ? -1 : 1));
  return ordered.map((point) => {
    if (last[point.wave]) last[point.wave] = point;
    return { at: point.at, ...Object.fromEntries(PARTS.map((part) => [part, last.reduce((all, one) => all + one[part], 0)])) };
  });
}
