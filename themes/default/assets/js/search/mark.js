// On the page that a result leads to: marks the words that were sought, and shows the first from the anchor on.
const acupressMark = async () => {
  const { address, part, make } = acupressBoot;
  const marks = await acupressSearch.marks(address.get("mark") ?? "");
  const main = part("main");
  const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
  /** @type {Text[]} */
  const texts = [];
  while (walker.nextNode()) texts.push(/** @type {Text} */ (walker.currentNode));
  for (const text of texts) {
    if (text.parentElement?.closest("script, style, form, nav, .toc")) continue;
    // From the last to the first: what stands before a mark keeps its place.
    for (const { start, end } of marks(text.data).reverse()) {
      const range = document.createRange();
      range.setStart(text, start);
      range.setEnd(text, end);
      range.surroundContents(make("mark", {}));
    }
  }
  const anchor = document.getElementById(decodeURIComponent(location.hash.slice(1))) ?? main;
  const follows = Node.DOCUMENT_POSITION_FOLLOWING;
  const first = [...main.querySelectorAll("mark")].find((mark) => anchor.compareDocumentPosition(mark) & follows);
  const { top, bottom } = (first ?? anchor).getBoundingClientRect();
  if (top < 0 || bottom > innerHeight) first?.scrollIntoView({ block: "center", behavior: "instant" });
};
Object.assign(globalThis, { acupressMark });
