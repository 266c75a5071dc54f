// What a writer's browser does while `acupress serve` runs: a newer page, other styles and mistakes are shown at once.
(() => {
  "use strict";
  const script = /** @type {HTMLScriptElement} */ (document.currentScript);
  const root = new URL("..", script.src);
  const PLACE = "acupress-place";

  /** @typedef {{place: string, text: string}} Finding */
  /** @typedef {{title: string, below: string, findings: Finding[], more: number}} Findings */

  /** @type {EventSource | undefined} */
  let events;
  /** The version that this page shows. */
  let version = script.dataset.version ?? "0";
  /** @type {HTMLElement | undefined} */
  let overlay;
  /** The page as the server sent it: this script is the first to run, so no other has changed it yet. */
  let served = /** @type {Document} */ (document.cloneNode(true));

  // The browser scrolls back by itself, but not if the page was shorter for a moment.
  const kept = sessionStorage.getItem(PLACE);
  sessionStorage.removeItem(PLACE);
  if (kept) {
    const place = JSON.parse(kept);
    if (place.path === location.pathname) {
      const scroll = () => scrollTo({ left: place.left, top: place.top, behavior: "instant" });
      document.addEventListener("DOMContentLoaded", scroll);
      addEventListener("load", scroll, { once: true });
    }
  }

  function reload() {
    const place = { path: location.pathname, left: scrollX, top: scrollY };
    sessionStorage.setItem(PLACE, JSON.stringify(place));
    location.reload();
  }

  /**
   * Turns a node that shows `before` into one that shows `wanted`. What is the same in both is left alone: what scripts
   * made of it, and what the reader selected, typed and opened there, stays.
   * @param {ChildNode} node
   * @param {Node} before
   * @param {Node} wanted
   */
  function turn(node, before, wanted) {
    if (before.isEqualNode(wanted)) return;
    const all = [node, before, wanted];
    const isOne = all.every((one) => one instanceof Element && one.nodeName === wanted.nodeName);
    // Scripts may have added to the end of a node, but elsewhere nobody knows what is what.
    if (!isOne || node.childNodes.length < before.childNodes.length) {
      node.replaceWith(document.importNode(wanted, true));
      return;
    }
    const [own, known, next] = /** @type {Element[]} */ (all);
    for (const name of new Set([...known.getAttributeNames(), ...next.getAttributeNames()])) {
      const value = next.getAttribute(name);
      if (value === known.getAttribute(name)) continue;
      if (value === null) own.removeAttribute(name);
      else own.setAttribute(name, value);
    }
    const [old, now] = [[...known.childNodes], [...next.childNodes]];
    const shown = [...own.childNodes];
    const fewest = Math.min(old.length, now.length);
    let start = 0;
    while (start < fewest && old[start].isEqualNode(now[start])) start += 1;
    let end = 0;
    while (end < fewest - start && old[old.length - 1 - end].isEqualNode(now[now.length - 1 - end])) end += 1;
    const behind = shown[old.length - end] ?? null;
    const pairs = fewest - start - end;
    for (let at = start; at < start + pairs; at += 1) turn(shown[at], old[at], now[at]);
    for (const gone of shown.slice(start + pairs, old.length - end)) gone.remove();
    for (const more of now.slice(start + pairs, now.length - end)) {
      own.insertBefore(document.importNode(more, true), behind);
    }
  }

  /** What a page loads, which is loaded once. @param {Document} page */
  const loads = (page) =>
    [...page.querySelectorAll("script[src], link[rel=stylesheet]")]
      .map((loaded) => loaded.getAttribute("src") ?? loaded.getAttribute("href")?.split("?")[0])
      .join(" ");

  /** Shows the newest version of this page, without loading it anew where that can be helped. */
  async function renew() {
    const response = await fetch(location.href, { headers: { accept: "text/html" } });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const own = page.querySelector("script[data-version]");
    const newest = own?.getAttribute("data-version");
    if (!newest || served.body.className !== page.body.className || loads(page) !== loads(served)) {
      reload();
      return;
    }
    document.title = page.title;
    turn(document.body, served.body, page.body);
    served = page;
    version = newest;
  }

  /**
   * Puts other styles in the place of those that stand in the page, without a moment between them.
   * @param {string[]} paths of the stylesheets, from the site's root
   */
  function restyle(paths) {
    const changed = new Set(paths.map((path) => new URL(path, root).pathname));
    /** @type {NodeListOf<HTMLLinkElement>} */
    const links = document.querySelectorAll("link[rel=stylesheet]");
    for (const link of links) {
      const address = new URL(link.href);
      if (!changed.has(address.pathname)) continue;
      address.searchParams.set("version", version);
      const next = /** @type {HTMLLinkElement} */ (link.cloneNode());
      next.href = address.href;
      next.addEventListener("load", () => link.remove(), { once: true });
      next.addEventListener("error", () => next.remove(), { once: true });
      link.after(next);
    }
  }

  const STYLE = `
    :host { all: initial; position: fixed; inset: 0; z-index: 2147483647; overflow: auto; padding: 1rem;
      background: rgb(20 16 12 / 0.97); color: #f6f1e7; font: 1rem/1.5 system-ui, sans-serif; }
    main { max-width: 60rem; margin: 0 auto; }
    h1 { font-size: 1.25rem; }
    h2 { font: bold 1rem/1.4 ui-monospace, monospace; margin: 1.5rem 0 0.25rem; overflow-wrap: anywhere; }
    pre { margin: 0; padding: 0.75rem; overflow: auto; background: #000; font: 0.875rem/1.4 ui-monospace, monospace; }
    button { float: right; font: inherit; padding: 0.25rem 0.75rem; }`;

  /**
   * @template {keyof HTMLElementTagNameMap} K
   * @param {K} name
   * @param {string} text
   * @returns {HTMLElementTagNameMap[K]}
   */
  function element(name, text) {
    const made = document.createElement(name);
    made.textContent = text;
    return made;
  }

  /**
   * Shows what is wrong over the page, or takes it away when nothing is.
   * @param {Findings} told
   */
  function show(told) {
    overlay?.remove();
    overlay = undefined;
    if (told.findings.length === 0) return;
    overlay = document.createElement("acupress-findings");
    overlay.setAttribute("role", "alert");
    // A page may forbid styles in itself, but not this sheet (Content-Security-Policy).
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    const shadow = overlay.attachShadow({ mode: "open" });
    shadow.adoptedStyleSheets = [sheet];
    const main = document.createElement("main");
    const close = element("button", "Close");
    close.addEventListener("click", () => overlay?.remove());
    main.append(close, element("h1", told.title));
    main.append(element("p", told.below));
    for (const finding of told.findings) {
      if (finding.place) main.append(element("h2", finding.place));
      main.append(element("pre", finding.text));
    }
    if (told.more > 0) main.append(element("p", `and ${told.more} more`));
    shadow.append(main);
    document.documentElement.append(overlay);
  }

  function listen() {
    events = new EventSource(new URL(`_acupress/events?version=${version}`, root));
    events.addEventListener("reload", reload);
    events.addEventListener("page", () => renew().catch(reload));
    events.addEventListener("styles", (event) => {
      version = event.lastEventId;
      restyle(event.data.split("\n"));
    });
    events.addEventListener("findings", (event) => show(JSON.parse(event.data)));
    // After a pause, what the page shows now is what counts, and not what it showed when it was loaded.
    events.addEventListener("error", () => {
      if (events?.readyState === EventSource.CLOSED) setTimeout(listen, 1000);
    });
  }

  // A browser has few connections to one host, so pages that nobody sees give theirs up.
  function listenIfSeen() {
    if (document.visibilityState === "visible") {
      if (!events) listen();
    } else {
      events?.close();
      events = undefined;
    }
  }
  document.addEventListener("visibilitychange", listenIfSeen);
  addEventListener("pagehide", () => {
    events?.close();
    events = undefined;
  });
  addEventListener("pageshow", listenIfSeen);
  listenIfSeen();
})();
