// The published search without a browser: its scripts run as a page would run them, and files count as loaded.
//
//     const { search, loaded } = await engine(folder);
//     const found = await search.find("UB23");
//     loaded;  // Map { "search/catalogue.js" => 1234, … }: gzip bytes by path

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import vm from "node:vm";
import { gzipSync } from "node:zlib";

const ENGINE = "assets/js/search/engine.js";

/**
 * @param {string} folder A published site.
 * @param {(path: string, bytes: Buffer) => Buffer | undefined} [damage] What becomes of a file; missing if nothing.
 */
export async function engine(folder, damage = (_, bytes) => bytes) {
  /** @type {Map<string, number>} */
  const loaded = new Map();
  const context = vm.createContext({ console: { error() {} } });
  const load = async (script) => {
    const [path] = script.src.split("?");
    try {
      const bytes = damage(path, await readFile(join(folder, path)));
      loaded.set(path, gzipSync(bytes, { level: 9 }).length);
      vm.runInContext(bytes.toString(), context);
    } catch (error) {
      // A browser tells a script that does not exist, and is silent of one that does not run.
      if (error.code === "ENOENT" || error instanceof TypeError) return script.onerror();
    }
    script.onload();
  };
  context.document = { createElement: () => ({ remove() {} }), head: { append: (script) => void load(script) } };
  vm.runInContext(await readFile(join(folder, ENGINE), "utf8"), context);
  const search = vm.runInContext("acupressSearch", context);
  search.open("", "");
  return { search, loaded };
}

/** The addresses of results, decoded. */
export const addresses = (found) => Array.from(found.results, ({ href }) => decodeURI(href));

/** A snippet as one text, marked words in brackets. */
export const shown = ({ parts }) => parts.map(({ text, marked }) => (marked ? `[${text}]` : text)).join("");
