// Entries by their names: any notation of a point, pinyin, either script, half a name, a slip in one.

/** An entry under its names; `code` is a point's, in lower case. @typedef {{ kind: string, title: string, url: string, leaf: number, names: string[], code: string }} Named */
/** @typedef {{ entry: Named, name: string, key: string, starts: string[] }} NameKey */

/** Of two kinds under one name, the one that more readers mean comes first. */
const ORDER = ["condition", "pattern", "organ", "channel", "point"];

/**
 * The address of an entry; a file holds it only where the title does not tell it.
 * @param {Catalogue} from @param {string} kind @param {string} title @param {string} [address]
 */
function urlOf({ folders }, kind, title, address) {
  const words = kind === "point" ? title.split(" ", 1) : title.split(/[^A-Za-z0-9]+/).filter(Boolean);
  return address || `${folders[kind]}/${words.join("-").toLowerCase()}/`;
}

/** @param {Catalogue} from @param {string} kind @param {string[]} fields @returns {Named} */
function readName(from, kind, [title, address, leaf, ...names]) {
  const [code, ...name] = title.split(" ");
  const own = kind === "point" ? [name.join(" ")] : [];
  return {
    kind,
    title,
    url: urlOf(from, kind, title, address),
    leaf: new Reader(leaf).number(),
    names: [title, ...own, ...names].filter(Boolean),
    code: kind === "point" ? code.toLowerCase() : "",
  };
}

/** The entries that are used most. @returns {Promise<Named[]>} */
const mostUsed = () =>
  once("most", async () => {
    const from = await catalogue();
    const kinds = (await load(`names-${from.names}`)).split("\f").slice(1);
    return kinds.flatMap((/** @type {string} */ text) => {
      const [kind, ...lines] = text.trim().split("\n");
      return lines.map((line) => readName(from, kind, line.split("\t")));
    });
  });

/**
 * Their names, each with its key and with what begins at each of its words.
 * @param {string} text what it is needed for @returns {Promise<NameKey[]>}
 */
async function namesFor(text) {
  await prepare(text);
  return once(`names ${hasHan(text)}`, async () =>
    (await mostUsed()).flatMap((entry) =>
      entry.names.map((name) => {
        const runs = runsOf(name);
        const key = join(runs);
        const parts = hasHan(key) ? Array.from(key) : runs.map(({ folded }) => folded);
        return { entry, name, key, starts: parts.map((_, at) => parts.slice(at).join("")) };
      }),
    ),
  );
}

/** Entries beyond the most used whose names begin with a key. @param {string} key */
async function furtherNames(key) {
  const from = await catalogue();
  if (!from.furtherHashes) return [];
  /** @type {string} */
  const text = await loadNumbered("names", placeOf(from.furtherNames, key), from.furtherHashes);
  const lines = text.split("\n").map((line) => line.split("\t")).filter(([found]) => found.startsWith(key));
  return lines.map(([found, kind, ...fields]) => ({ key: found, entry: readName(from, kind, fields) }));
}

/**
 * The slug of the point that a code means, whether or not there is one; nothing where it is no code.
 * @param {Catalogue} from @param {string} text
 * @param {boolean} alone whether it is all that was typed, so that single letters count
 * @returns {string | undefined}
 */
function readCode({ codes, notations, looseNotations }, text, alone) {
  const written = text.normalize("NFKC").trim().toLowerCase();
  const other = codes[written.replace(/[^a-z0-9+]/g, "")];
  const [, letters, number] = /^([a-z][a-z.\s-]*?)[\s.\-‐-—]*0*(\d{1,3})$/.exec(written) ?? [];
  if (other || !number) return other;
  const bare = letters.replace(/[^a-z]/g, "");
  const [, region] = /^ex(hn|ca|b|ue|le)$/.exec(bare) ?? [];
  const channel = region ? `ex-${region}` : (notations[bare] ?? (alone ? looseNotations[bare] : undefined));
  return channel && channel.toLowerCase() + number;
}

/** The entries that bear a name, as a whole. @param {string} text @returns {Promise<Named[]>} */
async function called(text) {
  const from = await catalogue();
  const code = readCode(from, text, true);
  if (code) return (await mostUsed()).filter((entry) => entry.code === code);
  const all = await namesFor(text);
  // As it stands, without words such as "point", and without the numbers of tones.
  for (const words of [text, text.replace(new RegExp(from.words["search.kind-words"], "giu"), " "), text.replace(/(\p{L})[1-5](?!\p{N})/gu, "$1")]) {
    const key = keyOf(words);
    const bears = (/** @type {{ key: string }} */ name) => !!key && (name.key === key || name.key === key.replace(/([ln])v/g, "$1u"));
    const found = [...all, ...(await furtherNames(key))].filter(bears).map(({ entry }) => entry);
    const rank = (/** @type {Named} */ { title, kind }) => (keyOf(title) === key ? 0 : 10) + (ORDER.indexOf(kind) + 6) % 6;
    if (found.length) return [...new Set(found)].sort((a, b) => rank(a) - rank(b));
  }
  return [];
}

/** The entries whose names begin with a text, or have a word that does, best first. @param {string} text @returns {Promise<Named[]>} */
async function beginning(text) {
  const names = await namesFor(text);
  const key = keyOf(text);
  if (!key) return [];
  const code = readCode(await catalogue(), text, true);
  const all = names.filter(({ starts }) => starts.some((start) => start.startsWith(key)));
  const length = (/** @type {NameKey} */ { entry, name, key }) => key.length + (name === entry.title || (entry.code && name === entry.names[1]) ? 0 : 100);
  const starting = all.filter((name) => name.key.startsWith(key)).sort((a, b) => length(a) - length(b));
  const coded = code ? (await mostUsed()).filter((entry) => entry.code.startsWith(code)) : [];
  const named = [...starting, ...all, ...(key.length > 1 ? await furtherNames(key) : [])].map(({ entry }) => entry);
  return [...new Map([...(await called(text)), ...coded, ...named].map((entry) => [entry.url, entry])).values()];
}

/** The name that is nearest to a misspelt one. @param {string} text */
async function nearest(text) {
  const key = keyOf(text);
  if (key.length < 5 || /\d/.test(key) || hasHan(key)) return undefined;
  let most = key.length < 9 ? 1 : 2;
  /** @type {NameKey | undefined} */
  let best;
  for (const name of await namesFor(text)) {
    if (!distance(key, name.key, most)) continue;
    best = name;
    most = distance(key, name.key, most) - 1;
  }
  return best;
}
