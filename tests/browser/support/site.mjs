// Sites that the real binary makes of a library. A site is built once: all test files, and later runs, take the same
// folder as long as the binary, the library and the theme are the same. So no test may write into one.
//
//     const folder = await site();                                  // the sample library
//     const folder = await site({ arguments: ["--portable"] });
//     const folder = await site({ library: null, files: { "acupress.yaml": "…", "content/a.md": "…" } });

import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, readdir, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

import { binary, repository, sites } from "./environment.mjs";

/** What a library consists of; all else in its folder is none of the program's business. */
const PARTS = ["acupress.yaml", "content", "themes"];

/** How long a site that nobody asks for is kept, in milliseconds. */
const KEPT = 24 * 60 * 60 * 1000;

/** One page of each kind that the sample library has, by kind. */
export const SAMPLE_PAGES = {
  home: "",
  article: "articles/postpartum-low-back-pain/",
  condition: "conditions/postpartum-low-back-pain/",
  pattern: "patterns/kidney-yang-deficiency/",
  point: "points/bl23/",
  channel: "channels/bladder/",
  organ: "organs/kidney/",
  source: "sources/the-foundations-of-chinese-medicine/",
  index: "points/",
  atlas: "atlas/",
  page: "about/",
  search: "search/",
};

/** What is being built or was, by key. @type {Map<string, Promise<string>>} */
const building = new Map();

/**
 * Builds a library, or takes the site that was built of the same one, and returns the published folder.
 * @param {object} [options]
 * @param {string | null} [options.library] The folder of a library; the sample library unless told, none if null.
 * @param {Record<string, string | Uint8Array>} [options.files] Files in addition or instead, by path.
 * @param {string[]} [options.arguments] More arguments of `acupress build`.
 * @returns {Promise<string>}
 */
export async function site({ library = repository, files = {}, arguments: extra = [] } = {}) {
  // The theme of this checkout stands in the binary too, but there it is as old as the binary.
  const inputs = await read(repository, ["themes"]);
  if (library !== null) {
    Object.assign(inputs, await read(library, PARTS));
  }
  Object.assign(inputs, files);

  const { size, mtimeMs } = await stat(binary);
  const hash = createHash("sha256").update(JSON.stringify([size, mtimeMs, extra]));
  for (const path of Object.keys(inputs).sort()) {
    hash.update(`\0${path}\0${inputs[path].length}\0`).update(inputs[path]);
  }
  const key = hash.digest("hex").slice(0, 20);
  if (!building.has(key)) {
    building.set(key, build(join(sites, key), inputs, extra));
  }
  return /** @type {Promise<string>} */ (building.get(key));
}

/**
 * Every file of these parts of a folder, by path.
 * @param {string} folder
 * @param {string[]} parts
 * @returns {Promise<Record<string, string | Uint8Array>>}
 */
async function read(folder, parts) {
  /** @type {Record<string, string | Uint8Array>} */
  const files = {};
  for (const part of parts) {
    const path = join(folder, part);
    const found = await stat(path).catch(() => undefined);
    if (found?.isDirectory()) {
      const names = await readdir(path);
      Object.assign(files, await read(folder, names.map((name) => `${part}/${name}`)));
    } else if (found) {
      files[part] = await readFile(path);
    }
  }
  return files;
}

/**
 * @param {string} folder Where the library and its site are kept.
 * @param {Record<string, string | Uint8Array>} inputs
 * @param {string[]} extra
 */
async function build(folder, inputs, extra) {
  const published = join(folder, "public");
  if (await stat(published).catch(() => undefined)) {
    await utimes(folder, new Date(), new Date());
    return published;
  }
  await mkdir(sites, { recursive: true });
  await removeOld();
  // Another test file may be building the same site: whoever is first puts it in place.
  const own = await mkdtemp(join(sites, "new-"));
  for (const [path, content] of Object.entries(inputs)) {
    await mkdir(dirname(join(own, path)), { recursive: true });
    await writeFile(join(own, path), content);
  }
  try {
    const environment = { ...process.env, NO_COLOR: "1" };
    await promisify(execFile)(binary, ["build", ...extra], { cwd: own, env: environment, maxBuffer: 1 << 26 });
    await rename(own, folder);
  } catch (error) {
    await rm(own, { recursive: true });
    const { code, stderr, message } = /** @type {Error & { code?: string, stderr?: string }} */ (error);
    if (code !== "EEXIST" && code !== "ENOTEMPTY") {
      throw new Error(`acupress build ${extra.join(" ")}: ${stderr || message}`);
    }
  }
  return published;
}

/** Removes the sites that nobody has asked for in a day. */
async function removeOld() {
  for (const name of await readdir(sites)) {
    const path = join(sites, name);
    const found = await stat(path).catch(() => undefined);
    if (found && Date.now() - found.mtimeMs > KEPT) {
      await rm(path, { recursive: true, force: true });
    }
  }
}
