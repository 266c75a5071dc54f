// How text is folded and cut into terms: the rules of src/search/normalise.rs. tests/search/vectors.tsv holds both to
// one behaviour.

/** A word, or Han characters side by side, with its folded form. @typedef {{ start: number, end: number, isHan: boolean, folded: string }} Run */

const HAN = "\\u3400-\\u4DBF\\u4E00-\\u9FFF\\uF900-\\uFAFF\\u{20000}-\\u{323AF}々〇";
const LETTER = `(?:(?![${HAN}ʼ])[\\p{Alphabetic}\\p{N}\\p{M}\\u00AD\\u200C\\u200D\\u2060])`;
const RUN = new RegExp(`([${HAN}]+)|${LETTER}(?:${LETTER}|['’ʼ](?=${LETTER}))*`, "gu");
const FINAL = "ang|eng|ai|an|ao|ei|en|er|ou|";
const SYLLABLE = `(?:(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])(?:i?(?:ang|ong|an|ao|[aeu])|u(?:ang|ai|an|[aeino])|ing?|ong|${FINAL}[aeiouv])|${FINAL}[aeo])`;
const PINYIN = new RegExp(`^(?=.{1,24}$)${SYLLABLE}+$`);
/** @type {Record<string, string>} */
const LETTERS = { ß: "ss", æ: "ae", œ: "oe", þ: "th", ø: "o", đ: "d", ð: "d", ł: "l", ı: "i", ς: "σ" };

/** Traditional characters with their simplified forms; empty until a query needs it. @type {Map<string, string>} */
let simplified = new Map();

/** @param {string} text */
const hasHan = (text) => new RegExp(`[${HAN}]`, "u").test(text);

/** @param {string} word */
function foldWord(word) {
  const letters = word.replace(/['’ʼ]s$/i, "").normalize("NFKD").toLowerCase();
  return letters.replace(/[^\p{Alphabetic}\p{N}]|[\u0345ʼ]/gu, "").replace(/[ßæœþøđðłıς]/g, (letter) => LETTERS[letter]);
}

/** @param {string} text */
const foldHan = (text) => Array.from(text, (character) => simplified.get(character) ?? character).join("");

/**
 * Cuts a text into words and stretches of Han characters, each with its folded form.
 * @param {string} text @returns {Run[]}
 */
function runsOf(text) {
  /** @type {Run[]} */
  const runs = [];
  for (const { 0: written, 1: isHan, index: start } of text.matchAll(RUN)) {
    runs.push({ start, end: start + written.length, isHan: !!isHan, folded: (isHan ? foldHan : foldWord)(written) });
  }
  return runs;
}

/** Runs as one word, as names are compared. @param {Run[]} runs */
const join = (runs) => runs.map(({ folded }) => folded).join("");

/** @param {string} text */
const keyOf = (text) => join(runsOf(text));

/** Takes the table of the index, simplified and traditional characters in turn. @param {string} table */
function setHan(table) {
  const characters = Array.from(table);
  simplified = new Map(characters.map((character, at) => [character, characters[at & ~1]]));
}
