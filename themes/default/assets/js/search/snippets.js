// Where the words of a query stand in a text.

/** @typedef {{ start: number, end: number, slot: number }} Mark */

/** Letters of a snippet; of Han text half as many. */
const SNIPPET = 160;
/** Runs of the longest notation of a point. */
const NOTATION = 4;

/** Gives the places of a text that a query marks, in order, each with the slot it fills. @param {Query} query @returns {Promise<(text: string) => Mark[]>} */
async function marker(query) {
  const from = await catalogue();
  /** Words, names and codes, joined. @type {Map<string | undefined, number>} */
  const wanted = new Map();
  /** @type {[string, number][]} */
  const han = [];
  for (const [number, slot] of query.slots.entries()) {
    if (slot.word) slot.forms ??= await formsOf(slot.word, !!slot.isOpen);
    const names = (slot.points ?? []).flatMap(({ code, names }) => [code, ...names.map(keyOf)]);
    for (const key of [slot.key, ...names, ...(slot.forms ?? []).map(({ term }) => term)]) {
      if (hasHan(key)) han.push([key, number]);
      else wanted.set(key, number);
    }
  }
  for (const { start, key } of query.spans) if (key) wanted.set(key, start);
  han.sort((a, b) => b[0].length - a[0].length);
  const hasPoints = query.slots.some(({ points }) => points?.length);

  return (text) => {
    const runs = runsOf(text);
    /** @type {Mark[]} */
    const marks = [];
    for (let at = 0; at < runs.length; at++) {
      const { start, end, isHan, folded } = runs[at];
      if (isHan) {
        // Folding keeps the number of characters, if not of code units.
        const written = Array.from(text.slice(start, end));
        const characters = Array.from(folded);
        const place = (/** @type {number} */ count) => start + written.slice(0, count).join("").length;
        for (let first = 0; first < characters.length; first++) {
          const rest = characters.slice(first, first + 40).join("");
          const [key, slot] = han.find(([key]) => rest.startsWith(key)) ?? [""];
          if (slot === undefined) continue;
          const count = Array.from(key).length;
          marks.push({ start: place(first), end: place(first + count), slot });
          first += count - 1;
        }
        continue;
      }
      for (let count = Math.min(NOTATION, runs.length - at); count > 0; count--) {
        const last = runs[at + count - 1].end;
        const code = hasPoints ? readCode(from, text.slice(start, last), true) : undefined;
        const slot = wanted.get(join(runs.slice(at, at + count))) ?? wanted.get(code);
        if (slot === undefined || (code && !hasPoints)) continue;
        marks.push({ start, end: last, slot });
        at += count - 1;
        break;
      }
    }
    return marks;
  };
}

/** The stretch of a leaf's text that shows most of a query. @param {TextSection[]} sections @param {(text: string) => Mark[]} mark */
function bestPlace(sections, mark) {
  const [section = { anchor: "", heading: "", lines: [""] }] = sections;
  let best = { value: 0, section, line: section.lines[0] ?? "", start: 0, marks: /** @type {Mark[]} */ ([]) };
  for (const section of sections) {
    const inHeading = mark(section.heading);
    for (const line of section.lines) {
      const marks = mark(line);
      for (const { start } of [...marks, { start: 0 }]) {
        const inside = marks.filter((other) => other.start >= start && other.end < start + SNIPPET * 0.8);
        const value = new Set([...inside, ...inHeading].map(({ slot }) => slot)).size * 10 + Math.min(inside.length, 8);
        if (value > best.value) best = { value, section, line, start, marks };
      }
    }
  }
  return best;
}

/** Cuts a line to a snippet around a place. @param {ReturnType<typeof bestPlace>} place @returns {Snippet["parts"]} */
function cut({ line, start: around, marks }) {
  const length = /[a-z]{3}/i.test(line) ? SNIPPET : SNIPPET / 2;
  const wanted = Math.max(0, Math.min(around - length / 4, line.length - length));
  const start = wanted && line.slice(0, wanted).search(/[\s，。；、][^\s，。；、]*$/u) + 1;
  const end = line.length > start + length ? start + line.slice(start, start + length).search(/[\s，。；、]?[^\s，。；、]*$/u) : line.length;
  /** @type {Snippet["parts"]} */
  const parts = start ? [{ text: "… ", marked: false }] : [];
  let at = start;
  for (const mark of [...marks.filter((mark) => mark.start >= start && mark.end <= end), { start: end, end }]) {
    parts.push({ text: line.slice(at, mark.start), marked: false }, { text: line.slice(mark.start, mark.end), marked: true });
    at = mark.end;
  }
  if (end < line.length) parts.push({ text: " …", marked: false });
  return parts.filter(({ text }) => text);
}
