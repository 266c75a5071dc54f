// The search's engine on published sites, without a browser: what is found, in which order, at which cost.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import vm from "node:vm";

import { addresses, engine, shown } from "./support/engine.mjs";
import { repository } from "./support/environment.mjs";
import { site } from "./support/site.mjs";

const MADE = { "acupress.yaml": "base_url: https://example.org/\n" };

/** A library of articles by slug: front matter and body. */
function library(articles, more = {}) {
  const files = { ...MADE, ...more };
  for (const [slug, [front, body]] of Object.entries(articles)) {
    files[`content/articles/${slug}.md`] = `---\n${front}\n---\n${body}\n`;
  }
  return { library: null, files };
}

/** The made library of tests/search. */
async function made() {
  const { readdir } = await import("node:fs/promises");
  const folder = join(repository, "tests/search/library");
  const files = { ...MADE };
  for (const file of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!file.isFile()) continue;
    const path = join(file.parentPath ?? file.path, file.name);
    files[`content/${path.slice(folder.length + 1)}`] = await readFile(path);
  }
  return site({ library: null, files });
}

test("text is folded as the vectors say, which hold the index too", async () => {
  const script = await readFile(join(repository, "themes/default/assets/js/search/normalise.js"), "utf8");
  const folder = await site(library({ all: ["title: All", await hanOfVectors()] }));
  const { readdir } = await import("node:fs/promises");
  const [han] = (await readdir(join(folder, "search"))).filter((name) => name.startsWith("han-"));
  const context = vm.createContext({ acupressSearch: { receive: (_, table) => (context.table = table) } });
  vm.runInContext(await readFile(join(folder, "search", han), "utf8"), context);
  vm.runInContext(`${script}; setHan(table);`, context);
  const fold = vm.runInContext("(text) => runsOf(text).map(({ folded }) => folded)", context);
  const isPinyin = vm.runInContext("(word) => PINYIN.test(word)", context);
  const vectors = await readVectors();
  assert.ok(vectors.length >= 300);
  for (const [text, words, pinyin] of vectors) {
    const folded = fold(text);
    assert.equal(folded.join(" "), words, JSON.stringify(text));
    assert.equal(folded.filter(isPinyin).join(" "), pinyin, JSON.stringify(text));
  }
});

const readVectors = async () => JSON.parse(await readFile(join(repository, "tests/search/vectors.json"), "utf8"));

/** The Han text of the vectors: the index's table holds what its leaves can need. */
async function hanOfVectors() {
  return (await readVectors()).map(([text]) => text.replace(/[^\p{Script=Han}]/gu, "")).filter(Boolean).join("。");
}

test("judged queries find the wanted page", async () => {
  const engines = { sample: await engine(await site()), made: await engine(await made()) };
  const lines = (await readFile(join(repository, "tests/search/judged.tsv"), "utf8")).trim().split("\n");
  const classes = new Map();
  const misses = [];
  let reciprocal = 0;
  let first = 0;
  for (const line of lines) {
    const [name, query, wanted, kind] = line.split("\t");
    const found = addresses(await engines[name].search.find(query));
    const place = found.findIndex((address) => wanted.split(" ").includes(address)) + 1;
    const tally = classes.get(kind) ?? [0, 0];
    classes.set(kind, [tally[0] + Number(place === 1), tally[1] + 1]);
    reciprocal += place && 1 / place;
    first += Number(place === 1);
    if (place !== 1) misses.push(`${name}: ${query} (${place || "not found"}): ${found.slice(0, 3).join(" ")}`);
  }
  const rank = reciprocal / lines.length;
  const share = first / lines.length;
  console.log(`MRR@10 ${rank.toFixed(3)}, right first ${(100 * share).toFixed(1)} % of ${lines.length}`);
  console.log([...classes].map(([kind, [right, all]]) => `${kind} ${right}/${all}`).join(", "));
  assert.ok(lines.length >= 120);
  assert.ok(rank >= 0.95 && share >= 0.92, misses.join("\n"));
});

