// Chromium and the sample library on a host, for a file or a group of tests.
//
//     const sample = hosted();
//     it("…", async () => {
//       const tab = await sample.browser.open();
//       await tab.page.goto(sample.server.url);
//     });

import { after, before } from "node:test";

import { launch } from "./browser.mjs";
import { serve } from "./server.mjs";
import { site } from "./site.mjs";

/** @typedef {{ browser: Awaited<ReturnType<typeof launch>>, server: Awaited<ReturnType<typeof serve>> }} Sample */

/** Starts both before the tests around it, and ends them after. What it gives is filled by then. */
export function hosted() {
  const sample = /** @type {Sample} */ ({});
  before(async () => {
    sample.browser = await launch();
    sample.server = await serve(await site());
  });
  after(async () => {
    await sample.server?.close();
    await sample.browser?.close();
  });
  return sample;
}
