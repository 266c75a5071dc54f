// The search as the interface calls it.

/** @typedef {{ query: Query, named: Named[], ranking: Ranking, corrected: Found["corrected"] }} Answer */

/** Results whose patterns and conditions are offered as filters, and how many of each. */
const SAMPLED = 50;
const OFFERED = 8;
/** Letters of a query that are read: nobody means more, but a page may be pasted. */
const LONGEST = 200;
/** Entries of one kind that are suggested, and of all kinds. */
const OF_KIND = 5;
const SUGGESTED = 12;

let index = "";
/** Words of the interface, after the first load. @type {Record<string, string>} */
const words = {};
/** What was asked last, and its answer. */
let asked = "";
/** @type {Promise<Answer>} */
let answered;

async function ready() {
  const from = await catalogue();
  Object.assign(words, from.words);
  return from;
}

/** @param {{ leaf: number, kind: string, title: string, url: string, han: string, note: string }} of @returns {Result} */
function resultOf({ url, ...of }) {
  return { ...of, kindLabel: words[`kind.${of.kind}.one`], href: root + url + (url.endsWith("/") ? index : "") };
}

/** @param {number} leaf */
async function resultAt(leaf) {
  const from = await ready();
  const first = from.first[leaf];
  const kind = kindOf(from, first);
  const [title, address, , note = "", han = ""] = await pageOf(first);
  return resultOf({ leaf, kind, title, url: urlOf(from, kind, title, address), note, han });
}

/** Entries for what is being typed. @param {string} text @returns {Promise<Suggestions>} */
async function suggest(text) {
  await ready();
  text = text.slice(0, LONGEST);
  let entries = await beginning(text);
  if (!entries.length) entries = [(await nearest(text))?.entry ?? []].flat();
  /** @type {Suggestions["groups"]} */
  const groups = [];
  let shown = 0;
  for (const { names, ...entry } of entries) {
    const { kind } = entry;
    const group = groups.find((group) => group.kind === kind) ?? { kind, label: words[`kind.${kind}.other`], entries: [] };
    if (shown === SUGGESTED || group.entries.length === OF_KIND) continue;
    if (!group.entries.length) groups.push(group);
    shown += 1;
    group.entries.push(resultOf({ ...entry, note: "", han: entry.code ? (names.find(hasHan) ?? "") : "" }));
  }
  return { text, groups };
}

