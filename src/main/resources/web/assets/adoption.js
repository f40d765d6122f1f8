// Versions over days: GET /api/v1/adoption as stacked areas.

import { html } from "lit";
import { number } from "./words.js";
import "./chart.js";

const TONES = ["good", "go3", "warn2", "bad3", "go5", "off"];

/** The newest version stands on the ground. */
export function adoption({ days, versions, other }) {
  if (days.length < 2) return html`<p class="quiet">Versions are counted once a day; the curve begins tomorrow.</p>`;
  const series = versions.map(({ version }, at) => [version, TONES[at % TONES.length]]);
  const rows = versions.map(({ counts }) => counts);
  if (other?.some((count) => count > 0)) {
    series.push(["other", "rest"]);
    rows.push(other);
  }
  const xs = days.map((each) => Date.parse(`${each}T00:00:00Z`) / 1000);
  const sums = xs.map((_, at) => rows.reduce((all, row) => all + row[at], 0));
  const last = series.map(([version], at) => `${version} ${number(rows[at].at(-1))}`).join(", ");
  return html`<cw-area days .series=${series} .xs=${xs} .rows=${rows} .max=${Math.max(...sums, 1)} sentence=${`Devices by version over ${days.length} days. Last: ${last}.`}></cw-area>`;
}
