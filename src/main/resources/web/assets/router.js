// Which screen an address shows. Filters, scopes and panels are the query: an address is the whole view.

const SCREENS = [
  ["overview", /^\/$/],
  ["campaign", /^\/campaigns\/([^/]+)$/],
  ["devices", /^\/devices$/],
  ["device", /^\/devices\/([^/]+)$/],
  ["releases", /^\/releases$/],
  ["plan", /^\/plan$/],
];

/** Hears of every new address. */
export const router = new EventTarget();

/** {screen, name, query} of the address; screen is undefined where there is none. */
export function where() {
  for (const [screen, pattern] of SCREENS) {
    const match = location.pathname.match(pattern);
    if (match) return { screen, name: match[1] ? decodeURIComponent(match[1]) : undefined, query: new URLSearchParams(location.search) };
  }
  return { query: new URLSearchParams() };
}

export function go(url, replace = false) {
  const before = location.pathname;
  history[replace ? "replaceState" : "pushState"](null, "", url);
  if (location.pathname !== before) scrollTo(0, 0);
  router.dispatchEvent(new Event("change"));
}

/** Changes parts of the query; null removes one. */
export function setQuery(changes, replace = true) {
  const query = new URLSearchParams(location.search);
  for (const [key, value] of Object.entries(changes)) {
    query.delete(key);
    for (const each of Array.isArray(value) ? value : [value]) if (each !== null && each !== undefined && each !== "") query.append(key, each);
  }
  const text = query.toString();
  go(location.pathname + (text ? `?${text}` : ""), replace);
}

/** Links of this page are followed without loading it again. */
export function followLinks() {
  addEventListener("popstate", () => router.dispatchEvent(new Event("change")));
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement);
    if (!link || link.target || link.hasAttribute("download") || link.origin !== location.origin) return;
    if (link.hash || !SCREENS.some(([, pattern]) => pattern.test(link.pathname))) return;
    event.preventDefault();
    go(link.pathname + link.search);
  });
}
