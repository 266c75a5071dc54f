// The page search/ shows what its address asks for.
const acupressResults = () => {
  const { part, form, input, status, ways, make, han, link, note, say, drop, fail, attempt, onTyping } = acupressBoot;
  /** @type {(keyof Filters)[]} */
  const FACETS = ["kind", "channel", "pattern", "condition"];
  const STEP = 10;
  const title = document.title;
  const found = part(".found");
  const corrected = part(".corrected");
  /** @type {HTMLDetailsElement} */
  const filter = part(".filter");
  const facets = part(".facets");
  const list = part(".results");
  const more = part(".more");

  let asked = new URLSearchParams();
  let answered = "";
  let count = STEP;
  // Whether the reader dwells here, so that the way back should lead here.
  let isSettled = true;

  const text = () => asked.get("q")?.trim() ?? "";
  const filters = () => FACETS.flatMap((facet) => (asked.get(facet) ? [[facet, asked.get(facet)]] : []));
  const options = () => ({ filters: Object.fromEntries(filters()), literal: asked.has("literal"), count });

  const item = (/** @type {Result} */ result) => {
    const title = link(result, {});
    title.dataset.result = "";
    const snippet = make("p", { className: "snippet" });
    const element = make("li", {}, title, note(result.kindLabel, result.note), snippet);
    const near = new IntersectionObserver(
      async (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        near.disconnect();
        try {
          const { parts, section, href } = await acupressSearch.snippet(result);
          title.href = href;
          if (section) snippet.append(make("b", {}, ...han(section)), " ");
          snippet.append(...parts.map(({ text, marked }) => make(marked ? "mark" : "span", {}, ...han(text))));
        } catch (error) {
          answered = "";
          fail(error, answer);
        }
      },
      { rootMargin: "50%" },
    );
    near.observe(element);
    return element;
  };

  const render = (/** @type {Found} */ { total, isLowerBound, corrected: mended, results }) => {
    const isMore = answered === `${asked}`;
    if (!isMore) list.replaceChildren();
    answered = `${asked}`;
    const from = list.children.length;
    list.append(...results.slice(from).map(item));
    if (isMore) list.children[from]?.querySelector("a")?.focus();

    more.hidden = results.length === total && !isLowerBound;
    found.hidden = !total && !filters().length;
    ways.hidden = total > 0;
    corrected.replaceChildren();
    if (mended) {
      const href = `?${new URLSearchParams([...asked, ["literal", "1"]])}`;
      corrected.append(say("corrected", mended.text), " ", make("a", { href }, say("instead", mended.original)));
    }
    const q = mended?.text ?? text();
    const key = (isLowerBound ? "least" : "count") + (q && "-for");
    status.textContent = total ? say(key, q, total) : say("none", q);
  };

  const renderFacets = (/** @type {Facet[]} */ all) => {
    const focused = document.activeElement?.id;
    facets.replaceChildren(
      ...all.map(({ facet, label, values }) =>
        make(
          "fieldset",
          {},
          make("legend", {}, label),
          ...values.map(({ value, label, count, selected }) => {
            const properties = { type: "button", id: `${facet}:${value}`, ariaPressed: `${selected}` };
            return make("button", properties, ...han(label), " ", make("span", { className: "note" }, `${count}`));
          }),
        ),
      ),
    );
    if (focused?.includes(":")) (document.getElementById(focused) ?? part(".filter summary"))?.focus();
  };

  /** @type {Work} */
  const answer = async (isCurrent) => {
    const results = await acupressSearch.find(text(), options());
    if (!isCurrent()) return;
    render(results);
    if (!filter.open) return;
    const all = await acupressSearch.facets(text(), options());
    if (isCurrent()) renderFacets(all);
  };

  const search = () => {
    document.title = text() ? `${text()} – ${title}` : title;
    if (text() || filters().length) return attempt(answer);
    drop();
    answered = "";
    found.hidden = true;
    ways.hidden = false;
  };

  const go = (isNew = true) => {
    count = STEP;
    history[isNew ? "pushState" : "replaceState"](null, "", `?${asked}`);
    search();
  };

  const type = () => {
    stop();
    const typed = input.value.trim();
    if (typed === text()) return;
    asked.set("q", typed);
    asked.delete("literal");
    go(isSettled);
    isSettled = false;
  };
  const stop = onTyping(type, 150);

  const read = () => {
    asked = new URLSearchParams(location.search);
    count = history.state?.count ?? STEP;
    isSettled = true;
    filter.open ||= filters().length > 0;
    search();
  };

  input.addEventListener("change", () => {
    type();
    isSettled = true;
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    type();
    isSettled = true;
    // A keyboard on the screen would hide the results.
    if (matchMedia("(pointer: coarse)").matches) input.blur();
  });
  facets.addEventListener("click", ({ target }) => {
    const [facet, value] = /** @type {Element} */ (target).closest("button")?.id.split(":") ?? [];
    if (!facet) return;
    if (asked.get(facet) === value) asked.delete(facet);
    else asked.set(facet, value);
    go();
  });
  filter.addEventListener("toggle", () => filter.open && search());
  more.addEventListener("click", () => {
    count += STEP;
    history.replaceState({ count }, "");
    search();
  });
  addEventListener("popstate", () => {
    read();
    input.value = text();
  });
  read();
  // What was typed while this file was under way.
  type();
};
Object.assign(globalThis, { acupressResults });
