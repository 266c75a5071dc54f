// What a writer's browser does while `acupress serve` runs: a newer page, other styles and mistakes are shown at once.
(() => {
  "use strict";
  const script = /** @type {HTMLScriptElement} */ (document.currentScript);
  const root = new URL("..", script.src);
  const PLACE = "acupress-place";

  /** @typedef {{place: string, text: string}} Finding */
  /** @typedef {{title: string, findings: Finding[], more: number}} Findings */

  /** @type {EventSource | undefined} */
  let events;
  /** The version that this page shows. */
  let version = script.dataset.version ?? "0";
  /** @type {HTMLElement | undefined} */
  let overlay;

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
      background: rgb(20 16 12 / 0.92); color: #f6f1e7; font: 1rem/1.5 system-ui, sans-serif; }
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
    main.append(element("p", "The page below is that of the last version without errors."));
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
