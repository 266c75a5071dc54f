// Loading and reading the files of the index. They are scripts, for nothing else can be loaded from a disk.

/**
 * @typedef {object} Catalogue
 * @property {number} leaves how many leaves there are
 * @property {Int32Array} first the first leaf of each leaf's page
 * @property {[kind: string, first: number][]} kinds the kinds in the order of their leaves
 * @property {Record<string, string>} folders
 * @property {string[]} terms @property {string} termHashes @property {string} pages @property {number} pageSize
 * @property {number} listed how many files of terms a list of them names
 * @property {string} names @property {string[]} furtherNames @property {string} furtherHashes
 * @property {Record<string, string>} spelling @property {string} han
 * @property {Record<string, string>} notations @property {Record<string, string>} looseNotations @property {Record<string, string>} codes
 * @property {[slug: string, title: string][]} channels
 * @property {string[]} functionWords @property {[string, string][]} spellings @property {Record<string, string>} comparatives
 * @property {Record<string, string>} words
 */
/** A section of a leaf. @typedef {{ anchor: string, heading: string, lines: string[] }} TextSection */
/** How well each leaf fits, and whether lists go on. @typedef {{ weights: Float32Array, isCut: boolean }} Weights */

const DIGITS = "!\"#%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_abcdefghijklmnopqrstuvwxyz{|}~";
const HASH = 5;
const HIGHEST = 23;

let root = "";
let fresh = "";
/** What files have handed over. @type {Map<string, any>} */
const received = new Map();
/** What was loaded or made of it. @type {Map<string, Promise<any>>} */
let kept = new Map();

/** Makes a value once. @template T @param {string} key @param {() => Promise<T>} make @returns {Promise<T>} */
function once(key, make) {
  let value = kept.get(key);
  if (!value) kept.set(key, (value = make()));
  return value;
}

/** Loads a file of the index. @param {string} name @returns {Promise<any>} */
const load = (name) =>
  once(name, () => new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = `${root}search/${name}.js${fresh}`;
    // A damaged script ends its load without having handed anything over.
    script.onload = script.onerror = () => {
      script.remove();
      if (received.has(name)) resolve(received.get(name));
      else reject(Object.assign(new Error(`${script.src} cannot be loaded`), { isLoad: true }));
    };
    document.head.append(script);
  }));

/** @param {string} hashes @param {number} number */
const hashAt = (hashes, number) => hashes.slice(HASH * number, HASH * (number + 1));

/** Loads one of numbered files. @param {string} folder @param {number} number @param {string} hashes */
const loadNumbered = (folder, number, hashes) => load(`${folder}/${number}-${hashAt(hashes, number)}`);

/** Forgets everything, so that a newer catalogue and what could not be loaded are asked for again. */
function retry() {
  kept = new Map();
  received.clear();
  fresh = `?again=${Date.now()}`;
}

/** Packed numbers, read in order. */
class Reader {
  /** @param {string} text */
  constructor(text) {
    this.text = text;
    this.at = 0;
  }
  atEnd() {
    return this.at >= this.text.length || this.text[this.at] === " ";
  }
  number() {
    for (let value = 0, unit = 1; ; unit *= 31) {
      const digit = DIGITS.indexOf(this.text[this.at++]);
      value += digit * unit;
      // `-1`: the text is damaged.
      if (digit < 60) return value;
    }
  }
}

/** @returns {Promise<Catalogue>} */
const catalogue = () =>
  once("from", async () => {
    const written = await load("catalogue");
    const first = Int32Array.from({ length: written.leaves }, (_, leaf) => leaf);
    const parts = new Reader(written.parts);
    for (let next = 0; !parts.atEnd(); ) {
      const start = next + parts.number();
      next = start + parts.number();
      first.fill(start, start, next);
    }
    return { ...written, first, terms: written.terms.split("\n"), furtherNames: written.furtherNames.split("\n") };
  });

/** The place of the last of ordered texts that is not above a text. @param {string[]} firsts @param {string} text */
function placeOf(firsts, text) {
  const above = firsts.findIndex((first) => first > text);
  return Math.max(0, (above < 0 ? firsts.length : above) - 1);
}