/** The pages that fit what was typed. @param {string} text @param {Filters} filters @param {boolean} literal @returns {Promise<Answer>} */
async function answer(text, filters, literal) {
  const from = await ready();
  text = text.slice(0, LONGEST);
  const query = await parse(text);
  let ranking = await rank(query, filters);
  let named = await called(text);
  const isCode = !!readCode(from, text, true);
  if (!literal && !named.length && !isCode) {
    const meant = await mend(query, ranking, filters);
    const better = meant && (await answer(meant, filters, true));
    if (better && better.named.length + better.ranking.full > 0) return { ...better, corrected: { text: meant, original: text } };
  }
  if (!named.length && !isCode && keyOf(text).length > 2 && query.slots.length && !/["“「]/.test(text)) {
    // Half a name stands for it while nothing bears it whole.
    const starts = (/** @type {string} */ name) => keyOf(name).startsWith(keyOf(text));
    named = (await beginning(text)).filter(({ kind, names }) => kind !== "article" && names.some(starts)).slice(0, 3);
  }
  const accepts = await accepting(filters);
  named = named.filter(({ leaf }) => accepts(leaf));
  const others = ranking.leaves.filter(({ leaf }) => !named.some((entry) => entry.leaf === from.first[leaf]));
  ranking = { ...ranking, leaves: others, full: ranking.full - (ranking.leaves.length - others.length) };
  return { query, named, ranking, corrected: null };
}

/** What was probably meant, where words are missing from the index or never stand together. @param {Query} query @param {Ranking} ranking @param {Filters} filters */
async function mend({ text, slots }, ranking, filters) {
  const from = await ready();
  const often = (/** @type {Slot} */ { forms = [] }) => forms.reduce((sum, { line }) => sum + frequency(line), 0);
  const unknown = slots.filter((slot) => slot.word && !often(slot));
  if (unknown.length && slots.every(({ word }) => word)) {
    const near = await nearest(text);
    if (near) return text === text.toLowerCase() ? near.name.toLowerCase() : near.name;
  }
  const replaced = (/** @type {string} */ text, /** @type {Slot} */ { word }, /** @type {string} */ other) => {
    const run = runsOf(text).find(({ folded }) => folded === word);
    return run ? text.slice(0, run.start) + other.normalize("NFC") + text.slice(run.end) : text;
  };
  if (unknown.length) {
    let mending = text;
    for (const slot of unknown) mending = replaced(mending, slot, (await mended(slot.word ?? ""))[0] ?? slot.word);
    return mending === text ? undefined : mending;
  }
  if (ranking.full || slots.length < 2) return undefined;
  // A word of the index may be a slip where it is rare and stands with none of the others.
  for (const slot of slots.filter((slot) => slot.word && often(slot) <= Math.max(2, from.leaves / 1000))) {
    for (const other of await mended(slot.word ?? "")) {
      const mending = replaced(text, slot, other);
      if ((await rank(await parse(mending), filters)).full) return mending;
    }
  }
  return undefined;
}

/** The answer to a query, kept while its facets and further results are asked for. @param {string} text @param {FindOptions} options */
function answerTo(text, { filters = {}, literal = false }) {
  const key = JSON.stringify([text.trim(), filters, literal]);
  if (asked !== key) {
    asked = key;
    answered = answer(text.trim(), filters, literal);
    answered.catch(() => (asked = ""));
  }
  return answered;
}

/** @param {string} text @param {FindOptions} [options] @returns {Promise<Found>} */
async function find(text, options = {}) {
  await ready();
  const { filters = {}, count = 10 } = options;
  if (!text.trim() && !Object.values(filters).some(Boolean)) return { total: 0, isLowerBound: false, corrected: null, results: [] };
  const { query, named, ranking, corrected } = await answerTo(text, options);
  // Whoever typed a whole name has found what bears it.
  let checked = await verified(query, ranking, count - named.length, named.length ? count : VERIFIED * count);
  if (!checked.leaves.length && !named.length && query.slots.some(({ isHan }) => isHan)) checked = await rank(loosened(query), filters);
  const wanted = [...named, ...checked.leaves].slice(0, count);
  const total = named.length + checked.leaves.length;
  return { total, isLowerBound: checked.isCut, corrected, results: await Promise.all(wanted.map(({ leaf }) => resultAt(leaf))) };
}

/** Filters for the results of a query. @param {string} text @param {FindOptions} [options] @returns {Promise<Facet[]>} */
async function facets(text, options = {}) {
  const from = await ready();
  const { filters = {} } = options;
  /** @param {keyof Filters} facet @returns {Promise<Facet>} */
  const facetOf = async (facet) => {
    // All other filters apply, so that another value can be chosen.
    const { named, ranking } = await answer(text.trim(), { ...filters, [facet]: "" }, !!options.literal);
    const leaves = [...named, ...ranking.leaves].map(({ leaf }) => from.first[leaf]);
    /** @type {[string, string][]} */
    let values = from.kinds.map(([kind]) => [kind, words[`kind.${kind}.other`]]);
    if (facet === "channel") values = from.channels;
    if (facet === "pattern" || facet === "condition") {
      const pages = await Promise.all(leaves.slice(0, SAMPLED).map(pageOf));
      /** @type {Map<string, number>} */
      const often = new Map();
      for (const page of pages) for (const leaf of page[facet === "pattern" ? 6 : 5]?.match(/\S+/g) ?? []) often.set(leaf, (often.get(leaf) ?? 0) + 1);
      const most = [...often].sort((a, b) => b[1] - a[1]).slice(0, OFFERED);
      values = await Promise.all(most.map(async ([packed]) => {
        const [title, address] = await pageOf(new Reader(packed).number());
        return [decodeURI(urlOf(from, facet, title, address)).split("/")[1], title];
      }));
    }
    const chosen = filters[facet];
    if (chosen && !values.some(([value]) => value === chosen)) values.push([chosen, chosen]);
    const counted = await Promise.all(values.map(async ([value, label]) => {
      const list = facet === "kind" ? [] : await declaring(`${from.folders[facet]}/${value}`);
      const count = leaves.filter((leaf) => (facet === "kind" ? kindOf(from, leaf) === value : list[leaf])).length;
      return { value, label, count, selected: value === chosen };
    }));
    return { facet, label: words[`search.facet.${facet}`], values: counted.filter(({ count, selected }) => count || selected).sort((a, b) => b.count - a.count) };
  };
  const all = await Promise.all(/** @type {const} */ (["kind", "channel", "pattern", "condition"]).map(facetOf));
  return all.filter(({ values }) => values.length);
}

/** What a result's own text gives. @param {Result} result @returns {Promise<Snippet>} */
async function snippet({ leaf, href }) {
  const { query } = await answered;
  const place = bestPlace(await textOf(leaf), await marker(query));
  const { anchor, heading } = place.section;
  return { parts: cut(place), section: heading, href: `${href}?mark=${encodeURIComponent(query.text)}${anchor && `#${anchor}`}` };
}

const acupressSearch = {
  receive: (/** @type {string} */ name, /** @type {any} */ data) => void received.set(name, data),
  open(/** @type {string} */ toRoot, /** @type {string} */ file) {
    root = toRoot;
    index = file;
  },
  retry() {
    asked = "";
    retry();
  },
  suggest,
  find,
  facets,
  snippet,
  /** What a query marks in texts. @param {string} text */
  marks: async (text) => marker(await parse(text.slice(0, LONGEST))),
  words,
};
// The files of the index and the other scripts call it.
Object.assign(globalThis, { acupressSearch });
