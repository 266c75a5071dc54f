// Which leaves fill the slots of a query, and in which order.

/** @typedef {{ leaf: number, filled: number, score: number }} Ranked */
/** Pages by their best leaves; `full` of them fill every slot. @typedef {{ leaves: Ranked[], full: number, isCut: boolean }} Ranking */

/** Weight from which on a leaf of an entry's list declares it. */
const DECLARED = 16 / HIGHEST - 1e-6;
/** Weight of the entry that words name, beside the words. */
const NAMED = 0.85;
/** Leaves whose text is read for a phrase, for each result that is asked for. */
const VERIFIED = 6;

/** @param {Catalogue} from @returns {Weights} */
const noWeights = ({ leaves }) => ({ weights: new Float32Array(leaves), isCut: false });

/** What stands behind the list of an entry. @param {string} url */
const listOf = (url) => lineOf(url.startsWith("@") ? decodeURI(url).replace(/\/$/, "") : url);

/** The leaves of a slot. @param {Catalogue} from @param {Slot} slot @param {number} more */
async function weighSlot(from, slot, more) {
  const all = noWeights(from);
  for (const { url } of slot.points ?? []) await weigh(all, await listOf(`@${url}`), 1, more);
  if (slot.word) {
    slot.forms ??= await formsOf(slot.word, !!slot.isOpen);
    for (const { line, factor } of slot.forms) await weigh(all, line, factor, more);
    return all;
  }
  const own = await Promise.all(slot.terms.map(async (term) => {
    const weights = noWeights(from);
    await weigh(weights, await lineOf(term), 1, more);
    return weights;
  }));
  all.isCut ||= own.some(({ isCut }) => isCut);
  if (own.length) all.weights = all.weights.map((weight, leaf) => Math.max(weight, Math.min(...own.map(({ weights }) => weights[leaf]))));
  return all;
}

/** The leaves that declare an entry. @param {string} url */
async function declaring(url) {
  const list = noWeights(await catalogue());
  await weigh(list, await listOf(`@${url}`), 1, Infinity);
  return list.weights.map((weight) => Number(weight >= DECLARED));
}

/** @param {Catalogue} from @param {number} leaf */
const kindOf = ({ kinds }, leaf) => kinds[kinds.findLastIndex(([, first]) => first <= leaf)][0];

/** Which leaves filters leave. @param {Filters} filters @returns {Promise<(leaf: number) => boolean>} */
async function accepting(filters) {
  const from = await catalogue();
  const chosen = /** @type {const} */ (["channel", "pattern", "condition"]).filter((facet) => filters[facet]);
  const lists = await Promise.all(chosen.map((facet) => declaring(`${from.folders[facet]}/${filters[facet]}`)));
  return (leaf) => lists.every((list) => list[from.first[leaf]]) && (!filters.kind || kindOf(from, leaf) === filters.kind);
}

/**
 * Ranks the pages that have at least half of a query, or as much as any has: those that fill the most slots first, then by weight.
 * @param {Query} query @param {Filters} filters @param {number} [more] files that go on with long lists
 * @returns {Promise<Ranking>}
 */
async function rank(query, filters, more = 0) {
  const from = await catalogue();
  const slots = await Promise.all(query.slots.map((slot) => weighSlot(from, slot, more)));
  for (const { start, end, urls, key } of query.spans) {
    for (const line of await Promise.all(urls.map(listOf))) {
      for (const slot of slots.slice(start, end)) await weigh(slot, line, key ? 1 : NAMED, more);
    }
  }
  const rarity = slots.map(({ weights }) => Math.log(1.05 + from.leaves / (1 + weights.filter(Boolean).length)));
  const accepts = await accepting(filters);
  /** The best leaf of each page. @type {Map<number, Ranked>} */
  const best = new Map();
  for (let leaf = 0; leaf < from.leaves; leaf++) {
    let filled = 0;
    let score = 0;
    slots.forEach(({ weights }, at) => {
      if (weights[leaf]) filled++;
      score += weights[leaf] * rarity[at];
    });
    if ((!filled && slots.length) || !accepts(leaf)) continue;
    const before = best.get(from.first[leaf]);
    if (!before || (filled - before.filled || score - before.score) > 0) best.set(from.first[leaf], { leaf, filled, score });
  }
  const all = [...best.values()].sort((a, b) => b.filled - a.filled || b.score - a.score || a.leaf - b.leaf);
  const leaves = all.filter(({ filled }) => filled >= Math.min(slots.length / 2, all[0].filled));
  const full = leaves.filter(({ filled }) => filled === slots.length).length;
  const isCut = slots.some(({ isCut }) => isCut);
  // Long lists are read on only where their beginnings give no page of results.
  return isCut && full < 10 ? rank(query, filters, [1, 4][more] ?? Infinity) : { leaves, full, isCut };
}

/**
 * Leaves out what has a phrase's words but not the phrase, as far as results are asked for.
 * @param {Query} query @param {Ranking} ranking @param {number} count @param {number} most leaves to read
 * @returns {Promise<Ranking>}
 */
async function verified({ slots }, ranking, count, most) {
  const phrases = slots.flatMap(({ phrase }) => phrase ?? []);
  if (!phrases.length) return ranking;
  const all = ranking.leaves.slice(0, ranking.full);
  /** @type {Ranked[]} */
  const leaves = [];
  let at = 0;
  for (; at < Math.min(all.length, most) && leaves.length < count; at += 10) {
    const some = all.slice(at, at + 10);
    const texts = await Promise.all(some.map(({ leaf }) => foldedText(leaf)));
    leaves.push(...some.filter((_, place) => phrases.every((phrase) => texts[place].includes(phrase))));
  }
  return { leaves, full: leaves.length, isCut: at < all.length };
}

/** All words of a leaf, folded, as phrases are looked for. @param {number} leaf */
const foldedText = (leaf) =>
  once(`folded ${leaf}`, async () => {
    const [title] = await pageOf(leaf);
    const lines = [title, ...(await textOf(leaf)).flatMap(({ heading, lines }) => [heading, ...lines])];
    return lines.map((line) => ` ${runsOf(line).map(({ folded }) => folded).join(" ")} `).join("|");
  });