describe("points by their codes", () => {
  test("a code leads to its point, never to its neighbour", async () => {
    const { search } = await engine(await site(library({ a: ["title: A\npoints: [BL20, BL23, KI10]", "x"] })));
    for (const code of ["BL20", "UB-20", "bladder 20", "Bl 020"]) {
      assert.equal(addresses(await search.find(code))[0], "points/bl20/", code);
    }
    for (const code of ["BL2", "BL200", "KI1", "KI 01", "BL230", "GV24+"]) {
      assert.deepEqual(addresses(await search.find(code)), [], code);
    }
  });

  test("every notation finds every article that mentions the point in another", async () => {
    const articles = {
      code: ["title: First", "Needle BL23 with care."],
      alias: ["title: Second", "Needle UB-23 with care."],
      words: ["title: Third", "Needle Bladder 23 with care."],
      pinyin: ["title: Fourth", "Needle Shenshu (BL23) with care."],
      hanzi: ["title: Fifth", "針刺腎俞，再灸命門。"],
      simplified: ["title: Sixth", "针刺肾俞，再灸命门。"],
    };
    const { search } = await engine(await site(library(articles)));
    const wanted = Object.keys(articles).map((slug) => `articles/${slug}/`).sort();
    for (const query of ["BL23", "ub 23", "Bladder 23", "shenshu", "Shèn Shū", "腎俞", "肾俞", "腎俞穴", "BL-23 point"]) {
      const found = addresses(await search.find(query, { count: 20 }));
      assert.equal(found[0], "points/bl23/", query);
      assert.deepEqual(found.filter((address) => address.startsWith("articles/")).sort(), wanted, query);
    }
  });
});

