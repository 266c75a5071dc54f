// Where the programs and packages are that these tests use. `cargo xtask test` names them in environment variables;
// by hand, the usual places serve.

import { accessSync, constants } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's own folder. */
export const repository = fileURLToPath(new URL("../../../", import.meta.url));

/** The folder whose node_modules holds the npm packages. */
export const tools = process.env.ACUPRESS_TEST_TOOLS ?? join(repository, "tests", "tools");

/** Loads an npm package of the tools, or finds one of its files. */
export const requireTool = createRequire(join(tools, "package.json"));

/** The binary of Acupress that makes the sites. */
export const binary = resolve(process.env.ACUPRESS_BINARY ?? join(repository, "target", "debug", "acupress"));

/** The folder that keeps the sites that were built. */
export const sites = resolve(process.env.ACUPRESS_BROWSER_SITES ?? join(repository, "target", "browser-sites"));

/** The path of the Chromium that the tests drive. */
export function chromium() {
  const name = process.env.ACUPRESS_CHROMIUM ?? process.env.CHROMIUM ?? "chromium";
  const paths = name.includes("/")
    ? [resolve(name)]
    : (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, name));
  const found = paths.find(isExecutable);
  if (!found) {
    throw new Error(`there is no program \`${name}\`: run \`cargo xtask test\`, or set CHROMIUM to a Chromium`);
  }
  return found;
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