/** Words of an ordered list, each with what stands behind it. @param {string} text */
function frontCoded(text) {
  let before = "";
  return text.split("\n").filter(Boolean).map((line) => {
    const space = line.indexOf(" ");
    before = Array.from(before).slice(0, DIGITS.indexOf(line[0])).join("") + line.slice(1, space);
    return /** @type {[string, string]} */ ([before, line.slice(space + 1)]);
  });
}

/** The terms of the file in which a term would stand. @param {string} term @returns {Promise<[string, string][]>} */
async function termsAt(term) {
  let { terms, termHashes, listed } = await catalogue();
  let from = 0;
  if (listed) {
    const number = placeOf(terms, term);
    from = number * listed;
    [termHashes, ...terms] = (await loadNumbered("lists", number, termHashes)).split("\n");
  }
  const at = placeOf(terms, term);
  return once(`${from + at}`, async () => frontCoded(await load(`terms/${from + at}-${hashAt(termHashes, at)}`)));
}

/** What stands behind a term; nothing if no leaf has it. @param {string} wanted */
const lineOf = async (wanted) => (await termsAt(wanted)).find(([term]) => term === wanted)?.[1];

/**
 * Terms that begin with a text, from the files of its ends; of a common word, whose forms matter little, from its own.
 * @param {string} prefix @param {string} [word]
 */
async function termsWith(prefix, word) {
  const { leaves } = await catalogue();
  const line = word && (await lineOf(word));
  const ends = line && frequency(line) > leaves / 50 ? [word] : [prefix, word ?? prefix, `${prefix}\uffff`];
  const files = new Set(await Promise.all(ends.map(termsAt)));
  return [...files].flat().filter(([term]) => term.startsWith(prefix));
}

/** How many leaves have a term. @param {string} line */
const frequency = (line) => new Reader(line).number();

/**
 * Raises the weights of a term's leaves, of long lists so far as `more` files go on with them.
 * @param {Weights} into @param {string | undefined} line @param {number} factor @param {number} more
 */
async function weigh(into, line, factor, more) {
  if (!line) return;
  let reader = new Reader(line);
  reader.number();
  for (;; more--) {
    while (!reader.atEnd()) {
      const weight = (factor * reader.number()) / HIGHEST;
      for (let count = reader.number(), leaf = -1; count > 0; count--) {
        leaf += reader.number() + 1;
        if (into.weights[leaf] < weight) into.weights[leaf] = weight;
      }
    }
    const next = reader.text.slice(reader.at + 1);
    if (!next) return;
    if (!more) {
      into.isCut = true;
      return;
    }
    reader = new Reader(await load(`more/${next}`));
  }
}

/** Title, address and more of a leaf's entry. @param {number} leaf @returns {Promise<string[]>} */
async function pageOf(leaf) {
  const { pages, pageSize } = await catalogue();
  const lines = await loadNumbered("pages", Math.floor(leaf / pageSize), pages);
  return lines.split("\n")[leaf % pageSize].split("\t");
}

/** The text of a leaf, by section. @param {number} leaf @returns {Promise<TextSection[]>} */
async function textOf(leaf) {
  const [, , name] = await pageOf(leaf);
  const text = await load(`text/${name[0]}/${name}`);
  return text.split("\f").map((/** @type {string} */ section) => {
    const [head, ...lines] = section.split("\n");
    const [anchor, heading = ""] = head.split("\t");
    return { anchor, heading, lines };
  });
}

/** Words of a length, each with how frequent it is. @param {number} length @returns {Promise<[string, string][]>} */
const wordsOf = (length) =>
  once(`words ${length}`, async () => {
    const hash = (await catalogue()).spelling[length];
    return hash ? frontCoded(await load(`spelling/${length}-${hash}`)) : [];
  });

/** Makes the table of Han characters ready, if a text needs it. @param {string} text */
async function prepare(text) {
  const { han } = await catalogue();
  if (han && hasHan(text)) await once("table", async () => setHan(await load(`han-${han}`)));
}
