// What axe-core finds wrong with a page for readers with disabilities.

import { readFile } from "node:fs/promises";

import { requireTool } from "./environment.mjs";

/** WCAG 2.2, levels A and AA. */
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

const source = await readFile(requireTool.resolve("axe-core/axe.min.js"), "utf8");

/**
 * Runs axe-core on what a page shows now and returns what is wrong, one line for each rule and element.
 * @param {import("playwright-core").Page} page
 * @param {object} [options]
 * @param {"light" | "dark"} [options.scheme] The colour scheme to look at; the page's own unless told.
 * @param {string} [options.within] A selector of what to look at; the whole page unless told.
 * @returns {Promise<string[]>}
 */
export async function violations(page, { scheme, within } = {}) {
  if (scheme) {
    await page.emulateMedia({ colorScheme: scheme });
  }
  if (await page.evaluate(() => !("axe" in window))) {
    await page.evaluate(source);
  }
  const found = await page.evaluate(
    ({ tags, within }) => {
      const { axe } = /** @type {Window & { axe: typeof import("axe-core") }} */ (/** @type {unknown} */ (window));
      return axe.run(within ?? document, {
        runOnly: tags,
        resultTypes: ["violations"],
        // The one rule of these tags that axe-core leaves out unless it is asked.
        rules: { "target-size": { enabled: true } },
        // Loads style sheets a second time, for rules that are not among these.
        preload: false,
      });
    },
    { tags: TAGS, within },
  );
  return found.violations.flatMap(({ id, impact, nodes }) =>
    nodes.map(({ target, failureSummary, html }) => {
      const reasons = (failureSummary ?? "").split("\n").slice(1).map((reason) => reason.trim());
      return `${id} (${impact}): ${target.join(" ")}: ${reasons.join("; ")}: ${html.slice(0, 160)}`;
    }),
  );
}
