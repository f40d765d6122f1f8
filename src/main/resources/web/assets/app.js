// Starts the page: shows the screen of the address and another one when it changes.

import { wayBack } from "./api.js";
import { line } from "./live.js";
import { followLinks, go, router, where } from "./router.js";
import { current, overview, session, theme } from "./store.js";
import "./header.js";
import "./palette.js";

const TITLES = { overview: "Overview", devices: "Devices", releases: "Releases and trust", plan: "Plan" };
const main = document.getElementById("main");
let shown;

/** A campaign has a stream of its own; all other screens share one. */
function listen(screen) {
  const before = shown?.key.startsWith("campaign ");
  const now = screen === "campaign";
  if (shown === undefined || before !== now) {
    line.set("connecting");
    if (!now) overview.open();
    else if (before === false) overview.close();
  }
  if (!now) current.set(undefined, undefined);
}

async function show() {
  const { screen, name, query } = where();
  if (!screen) {
    location.reload();
    return;
  }
  const key = `${screen} ${name ?? ""}`;
  if (shown?.key !== key) {
    listen(screen);
    await import(`./screens/${screen}.js`);
    const again = where();
    if (`${again.screen} ${again.name ?? ""}` !== key) return;
    const first = shown === undefined;
    const node = document.createElement(`cw-${screen}`);
    if (name !== undefined) node.name = name;
    node.query = query;
    shown = { key, node };
    document.title = `${name ?? TITLES[screen]} · Canarywave`;
    main.removeAttribute("aria-busy");
    main.replaceChildren(node);
    if (!first) main.focus({ preventScroll: true });
  } else shown.node.query = query;
}

theme.apply();
followLinks();
const back = location.pathname === "/" && !location.search ? wayBack() : null;
if (back) go(back, true);
router.addEventListener("change", show);
session.load();
show();
