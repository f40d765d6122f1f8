// The list of campaigns.

import { bar, devices, el, icon, number, share, time } from "./dom.js";
import { CAMPAIGN, failed, updated } from "./words.js";
import { api, live } from "./controls.js";

const EVERY_MILLIS = 3000;

export async function showCampaigns(main) {
  document.title = "Campaigns · Canarywave";
  const body = el("div");
  main.replaceChildren(el("h1", {}, "Campaigns"), body);
  for (;;) {
    await refresh(main, body);
    await new Promise((wake) => setTimeout(wake, EVERY_MILLIS));
  }
}

async function refresh(main, body) {
  const answer = await api("GET", "/api/v1/campaigns");
  main.setAttribute("aria-busy", "false");
  live(answer.ok);
  if (!answer.ok) {
    if (!body.hasChildNodes()) body.replaceChildren(el("p", { class: "problem" }, answer.why));
    return;
  }
  const all = answer.body.campaigns;
  body.replaceChildren(all.length === 0 ? empty() : list(all));
}

function empty() {
  return el(
    "section",
    { class: "card empty" },
    el("h2", {}, "No campaign yet"),
    el("p", {}, "Start one from a campaign file:"),
    el("pre", {}, "canarywave apply campaigns/1-thermostat.yaml"),
    el("p", { class: "quiet" }, "canarywave plan FILE says before what it would do."),
  );
}

function list(all) {
  return el("ul", { class: "campaigns card" }, all.map(row));
}

function row(status) {
  const [sign, tone] = CAMPAIGN[status.state] ?? ["waiting", "quiet"];
  const bad = failed(status);
  const good = updated(status);
  const label = `${number(good)} of ${devices(status.cohort)} updated, ${number(bad)} failed`;
  return el(
    "li",
    {},
    el(
      "div",
      { class: "line" },
      el("a", { class: "name", href: `/campaigns/${encodeURIComponent(status.name)}` }, status.name),
      el("span", { class: `badge tone-${tone}` }, icon(sign), status.state),
      el("span", { class: "quiet to-right" }, "started ", time(status.startedAt)),
    ),
    el(
      "div",
      { class: "line" },
      bar(
        [
          { count: good, tone: "good" },
          { count: status.inFlight, tone: "go3" },
          { count: bad, tone: "bad" },
        ],
        status.cohort,
        label,
      ),
      el(
        "span",
        { class: "figures" },
        el("b", {}, share(good, status.cohort)),
        ` of ${devices(status.cohort)} · ${number(bad)} failed`,
      ),
    ),
    el("p", { class: "reason-line" }, status.reason),
  );
}