describe("Han text", () => {
  test("is found by a character and by any substring, in either script", async () => {
    const text = "婦人產後，腰脊酸痛，乃氣血兩虛，不能養筋。宜溫補腎氣，灸關元。";
    const { search } = await engine(await site(library({ a: ["title: 產後腰痛", text], b: ["title: 外感", "風寒束表，惡寒發熱。"] })));
    const simplified = "妇人产后，腰脊酸痛，乃气血两虚，不能养筋。宜温补肾气，灸关元。";
    for (const clause of [...text.split(/[，。]/), ...simplified.split(/[，。]/)].filter(Boolean)) {
      for (let start = 0; start < clause.length; start++) {
        for (let end = start + 1; end <= clause.length; end++) {
          const part = clause.slice(start, end);
          assert.equal(addresses(await search.find(part)).includes("articles/a/"), true, part);
        }
      }
    }
  });

  test("characters run together that stand apart are found as their parts", async () => {
    const { search } = await engine(await site(library({ a: ["title: A", "失眠的人。頭痛的人。"] })));
    assert.deepEqual(addresses(await search.find("失眠頭痛")), ["articles/a/"]);
  });

  test("a book is found by the leaf that has the words", async () => {
    const chapter = (number) => `## 卷${number}\n\n${`此卷論第${number}事，凡為醫者當知其本。`.repeat(300)}`;
    const body = Array.from({ length: 20 }, (_, number) => chapter(number) + (number === 13 ? "\n\n惟獨此處言及琥珀安神。" : "")).join("\n\n");
    const { search, loaded } = await engine(await site(library({ book: ["title: 長書", body] })));
    const found = await search.find("琥珀安神");
    assert.deepEqual(addresses(found), ["articles/book/"]);
    const snippet = await search.snippet(found.results[0]);
    assert.equal(snippet.section, "卷13");
    assert.match(shown(snippet), /\[琥珀安神\]/);
    assert.match(decodeURIComponent(snippet.href), /#卷13$/);
    const texts = [...loaded.keys()].filter((path) => path.includes("/text/"));
    assert.ok(texts.length <= 2, `${texts}`);
  });
});

describe("words", () => {
  test("slips are mended and told, and what was typed can still be looked for", async () => {
    const { search } = await engine(await site());
    const found = await search.find("insomina");
    assert.equal(found.corrected.text.toLowerCase(), "insomnia");
    assert.equal(found.corrected.original, "insomina");
    assert.equal(addresses(found)[0], "conditions/insomnia/");
    const literal = await search.find("insomina", { literal: true });
    assert.deepEqual([literal.corrected, literal.results.length], [null, 0]);
  });

  test("codes and Hanzi are never mended", async () => {
    const { search } = await engine(await site());
    for (const query of ["BL99", "KI72", "EX-HN99", "賢俞"]) {
      const { corrected } = await search.find(query);
      assert.equal(corrected, null, query);
    }
  });

  test("a phrase is found whole only, across markup but not across blocks", async () => {
    const articles = {
      whole: ["title: Whole", "We gently **warm** [the](https://example.org/) kidneys."],
      apart: ["title: Apart", "The kidneys like to be warm, the feet too."],
      blocks: ["title: Blocks", "Keep warm\n\n- the kidneys\n"],
    };
    const { search } = await engine(await site(library(articles)));
    assert.deepEqual(addresses(await search.find('"warm the kidneys"')), ["articles/whole/"]);
    assert.deepEqual(addresses(await search.find("“Warm the Kidneys”")), ["articles/whole/"]);
    assert.equal((await search.find("warm kidneys")).total, 3);
  });

  test("pinyin is found however it is spaced and toned", async () => {
    const articles = { spaced: ["title: A", "Give Wu Wei Zi."], toned: ["title: B", "Give Wǔ wèi zǐ."], joined: ["title: C", "Give wuweizi."] };
    const { search } = await engine(await site(library(articles)));
    for (const query of ["wuweizi", "Wu Wei Zi", "wǔwèizǐ", "wu-wei-zi", "wuwei zi"]) {
      assert.equal((await search.find(query)).total, 3, query);
    }
  });

  test("forms and spellings of a word are one word", async () => {
    const articles = { a: ["title: A", "It tonifies Qi, and treats diarrhoea and oedema of the foetus."] };
    const { search } = await engine(await site(library(articles)));
    for (const query of ["tonify", "tonifying", "treating diarrhea", "edema", "oedema", "fetus", "TREATS"]) {
      assert.deepEqual(addresses(await search.find(query)), ["articles/a/"], query);
    }
  });

  test("all words go before most words", async () => {
    const articles = {
      one: ["title: Night and night and night", "Night. Night. Night. Night."],
      both: ["title: Other", "A long text on many things, among them sweat, and at its end the night."],
    };
    const { search } = await engine(await site(library(articles)));
    assert.deepEqual(addresses(await search.find("night sweat")), ["articles/both/", "articles/one/"]);
  });

  test("a pasted page is read as far as somebody can mean it", async () => {
    const { search, loaded } = await engine(await site());
    const page = "kidney yang warms the low back at night ".repeat(500);
    assert.ok((await search.find(page)).total > 0);
    assert.equal((await search.suggest(page)).text.length, 200);
    assert.ok(loaded.size < 60, `${loaded.size}`);
  });

  test("signs of scripts and templates in texts stay text", async () => {
    const strange = "Back`tick \\n ${1 + 1} </script> <!-- & \u2028 end";
    const { search } = await engine(await site(library({ a: ['title: "Odd `${x}` \\\\ title"', strange.replace(/[<&]/g, "\\$&")] })));
    const found = await search.find("backtick");
    assert.equal(found.total, 0);
    const [result] = (await search.find("tick")).results;
    assert.equal(result.title, "Odd `${x}` \\ title");
    assert.match(shown(await search.snippet(result)), /Back`\[tick\] \\n \$\{1 \+ 1\} <\/script> <!-- & end/);
  });
});

describe("filters", () => {
  test("leave what declares their value, and count it", async () => {
    const articles = {
      a: ["title: A pain\nconditions: [Migraine]\npoints: [GB20]\npatterns: [Liver Yang Rising]", "Pain."],
      b: ["title: B pain\nconditions: [Sciatica]\npoints: [BL40]", "Pain."],
      c: ["title: C pain", "Pain, and GB20 only in passing."],
    };
    const { search } = await engine(await site(library(articles)));
    const of = async (filters) => addresses(await search.find("pain", { filters })).sort();
    assert.deepEqual(await of({}), ["articles/a/", "articles/b/", "articles/c/"]);
    assert.deepEqual(await of({ channel: "bladder" }), ["articles/b/"]);
    assert.deepEqual(await of({ condition: "migraine" }), ["articles/a/"]);
    assert.deepEqual(await of({ pattern: "liver-yang-rising", kind: "article" }), ["articles/a/"]);
    assert.deepEqual(await of({ kind: "point" }), []);
    const facets = await search.facets("pain", { filters: { condition: "migraine" } });
    const condition = facets.find(({ facet }) => facet === "condition");
    const values = Array.from(condition.values, ({ value, count, selected }) => [value, count, selected]);
    assert.deepEqual(values, [["migraine", 1, true], ["sciatica", 1, false]]);
  });

  test("list everything of a value without words", async () => {
    const { search } = await engine(await site());
    const found = await search.find("", { filters: { kind: "organ" }, count: 50 });
    assert.equal(found.total, found.results.length);
    assert.ok(found.results.every(({ kind }) => kind === "organ"));
  });
});

describe("a large library", () => {
  const many = () => {
    const articles = {};
    for (let number = 0; number < 1400; number++) {
      const common = number % 7 ? "common" : "common rare";
      articles[`a${number}`] = [`title: Number ${number} of zone${number % 90}`, `A ${common} text. ${number === 777 ? "Unique words here." : ""}`];
    }
    return site(library(articles));
  };

  test("finds every name, though not all are loaded at first", async () => {
    const { search, loaded } = await engine(await many());
    for (const number of [0, 500, 1399]) {
      assert.equal(addresses(await search.find(`Number ${number} of zone${number % 90}`))[0], `articles/a${number}/`);
    }
    const names = [...loaded].filter(([path]) => path.startsWith("search/names"));
    assert.ok(names.length < 6, `${names}`);
    const { groups } = await search.suggest("number 139");
    assert.ok(groups.some(({ entries }) => entries.some(({ title }) => title.startsWith("Number 139"))));
  });

  test("loads little for a first query", async () => {
    const { search, loaded } = await engine(await many());
    const found = await search.find("unique words");
    assert.equal(addresses(found)[0], "articles/a777/");
    const bytes = [...loaded.values()].reduce((sum, size) => sum + size, 0);
    assert.ok(bytes < 60_000, `${bytes}`);
  });
});

test("a file that is missing or cut off is told, and a second try works", async () => {
  const folder = await site();
  for (const broken of ["catalogue", "terms/", "names", "pages/", "text/"]) {
    let isBroken = true;
    const cut = (bytes) => (broken === "terms/" ? bytes.subarray(0, bytes.length / 2) : undefined);
    const { search } = await engine(folder, (path, bytes) => (isBroken && path.startsWith(`search/${broken}`) ? cut(bytes) : bytes));
    const look = async () => search.snippet((await search.find("kidney warm")).results[0]);
    await assert.rejects(look, (error) => error.isLoad === true, broken);
    isBroken = false;
    search.retry();
    assert.ok((await look()).parts.length, broken);
  }
});

test("the scripts of the search are small", async () => {
  const { gzipSync } = await import("node:zlib");
  const folder = join(await site(), "assets/js");
  const size = async (...names) => {
    const files = await Promise.all(names.map((name) => readFile(join(folder, name))));
    return files.reduce((sum, bytes) => sum + gzipSync(bytes, { level: 9 }).length, 0);
  };
  const bytes = await size("search.js", "search/engine.js");
  console.log(`the scripts of the search: ${bytes} bytes of gzip`);
  assert.ok(bytes <= 12_000, `${bytes}`);
});
