// What was typed, as slots that a leaf fills or not: words, points, Han text, phrases.

/**
 * What a leaf fills by having all terms, a form of the word, or one of the points.
 * @typedef {{ key: string, terms: string[], isHan?: boolean, word?: string, isOpen?: boolean, forms?: Form[], points?: Named[], phrase?: string }} Slot
 */
/** Slots that may be filled together: by an entry of their name, or by their words joined. @typedef {{ start: number, end: number, urls: string[], key?: string }} Span */
/** @typedef {{ text: string, slots: Slot[], spans: Span[] }} Query */

/** Runs that the name of an entry takes, at most. */
const LONGEST_NAME = 6;

/** @param {string} text @returns {Promise<Query>} */
async function parse(text) {
  await prepare(text);
  /** @type {Query} */
  const query = { text, slots: [], spans: [] };
  const pieces = text.split(/["“”「」]/);
  for (const [at, piece] of pieces.entries()) {
    if (at % 2) addPhrase(query, piece);
    else await addPlain(query, piece, pieces.length === 1);
  }
  const { functionWords } = await catalogue();
  const telling = query.slots.map(({ word = "" }) => !functionWords.includes(word));
  if (!telling.includes(true)) return query;
  const place = (/** @type {number} */ at) => telling.slice(0, at).filter(Boolean).length;
  const spans = query.spans.map((span) => ({ ...span, start: place(span.start), end: place(span.end) }));
  return { text, slots: query.slots.filter((_, at) => telling[at]), spans };
}

/** The terms that a run's leaves have: the word, or the pairs of its Han characters. @param {Run} run */
function termsOf({ folded, isHan }) {
  const characters = Array.from(folded);
  if (!isHan || characters.length < 2) return [folded];
  return characters.slice(1).map((character, at) => characters[at] + character);
}

/** @param {Query} query @param {string} text */
function addPhrase(query, text) {
  const runs = runsOf(text);
  // Han text goes on without a boundary.
  const edge = (/** @type {Run | undefined} */ run) => (run?.isHan ? "" : " ");
  const phrase = edge(runs[0]) + runs.map(({ folded }) => folded).join(" ") + edge(runs.at(-1));
  if (runs.length) query.slots.push({ terms: runs.flatMap(termsOf), phrase, key: join(runs), isHan: runs.every(({ isHan }) => isHan) });
}

/** @param {Query} query @param {string} text @param {boolean} isAll */
async function addPlain({ slots, spans }, text, isAll) {
  const runs = runsOf(text);
  const from = await catalogue();
  const names = await namesFor(text);
  for (let at = 0; at < runs.length; ) {
    let taken = 0;
    for (let count = Math.min(LONGEST_NAME, runs.length - at); count > 0 && !taken; count--) {
      const own = runs.slice(at, at + count);
      const key = join(own).replace(/(?<=.)穴$/, "");
      const code = readCode(from, text.slice(own[0].start, own[count - 1].end) + (/^\+/.exec(text.slice(own[count - 1].end)) ?? ""), isAll && count === runs.length);
      const bearers = code ? (await mostUsed()).filter((entry) => entry.code === code) : names.filter((name) => name.key === key).map(({ entry }) => entry);
      const points = bearers.filter(({ kind }) => kind === "point");
      if (points.length || code) {
        const terms = code && points.length ? [] : count === 1 ? termsOf(own[0]) : [key];
        slots.push({ terms, points, key, isHan: own[0].isHan });
        taken = count;
      } else if (bearers.length && !own[0].isHan) {
        spans.push({ start: slots.length, end: slots.length + count, urls: bearers.map(({ url }) => `@${url}`) });
      }
    }
    if (!taken) {
      const { folded, isHan } = runs[at];
      const terms = termsOf(runs[at]);
      if (isHan) slots.push({ terms, key: folded, isHan, phrase: terms.length > 1 ? folded : undefined });
      else if (folded) slots.push({ terms, key: folded, word: folded, isOpen: isAll && runs[at].end === text.length });
    }
    at += taken || 1;
  }
  // Pinyin may be joined in the text: `wu wei zi` stands for `wuweizi`.
  for (let start = 0; start < slots.length; start++) {
    let key = "";
    for (let end = start; end < start + 4 && PINYIN.test(slots[end]?.word ?? ""); end++) {
      key += slots[end].word;
      if (end > start) spans.push({ start, end: end + 1, urls: [key], key });
    }
  }
}

/** The query with Han text taken as its pairs, any of which may be missing. @param {Query} query @returns {Query} */
const loosened = (query) => ({
  ...query,
  slots: query.slots.flatMap((slot) => (slot.isHan && !slot.points ? slot.terms.map((term) => ({ terms: [term], key: term, isHan: true })) : [slot])),
  spans: [],
});
