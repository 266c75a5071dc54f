// What the search of a published site weighs, and what its first results cost: a table in Markdown.
//
//     node xtask/bench-search.mjs SITE [QUERY…]

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

import { engine } from "../tests/browser/support/engine.mjs";

const QUERIES = ["UB23", "zusanli", "腎俞", "氣", "insomnia", "low back pain night sweats", "kidny", "chronic co", '"the body"'];

const [folder, ...given] = process.argv.slice(2);
const queries = given.length ? given : QUERIES;
const number = (value) => value.toLocaleString("en");

/** Files, bytes and gzip bytes by sort. @type {Map<string, [number, number, number]>} */
const sorts = new Map();
for (const entry of readdirSync(join(folder, "search"), { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !entry.name.endsWith(".js")) continue;
  const path = join(entry.parentPath ?? entry.path, entry.name);
  const bytes = readFileSync(path);
  const sort = path.slice(join(folder, "search").length + 1).split(/[/-]|\.js/)[0];
  const [files, raw, gzip] = sorts.get(sort) ?? [0, 0, 0];
  sorts.set(sort, [files + 1, raw + bytes.length, gzip + gzipSync(bytes).length]);
}
const total = [...sorts.values()].reduce((sum, sort) => sum.map((value, at) => value + sort[at]), [0, 0, 0]);
console.log("| index | files | bytes | gzip |\n| --- | ---: | ---: | ---: |");
for (const [sort, values] of [...sorts].sort().concat([["all", total]])) {
  console.log(`| ${sort} | ${values.map(number).join(" | ")} |`);
}

console.log("\n| query | results | files | gzip bytes to the first results | ms | with five snippets |\n| --- | ---: | ---: | ---: | ---: | ---: |");
for (const query of queries) {
  const { search, loaded } = await engine(folder);
  const bytes = () => [...loaded.values()].reduce((sum, size) => sum + size, 0);
  const start = performance.now();
  const found = await search.find(query);
  const time = performance.now() - start;
  const row = [`${number(found.total)}${found.isLowerBound ? " at least" : ""}`, loaded.size, number(bytes()), time.toFixed(0)];
  await Promise.all(found.results.slice(0, 5).map(search.snippet));
  console.log(`| ${query.replaceAll("|", "\\|")} | ${row.join(" | ")} | ${number(bytes())} |`);
}
