// The box in the header suggests as the reader types: a combobox with a list.
const acupressBox = () => {
  const { part, form, input, status, make, link, note, say, drop, attempt, onTyping } = acupressBoot;
  const list = part(".search [role=listbox]");
  /** @type {HTMLElement | undefined} */
  let active;
  let number = 0;

  /** @type {() => HTMLElement[]} */
  const options = () => [.../** @type {any} */ (list.querySelectorAll("a"))];

  const activate = (/** @type {HTMLElement | undefined} */ option) => {
    if (active) active.ariaSelected = "false";
    active = option;
    input.setAttribute("aria-activedescendant", option?.id ?? "");
    if (!option) return;
    option.ariaSelected = "true";
    option.scrollIntoView({ block: "nearest" });
  };

  const open = (/** @type {boolean} */ isOpen) => {
    list.hidden = !isOpen;
    input.ariaExpanded = `${isOpen}`;
    if (!isOpen) activate(undefined);
  };

  const close = () => {
    stop();
    drop();
    open(false);
  };

  const asOption = () => ({ role: "option", id: `${list.id}-${number++}`, ariaSelected: "false", tabIndex: -1 });

  /** @type {(label: string, results: Result[]) => Node} */
  const group = (label, results) =>
    make(
      "div",
      { role: "group", ariaLabel: label },
      make("p", { className: "note", ariaHidden: "true" }, label),
      ...results.map((result) => {
        const option = link(result, asOption());
        option.append(" ", note(result.note));
        return option;
      }),
    );

  /** @type {Work} */
  const suggest = async (isCurrent) => {
    const q = input.value.trim();
    const finding = acupressSearch.find(q, { count: 5 });
    // Its failure is told when its turn comes.
    finding.catch(() => {});
    const { groups } = await acupressSearch.suggest(q);
    if (!isCurrent()) return;
    const all = make("a", { href: `${form.action}?q=${encodeURIComponent(q)}`, ...asOption() }, say("all", q));
    activate(undefined);
    list.replaceChildren(...groups.map(({ label, entries }) => group(label, entries)), all);
    open(true);

    const { corrected, results } = await finding;
    if (!isCurrent()) return;
    const known = groups.flatMap(({ entries }) => entries.map(({ href }) => href));
    const others = results.filter(({ href }) => !known.includes(href));
    const texts = others.map((result) => ({ ...result, note: result.note || result.kindLabel }));
    if (texts.length) all.before(group(corrected ? say("corrected", corrected.text) : say("texts"), texts));
    const n = known.length + texts.length;
    status.textContent = n ? say("suggestions", "", n) : say("none", q);
    if (!n) open(false);
  };

  const update = () => (input.value.trim() ? attempt(suggest) : close());
  const stop = onTyping(update, 80);

  Object.assign(input, { role: "combobox", ariaAutoComplete: "list" });
  input.setAttribute("aria-controls", list.id);
  open(false);
  // Before the keys that need no list.
  input.addEventListener(
    "keydown",
    (event) => {
      const { key, isComposing } = event;
      const step = key === "ArrowDown" ? 1 : key === "ArrowUp" ? -1 : 0;
      const isUsed = step || (key === "Enter" && active) || (key === "Escape" && !list.hidden);
      if (isComposing || !isUsed) return;
      event.preventDefault();
      if (key === "Escape") close();
      else if (!step) active?.click();
      else if (list.hidden) update();
      else {
        // The field itself stands between the last and the first.
        const stops = [undefined, ...options()];
        activate(stops.at((stops.indexOf(active) + step) % stops.length));
      }
    },
    true,
  );
  // The field keeps the focus when a pointer chooses.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", close);
  form.addEventListener("focusout", ({ relatedTarget }) => form.contains(/** @type {any} */ (relatedTarget)) || close());
  update();
};
Object.assign(globalThis, { acupressBox });
