// What holds of every kind of page in a real browser, however wide it is and whatever its colours.

import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { pathToFileURL } from "node:url";

import { violations } from "./support/axe.mjs";
import { launch, sidewaysScroll } from "./support/browser.mjs";
import { serve } from "./support/server.mjs";
import { SAMPLE_PAGES, site } from "./support/site.mjs";

const WIDTHS = [360, 768, 1280];
/** The narrowest width that a page must bear (WCAG 2.2, 1.4.10), which is also 1,280 px at 400 % zoom. */
const NARROWEST = 320;
const SCHEMES = /** @type {const} */ (["light", "dark"]);

/** The page of errors, which has no address of its own: by an address that leads nowhere. */
const NOWHERE = "no/such/page/";
/** What Chromium says of every page that a server answers with 404. */
const NOT_FOUND = /console error: Failed to load resource: .* 404 .*\/no\/such\/page\//;

/** @type {Awaited<ReturnType<typeof launch>>} */
let browser;

before(async () => {
  browser = await launch();
});
after(() => browser?.close());

describe("a page on a host", { concurrency: SCHEMES.length }, () => {
  /** @type {Awaited<ReturnType<typeof serve>>} */
  let server;

  before(async () => {
    server = await serve(await site());
  });
  after(() => server?.close());

  for (const scheme of SCHEMES) {
    describe(scheme, { concurrency: 1 }, () => {
      /** @type {Awaited<ReturnType<typeof browser.open>>} */
      let tab;

      before(async () => {
        tab = await browser.open({ scheme });
      });

      for (const [kind, path] of Object.entries({ ...SAMPLE_PAGES, "not-found": NOWHERE })) {
        describe(kind, () => {
          before(async () => {
            tab.forget();
            await tab.page.goto(server.url + path);
          });

          it("does not scroll sideways where it is narrowest, nor with text twice as large", async () => {
            await tab.page.setViewportSize({ width: NARROWEST, height: 900 });
            assert.equal(await sidewaysScroll(tab.page), 0, "narrow");
            await tab.page.setViewportSize({ width: 640, height: 900 });
            await tab.page.evaluate(() => (document.documentElement.style.fontSize = "200%"));
            assert.equal(await sidewaysScroll(tab.page), 0, "large");
            await tab.page.evaluate(() => (document.documentElement.style.fontSize = ""));
          });

          for (const width of WIDTHS) {
            it(`does not scroll sideways at ${width} px`, async () => {
              await tab.page.setViewportSize({ width, height: 900 });
              assert.equal(await sidewaysScroll(tab.page), 0);
            });

            it(`is accessible at ${width} px`, async () => {
              await tab.page.setViewportSize({ width, height: 900 });
              assert.deepEqual(await violations(tab.page), []);
            });
          }

          it("causes no error and asks no other host", () => {
            tab.assertQuiet(...(path === NOWHERE ? [NOT_FOUND] : []));
          });
        });
      }
    });
  }
});

describe("a page on paper", { concurrency: 1 }, () => {
  /** @type {Awaited<ReturnType<typeof serve>>} */
  let server;
  /** @type {Awaited<ReturnType<typeof browser.open>>} */
  let tab;

  before(async () => {
    server = await serve(await site());
    tab = await browser.open({ scheme: "dark" });
    await tab.page.emulateMedia({ media: "print" });
  });
  after(() => server?.close());

  for (const [kind, path] of Object.entries(SAMPLE_PAGES)) {
    it(`${kind} has its text and figures in black on white, and nothing to press`, async () => {
      await tab.page.goto(server.url + path);
      const seen = await tab.page.evaluate(() => {
        const isShown = (/** @type {string} */ selector) =>
          [...document.querySelectorAll(selector)].some((element) => element.checkVisibility());
        return {
          controls: isShown(".menu, .search, .breadcrumbs, .toc, .letters, .pager, .pages, .skip"),
          figures: isShown("figure.figure svg") || !document.querySelector("figure.figure svg"),
          heading: isShown("main h1"),
          text: getComputedStyle(document.documentElement).color,
          ground: getComputedStyle(document.documentElement).backgroundColor,
        };
      });
      assert.deepEqual(seen, { controls: false, figures: true, heading: true, text: "rgb(0, 0, 0)", ground: "rgb(255, 255, 255)" });
    });
  }

  it("a link to another site shows its address", async () => {
    const folder = await site({
      library: null,
      files: { "content/articles/a.md": "---\ntitle: A\n---\nSee [the standard](https://example.org/standard).\n" },
    });
    const other = await serve(folder);
    await tab.page.goto(other.url + "articles/a/");
    const shown = await tab.page.locator("main a[href^=https]").evaluate((link) => getComputedStyle(link, "::after").content);
    await other.close();
    assert.match(shown, /https:\/\/example\.org\/standard/);
  });
});

it("a page asks for nothing that is not there", async (t) => {
  const server = await serve(await site());
  t.after(() => server.close());
  const tab = await browser.open();
  t.after(() => tab.close());
  await tab.page.goto(server.url);
  // Browsers ask for an icon when all else is there.
  await tab.page.waitForTimeout(300);
  assert.deepEqual(server.answers().filter(({ status }) => status >= 400), []);
});

describe("a page on a disk", () => {
  /** @type {string} */
  let folder;
  /** @type {Awaited<ReturnType<typeof browser.open>>} */
  let tab;

  before(async () => {
    folder = await site({ arguments: ["--portable"] });
    tab = await browser.open();
  });

  for (const [kind, path] of Object.entries(SAMPLE_PAGES)) {
    it(`leads on from ${kind}`, async () => {
      tab.forget();
      await tab.page.goto(pathToFileURL(join(folder, path, "index.html")).href);
      const link = tab.page.locator('main a[href]:not([href^="#"]):not([href*=":"])').first();
      // A link of a drawing has no address as text but in its attribute.
      const target = await link.evaluate((element) => new URL(element.getAttribute("href"), document.baseURI).href);
      await Promise.all([tab.page.waitForURL(target), link.click()]);
      assert.ok(new URL(tab.page.url()).pathname.startsWith(pathToFileURL(folder).pathname), tab.page.url());
      assert.equal(await tab.page.locator("main h1").count(), 1);
      tab.assertQuiet();
    });
  }
});
