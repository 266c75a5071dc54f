// The card of an entry, shown beside a link before it leads away: names, place and what it serves. The card stands in
// the entry's own page, so nothing but that page is asked for, and only when a reader stays on a link.
(() => {
  const root = new URL(document.currentScript?.dataset.root || "./", location.href).pathname;
  const entry = /^(article|condition|pattern|point|channel|organ|source)s\/[^/]+\/(index\.html)?$/;
  const WAIT = 350;
  const LINGER = 200;
  const MARGIN = 8;

  /** @type {Map<string, Promise<DocumentFragment | undefined>>} */
  const cards = new Map();
  const card = Object.assign(document.createElement("div"), { id: "preview", className: "preview", hidden: true });
  card.setAttribute("role", "tooltip");

  /** @type {HTMLElement | undefined} */
  let shown;
  let timer = 0;
  let isPressed = false;

  const hide = () => {
    clearTimeout(timer);
    shown?.removeAttribute("aria-describedby");
    shown = undefined;
    card.hidden = true;
  };

  /** @type {(address: string) => Promise<DocumentFragment | undefined>} */
  const load = async (address) => {
    const answer = await fetch(address);
    const page = new DOMParser().parseFromString(answer.ok ? await answer.text() : "", "text/html");
    return /** @type {HTMLTemplateElement | null} */ (page.querySelector("template.card"))?.content;
  };

  const place = (/** @type {HTMLElement} */ link) => {
    const { left, top, bottom } = link.getBoundingClientRect();
    card.hidden = false;
    const { offsetWidth: width, offsetHeight: height } = card;
    const room = document.documentElement.clientWidth - width - MARGIN;
    const isBelow = bottom + height + MARGIN < innerHeight || top < height + MARGIN;
    card.style.left = `${scrollX + Math.max(MARGIN, Math.min(left, room))}px`;
    card.style.top = `${scrollY + (isBelow ? bottom + MARGIN : top - height - MARGIN)}px`;
  };

  const show = async (/** @type {HTMLElement} */ link, /** @type {string} */ address) => {
    let loading = cards.get(address);
    if (!loading) {
      cards.set(address, (loading = load(address)));
      // What failed is tried again next time.
      loading.catch(() => cards.delete(address));
    }
    const wanted = timer;
    const content = await loading.catch(() => undefined);
    if (!content || timer !== wanted || !link.isConnected) {
      return;
    }
    hide();
    card.replaceChildren(document.importNode(content, true));
    document.body.append(card);
    link.setAttribute("aria-describedby", card.id);
    shown = link;
    place(link);
  };

  /** The link to another entry's page in which something happened. @type {(event: Event) => HTMLElement | undefined} */
  const linkOf = ({ target }) => {
    const link = target instanceof Element ? /** @type {HTMLElement | null} */ (target.closest("main a[href]")) : null;
    return link && addressOf(link) ? link : undefined;
  };

  const addressOf = (/** @type {HTMLElement} */ link) => {
    const { origin, pathname } = new URL(link.getAttribute("href") ?? "", location.href);
    const isEntry = pathname.startsWith(root) && entry.test(pathname.slice(root.length));
    return origin === location.origin && pathname !== location.pathname && isEntry ? pathname : "";
  };

  const after = (/** @type {number} */ wait, /** @type {() => void} */ act) => {
    clearTimeout(timer);
    timer = setTimeout(act, wait);
  };

  const begin = (/** @type {Event} */ event) => {
    const link = linkOf(event);
    if (link && link !== shown) {
      after(WAIT, () => show(link, addressOf(link)));
    } else if (link || (event.target instanceof Node && card.contains(event.target))) {
      clearTimeout(timer);
    } else if (shown) {
      after(LINGER, hide);
    }
  };

  // A page on a disk may not read another.
  if (!location.protocol.startsWith("http")) {
    return;
  }
  addEventListener("pointerover", (event) => event.pointerType === "mouse" && begin(event));
  addEventListener("pointerout", (event) => event.pointerType === "mouse" && (shown ? after(LINGER, hide) : clearTimeout(timer)));
  addEventListener("focusin", (event) => event.target instanceof Element && event.target.matches(":focus-visible") && begin(event));
  addEventListener("focusout", () => after(LINGER, hide));
  addEventListener("keydown", ({ key }) => key === "Escape" && hide());
  addEventListener("resize", hide);

  addEventListener("pointerdown", (event) => {
    isPressed = false;
    if (event.pointerType === "mouse") {
      return;
    }
    if (!(event.target instanceof Node && card.contains(event.target))) {
      hide();
    }
    const link = linkOf(event);
    if (link) {
      after(WAIT, () => {
        isPressed = true;
        show(link, addressOf(link));
      });
    }
  });
  for (const end of ["pointerup", "pointercancel"]) {
    addEventListener(end, () => isPressed || clearTimeout(timer));
  }
  // A long press shows the card in place of the browser's menu, and does not follow the link.
  for (const event of ["contextmenu", "click"]) {
    addEventListener(event, (happened) => {
      if (isPressed && linkOf(happened)) {
        happened.preventDefault();
      }
      isPressed &&= event !== "click";
    });
  }
})();
