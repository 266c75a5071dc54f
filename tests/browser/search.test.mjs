// The search as a reader meets it: the box of every page, the page of results, and where these lead.

import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, it } from "node:test";
import { pathToFileURL } from "node:url";

import { violations } from "./support/axe.mjs";
import { SLOW_4G, sidewaysScroll } from "./support/browser.mjs";
import { hosted } from "./support/sample.mjs";
import { serve } from "./support/server.mjs";
import { site } from "./support/site.mjs";

/** What readers type for one thing, and where it leads. */
const SPELLINGS = {
  shenshu: "points/bl23/",
  "Shèn Shū": "points/bl23/",
  UB23: "points/bl23/",
  "BL-23": "points/bl23/",
  "Bladder 23": "points/bl23/",
  腎俞: "points/bl23/",
  肾俞: "points/bl23/",
  kidny: "organs/kidney/",
  "low back pain night sweats": "patterns/kidney-yin-deficiency/",
  气: "points/cv6/",
};

/** What Chromium says of files that a faulty host does not give, or of those that it cuts short. */
const FAULTY = [/Failed to load resource/, /cannot be loaded/, /Refused to execute script/, /^uncaught:/, /console error: (Event|\[object|JSHandle)/];

const INPUT = ".search input";
const RESULT = "a[data-result]";

const sample = hosted();

/** A tab that ends with the test. @param {import("node:test").TestContext} t @param {object} [options] */
async function opened(t, options) {
  const tab = await sample.browser.open(options);
  t.after(() => tab.close());
  return tab;
}

/** @param {string} query */
const results = (query) => `${sample.server.url}search/?q=${encodeURIComponent(query)}`;

/** The addresses of results from the site's root, without what marks words. @param {import("playwright-core").Page} page */
async function addresses(page) {
  await page.waitForSelector(RESULT);
  const found = await page.locator(RESULT).evaluateAll((links) => links.map((link) => /** @type {HTMLAnchorElement} */ (link).href));
  return found.map((href) => decodeURI(new URL(href).pathname.replace(/^\//, "")));
}

/** Types into the box of a page and waits for suggestions. @param {import("playwright-core").Page} page @param {string} text */
async function type(page, text) {
  await page.locator(INPUT).pressSequentially(text);
  await page.waitForSelector("[role=listbox]:not([hidden]) [role=option]");
}

describe("the page of results", () => {
  for (const [query, wanted] of Object.entries(SPELLINGS)) {
    it(`answers ${query}`, async (t) => {
      const tab = await opened(t);
      await tab.page.goto(results(query));
      const [first] = await addresses(tab.page);
      assert.ok(first.startsWith(wanted), first);
      const kind = await tab.page.locator(RESULT).first().getAttribute("data-kind");
      assert.equal(`${kind}s/`, wanted.slice(0, wanted.indexOf("/") + 1));
      tab.assertQuiet();
    });
  }

  it("says how many there are, where words stand, and marks them there", async (t) => {
    const tab = await opened(t);
    await tab.page.goto(results("loins glow"));
    await tab.page.waitForSelector(".results mark");
    assert.match(await tab.page.locator(".search [role=status]").innerText(), /^\d+ results? for “loins glow”$/);
    assert.match(await tab.page.locator(".results li").first().innerText(), /Article[\s\S]*loins/);
    await tab.page.locator(RESULT).first().click();
    await tab.page.waitForSelector("main mark");
    assert.match(tab.page.url(), /articles\/waking-tired\/\?mark=loins%20glow#what-can-i-do-tomorrow-morning$/);
    assert.deepEqual(new Set(await tab.page.locator("main mark").allInnerTexts()), new Set(["loins", "glow"]));
    assert.ok(await tab.page.locator("main mark").first().evaluate((mark) => mark.getBoundingClientRect().bottom < innerHeight));
    tab.assertQuiet();
  });

  it("mends a slip, tells it, and can be asked for what was typed", async (t) => {
    const tab = await opened(t);
    await tab.page.goto(results("insomina"));
    await tab.page.waitForSelector(".corrected a");
    assert.match(await tab.page.locator(".corrected").innerText(), /Showing results for “insomnia”\. Search instead for “insomina”/);
    await tab.page.click(".corrected a");
    await tab.page.waitForFunction(() => /Nothing found/.test(document.querySelector(".search [role=status]")?.textContent ?? ""));
    assert.equal(await tab.page.locator(".ways").isVisible(), true);
    tab.assertQuiet();
  });

  it("filters, and goes back and forth", async (t) => {
    const tab = await opened(t);
    await tab.page.goto(results("kidney"));
    const all = await addresses(tab.page);
    await tab.page.click(".filter summary");
    await tab.page.click('.facets button:has-text("Points")');
    await tab.page.waitForURL(/kind=point/);
    await tab.page.waitForFunction(() => [...document.querySelectorAll("a[data-result]")].every((link) => link.getAttribute("data-kind") === "point"));
    assert.ok((await addresses(tab.page)).length > 0);
    assert.deepEqual(await violations(tab.page), []);
    await tab.page.goBack();
    await tab.page.waitForFunction((first) => document.querySelector("a[data-result]")?.getAttribute("href")?.includes(first), all[0]);
    assert.deepEqual(await addresses(tab.page), all);
    await tab.page.goForward();
    await tab.page.waitForFunction(() => [...document.querySelectorAll("a[data-result]")].every((link) => link.getAttribute("data-kind") === "point"));
    tab.assertQuiet();
  });

  it("shows more, and leads the keyboard to the first of them", async (t) => {
    const tab = await opened(t);
    await tab.page.goto(results("kidney"));
    await tab.page.waitForSelector(RESULT);
    assert.equal(await tab.page.locator(RESULT).count(), 10);
    await tab.page.locator(".more").click();
    await tab.page.waitForFunction(() => document.querySelectorAll("a[data-result]").length === 20);
    assert.equal(await tab.page.evaluate(() => [...document.querySelectorAll("a[data-result]")].indexOf(/** @type {Element} */ (document.activeElement))), 10);
    tab.assertQuiet();
  });

  it("searches as one types, and keeps still while snippets come", async (t) => {
    const tab = await opened(t, { width: 360 });
    await tab.page.addInitScript(() => {
      Object.assign(window, { shifts: 0 });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) {
          const { value, hadRecentInput } = /** @type {any} */ (entry);
          if (!hadRecentInput) /** @type {any} */ (window).shifts += value;
        }
      }).observe({ type: "layout-shift", buffered: true });
    });
    await tab.page.goto(results("kidney yang"));
    await tab.page.waitForSelector(".results mark");
    const shifts = await tab.page.evaluate(() => /** @type {any} */ (window).shifts);
    assert.ok(shifts < 0.02, `${shifts}`);
    await tab.page.locator(INPUT).fill("zusanli");
    await tab.page.waitForURL(/q=zusanli/);
    await tab.page.waitForFunction(() => document.querySelector("a[data-result]")?.getAttribute("href")?.includes("points/st36/"));
    assert.equal(await sidewaysScroll(tab.page), 0);
    tab.assertQuiet();
  });

  for (const scheme of /** @type {const} */ (["light", "dark"])) {
    it(`is accessible in ${scheme}`, async (t) => {
      const tab = await opened(t, { width: 360, scheme });
      await tab.page.goto(results("kidny"));
      await tab.page.waitForSelector(".results mark");
      await tab.page.click(".filter summary");
      await tab.page.waitForSelector(".facets button");
      assert.deepEqual(await violations(tab.page), []);
    });
  }

  it("loads little before the first results", async (t) => {
    const tab = await opened(t);
    const before = sample.server.transferred(/^\/search\//);
    await tab.page.goto(results("low back pain night sweats"));
    await tab.page.waitForSelector(RESULT);
    const bytes = sample.server.transferred(/^\/search\//) - before;
    console.log(`${bytes} bytes of the index before the first results`);
    assert.ok(bytes < 60_000, `${bytes}`);
  });

  it("works on a slow telephone", async (t) => {
    const tab = await opened(t, { width: 360, cpu: 4, network: SLOW_4G });
    await tab.page.goto(results("UB23"));
    assert.equal((await addresses(tab.page))[0], "points/bl23/");
    tab.assertQuiet();
  });
});

describe("the box", () => {
  it("opens by / and Ctrl-K, and gives the focus back", async (t) => {
    const tab = await opened(t);
    await tab.page.goto(`${sample.server.url}articles/insomnia/`);
    const link = tab.page.locator("main a").first();
    await link.focus();
    await tab.page.keyboard.press("/");
    assert.equal(await tab.page.locator(INPUT).evaluate((input) => input === document.activeElement), true);
    assert.equal(await tab.page.locator(INPUT).inputValue(), "");
    await type(tab.page, "kidney");
    await tab.page.keyboard.press("Escape");
    assert.equal(await tab.page.locator("[role=listbox]").isVisible(), false);
    assert.equal(await tab.page.locator(INPUT).getAttribute("aria-expanded"), "false");
    await tab.page.keyboard.press("Escape");
    assert.equal(await tab.page.locator(INPUT).inputValue(), "");
    await tab.page.keyboard.press("Escape");
    assert.equal(await link.evaluate((link) => link === document.activeElement), true);
    await tab.page.keyboard.press("Control+k");
    assert.equal(await tab.page.locator(INPUT).evaluate((input) => input === document.activeElement), true);
    tab.assertQuiet();
  });

  it("suggests entries from the first letter, by kind, and is walked by arrows", async (t) => {
    const tab = await opened(t);
    await tab.page.goto(`${sample.server.url}points/bl23/`);
    await type(tab.page, "k");
    const input = tab.page.locator(INPUT);
    assert.equal(await input.getAttribute("role"), "combobox");
    assert.equal(await input.getAttribute("aria-expanded"), "true");
    const groups = await tab.page.locator("[role=listbox] [role=group]").evaluateAll((all) => all.map((group) => group.getAttribute("aria-label")));
    assert.ok(groups.includes("Organs") && groups.includes("Points"), `${groups}`);
    await input.fill("ub23");
    await tab.page.waitForFunction(() => document.querySelector("[role=option]")?.textContent?.includes("BL23"));
    await tab.page.keyboard.press("ArrowDown");
    const active = await input.getAttribute("aria-activedescendant");
    assert.ok(active);
    assert.equal(await tab.page.locator(`[id="${active}"]`).getAttribute("aria-selected"), "true");
    assert.equal(await input.evaluate((input) => input === document.activeElement), true);
    await tab.page.keyboard.press("Enter");
    await tab.page.waitForURL(/\/points\/bl23\/$/);
    tab.assertQuiet();
  });

  it("leads to all results by Enter alone and by its last line", async (t) => {
    const tab = await opened(t);
    await tab.page.goto(sample.server.url);
    await type(tab.page, "night");
    await tab.page.keyboard.press("Enter");
    await tab.page.waitForURL(/\/search\/\?q=night$/);
    await tab.page.goto(sample.server.url);
    await type(tab.page, "night");
    await tab.page.locator("[role=option]").last().click();
    await tab.page.waitForURL(/\/search\/\?q=night$/);
    assert.ok((await addresses(tab.page)).length > 1);
    tab.assertQuiet();
  });

  for (const scheme of /** @type {const} */ (["light", "dark"])) {
    it(`is accessible in ${scheme}`, async (t) => {
      const tab = await opened(t, { width: 360, scheme });
      await tab.page.goto(sample.server.url);
      await type(tab.page, "kid");
      await tab.page.keyboard.press("ArrowDown");
      assert.deepEqual(await violations(tab.page), []);
      assert.equal(await sidewaysScroll(tab.page), 0);
    });
  }
});

describe("a host that fails", () => {
  for (const [what, paths, fault] of /** @type {const} */ ([
    ["the catalogue is missing", /^\/search\/catalogue\.js/, { status: 404 }],
    ["a file of terms is cut short", /^\/search\/terms\//, { truncate: 0.5 }],
    ["names are missing", /^\/search\/names/, { status: 404 }],
    ["titles are missing", /^\/search\/pages\//, { status: 500 }],
    ["the scripts are missing", /^\/assets\/js\/search\/engine\.js/, { status: 404 }],
  ])) {
    it(`${what}: that is told, and a second try works`, async (t) => {
      const own = await serve(await site());
      t.after(() => own.close());
      const tab = await opened(t);
      const mend = own.fault(paths, fault);
      await tab.page.goto(`${own.url}search/?q=kidney`);
      const again = tab.page.locator("[role=alert] button");
      await again.waitFor();
      assert.match(await tab.page.locator("[role=alert]").innerText(), /did not load[\s\S]*Try again/);
      assert.equal(await tab.page.locator(".ways").isVisible(), true, "never a blank");
      assert.deepEqual(await violations(tab.page), []);
      mend();
      await again.click();
      assert.equal((await addresses(tab.page))[0], "organs/kidney/");
      tab.assertQuiet(...FAULTY);
    });
  }

  it("is slow: that is said", async (t) => {
    const own = await serve(await site());
    t.after(() => own.close());
    /** @type {(value?: unknown) => void} */
    let release = () => {};
    own.fault(/^\/search\/catalogue\.js/, { until: new Promise((resolve) => (release = resolve)) });
    const tab = await opened(t);
    await tab.page.goto(`${own.url}search/?q=kidney`, { waitUntil: "commit" });
    await tab.page.waitForFunction(() => document.querySelector(".search [role=status]")?.textContent === "Searching…");
    release();
    assert.equal((await addresses(tab.page))[0], "organs/kidney/");
    tab.assertQuiet();
  });
});

describe("without what search needs", () => {
  it("no JavaScript: no dead box, and the ways in by kind and letter", async (t) => {
    const tab = await opened(t, { javaScript: false });
    await tab.page.goto(`${sample.server.url}articles/insomnia/`);
    assert.equal(await tab.page.locator(INPUT).isVisible(), false);
    await tab.page.click('nav a[href$="search/"]');
    await tab.page.waitForURL(/\/search\/$/);
    assert.equal(await tab.page.locator(INPUT).isVisible(), false);
    await tab.page.click('.ways a[href*="conditions/#"]');
    assert.equal(await tab.page.locator("main h1").innerText(), "Conditions");
    tab.assertQuiet();
  });

  it("no host: a copy on a disk is searched and leads on", async (t) => {
    const folder = await site({ arguments: ["--portable"] });
    const tab = await opened(t);
    for (const [query, wanted] of [["腎俞", "points/bl23/"], ["kidny", "organs/kidney/"]]) {
      await tab.page.goto(`${pathToFileURL(join(folder, "search/index.html")).href}?q=${encodeURIComponent(query)}`);
      await tab.page.waitForSelector(RESULT);
      const href = await tab.page.locator(RESULT).first().evaluate((link) => /** @type {HTMLAnchorElement} */ (link).href);
      assert.ok(decodeURI(href).includes(`${wanted}index.html`), href);
    }
    await tab.page.waitForSelector(".results mark");
    await tab.page.locator(RESULT).first().click();
    await tab.page.waitForSelector("main mark");
    await tab.page.keyboard.press("/");
    await type(tab.page, "sp6");
    await tab.page.keyboard.press("ArrowDown");
    await tab.page.keyboard.press("Enter");
    await tab.page.waitForURL(/points\/sp6\/index\.html$/);
    tab.assertQuiet();
  });
});
