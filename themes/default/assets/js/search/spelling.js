// Slips of the finger, and forms of one word.

/** A term of the index, what stands behind it, and how much it counts. @typedef {{ term: string, line: string, factor: number }} Form */

/**
 * How many letters must be changed, left out, put in or exchanged with their neighbour, plus one; 0 if more than `most`.
 * @param {string} a @param {string} b @param {number} most
 */
function distance(a, b, most) {
  if (Math.abs(a.length - b.length) > most) return 0;
  /** @type {number[]} */
  let before = [];
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? before[j - 2] + 1 : Infinity;
      next[j] = Math.min(row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1), row[j] + 1, next[j - 1] + 1, swapped);
    }
    if (Math.min(...next) > most) return 0;
    before = row;
    row = next;
  }
  return row[b.length] > most ? 0 : row[b.length] + 1;
}

/** Words of the index that a misspelt one may mean, the likeliest first. @param {string} word @returns {Promise<string[]>} */
async function mended(word) {
  if (!/^\p{L}{4,}$/u.test(word)) return [];
  const most = word.length < 7 ? 1 : 2;
  const lengths = Array.from({ length: 2 * most + 1 }, (_, at) => word.length - most + at);
  const known = (await Promise.all(lengths.map(wordsOf))).flat();
  const near = known.flatMap(([other, often]) => {
    const far = other !== word && distance(word, other, most);
    // Few slips are in the first letter, and common words are meant more often.
    return far ? [{ other, cost: far * 6 + (other[0] === word[0] ? 0 : 2) - frequency(often) / 2 }] : [];
  });
  return near.sort((a, b) => a.cost - b.cost).slice(0, 4).map(({ other }) => other);
}

/** What the forms of a word share: `tonif` for tonify, tonifies, tonifying. @param {string} word */
function stem(word) {
  if (word.length < 4) return word;
  const british = word.replace(/(?<=..)[ao]e(?!$)/g, "e").replace(/(?<=...)our(?=s?$)/, "or").replace(/is(?=(?:e[ds]?|ing|ation)$)/, "iz");
  const plain = british.replace(/ie[sd]$/, "y").replace(/(?<=ss|x|z|[cs]h)es$/, "").replace(/(?<=[^sui])s$/, "");
  return plain.replace(/(?<=[aeiouy].*..)(?:ing|ed)$/, "").replace(/([bdgmnprt])\1$/, "$1").replace(/(?<=..)[ey]$/, "");
}

/**
 * Terms of the index that are forms of a word, each with how much it counts.
 * @param {string} word @param {boolean} isOpen whether more letters may follow
 * @returns {Promise<Form[]>}
 */
async function formsOf(word, isOpen) {
  const { spellings, comparatives } = await catalogue();
  /** @type {Form[]} */
  const forms = [];
  const add = (/** @type {[string, string]} */ [term, line], /** @type {number} */ factor) => {
    if (!forms.some((form) => form.term === term)) forms.push({ term, line, factor });
  };
  const others = spellings.flatMap((pair) => pair.flatMap((start, at) => (word.startsWith(start) ? [pair[1 - at] + word.slice(start.length)] : [])));
  for (const form of [word, ...others, ...[comparatives[word] ?? []].flat()]) {
    const shared = stem(form);
    // A longer beginning would miss `diarrhoea` for `diarrhea`.
    const vowel = shared.slice(6).search(/[aeo]/);
    const start = word.length < 4 ? form : shared.slice(0, vowel < 0 ? Math.max(3, shared.length - 1) : 6 + vowel);
    const family = (await termsWith(start, form)).filter(([term]) => stem(term) === shared);
    for (const entry of family) add(entry, entry[0] === word ? 1 : 0.9);
  }
  if (isOpen && word.length > 1) {
    // Half of a word means the common ones that begin with it.
    const factor = forms.some(({ term }) => term === word) ? 0.4 : 0.8;
    const longer = (await termsWith(word)).sort((a, b) => frequency(b[1]) - frequency(a[1]));
    for (const entry of longer.slice(0, 24)) add(entry, factor);
  }
  return forms;
}
