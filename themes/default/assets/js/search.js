/**
 * @typedef {{kind?: string, channel?: string, pattern?: string, condition?: string}} Filters
 * @typedef {{filters?: Filters, count?: number, literal?: boolean}} FindOptions
 * @typedef {{leaf: number, kind: string, kindLabel: string, title: string, han: string, href: string, note: string}} Result
 * @typedef {{total: number, isLowerBound: boolean, corrected: {text: string, original: string} | null, results: Result[]}} Found
 * @typedef {{text: string, groups: {kind: string, label: string, entries: Result[]}[]}} Suggestions
 * @typedef {{facet: keyof Filters, label: string, values: {value: string, label: string, count: number, selected: boolean}[]}} Facet
 * @typedef {{parts: {text: string, marked: boolean}[], section: string, href: string}} Snippet
 * @typedef {(isCurrent: () => boolean) => unknown} Work
 */

// All that a page loads of the search until a reader turns to the box. The rest is one script, search/engine.js.
const acupressBoot = (() => {
  const { root = "", index = "", slow = "", failed = "", retry = "" } = document.currentScript?.dataset ?? {};
  const address = new URLSearchParams(location.search);
  const { lang } = document.documentElement;

  /** @type {<T = HTMLElement>(selector: string) => T} */
  const part = (selector) => /** @type {any} */ (document.querySelector(selector));
  /** @type {HTMLFormElement} */
  const form = part(".search");
  /** @type {HTMLInputElement} */
  const input = part(".search input");
  const status = part(".search [role=status]");
  const alert = part(".search [role=alert]");
  // Only on the page of results.
  const ways = part(".ways");

  /** @type {<K extends keyof HTMLElementTagNameMap>(name: K, properties: object, ...children: (Node | string)[]) => HTMLElementTagNameMap[K]} */
  const make = (name, properties, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };

  // Han text is marked for its fonts and for screen readers.
  const han = (/** @type {string} */ text) =>
    text.split(/(\p{sc=Han}+)/u).map((piece, at) => (at % 2 && !lang.startsWith("zh") ? make("span", { lang: "zh" }, piece) : piece));

  /** @type {(result: Result, properties: object) => HTMLAnchorElement} */
  const link = ({ kind, title, han: characters, href }, properties) => {
    const element = make("a", { href, ...properties }, make("span", {}, ...han(`${title} ${characters}`.trim())));
    element.dataset.kind = kind;
    return element;
  };

  const note = (/** @type {string[]} */ ...texts) => make("p", { className: "note" }, ...han(texts.filter(Boolean).join(" · ")));

  /** @type {(key: string, q?: string, n?: number) => string} */
  const say = (key, q = "", n = 0) =>
    acupressSearch.words[`search.${key}${n ? (n === 1 ? ".one" : ".other") : ""}`]
      .replace("{n}", `${n}`)
      .replace("{q}", () => q);

  /** @type {Promise<void> | undefined} */
  let loading;
  const start = () =>
    (loading ??= new Promise((onload, onerror) => {
      document.head.append(make("script", { src: `${root}assets/js/search/engine.js`, onload, onerror }));
    }).then(() => {
      acupressSearch.open(root, index);
      if (form) (ways ? acupressResults : acupressBox)();
    }));

  let turn = 0;
  const drop = () => {
    turn++;
    status.textContent = "";
    alert.replaceChildren();
  };

  /** @type {(error: any, work: Work) => void} */
  const fail = (error, work) => {
    console.error(error);
    const onclick = () => {
      // A script that did not run needs a new page.
      if (!error.isLoad) return form.submit();
      input.focus();
      acupressSearch.retry();
      attempt(work);
    };
    drop();
    if (ways) ways.hidden = false;
    alert.append(make("p", {}, failed), make("button", { type: "button", onclick }, retry));
  };

  // Says when work is slow or fails, unless later work has overtaken it.
  const attempt = async (work = /** @type {Work} */ (() => {})) => {
    const own = ++turn;
    const isCurrent = () => own === turn;
    const timer = setTimeout(() => isCurrent() && (status.textContent = slow), 1000);
    alert.replaceChildren();
    try {
      await start();
      await work(isCurrent);
      if (isCurrent() && status.textContent === slow) drop();
    } catch (error) {
      if (isCurrent()) fail(error, work);
    }
    clearTimeout(timer);
  };

  /** @type {(act: () => void, wait: number) => () => void} */
  const onTyping = (act, wait) => {
    let timer = 0;
    const later = (/** @type {any} */ event) => {
      clearTimeout(timer);
      // Letters on the way to Han text are not meant yet.
      if (!event.isComposing) timer = setTimeout(act, wait);
    };
    for (const type of ["input", "compositionend", "focus"]) input.addEventListener(type, later);
    return () => clearTimeout(timer);
  };

  if (form) {
    /** @type {HTMLElement | undefined} */
    let before;
    input.setAttribute("aria-keyshortcuts", "/ Control+K Meta+K");
    addEventListener("keydown", (event) => {
      const { key = "", ctrlKey, metaKey, altKey } = event;
      /** @type {any} */
      const target = event.target;
      const isTyping = target.isContentEditable || target.matches("input, textarea, select");
      const isSlash = key === "/" && !isTyping && !ctrlKey && !metaKey;
      const isK = key.toLowerCase() === "k" && ctrlKey !== metaKey;
      if (altKey || !(isSlash || isK)) return;
      event.preventDefault();
      if (target !== input) before = target;
      input.focus();
      input.select();
    });
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.isComposing || event.defaultPrevented) return;
      event.preventDefault();
      if (input.value) {
        input.value = "";
        input.dispatchEvent(new Event("input"));
      } else {
        input.blur();
        before?.focus();
      }
    });
    input.addEventListener("focus", () => attempt(), { once: true });
    if (ways) {
      input.value ||= address.get("q") ?? "";
      ways.hidden = !!input.value;
    }
    if (ways || input === document.activeElement) attempt();
  }
  if (address.has("mark")) start().then(() => acupressMark()).catch(console.error);

  return { address, part, form, input, status, ways, make, han, link, note, say, drop, fail, attempt, onTyping };
})();
Object.assign(globalThis, { acupressBoot });
