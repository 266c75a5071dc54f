// The card that a link to an entry shows before it leads there.

import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, it } from "node:test";
import { pathToFileURL } from "node:url";

import { violations } from "./support/axe.mjs";
import { hosted } from "./support/sample.mjs";
import { site } from "./support/site.mjs";

const ARTICLE = "articles/insomnia/";
const POINT = "main a[href$='points/ht7/']";

const sample = hosted();

/** @param {Parameters<typeof sample.browser.open>[0]} [options] */
async function open(options) {
  const tab = await sample.browser.open(options);
  await tab.page.goto(sample.server.url + ARTICLE);
  const card = tab.page.locator("#preview");
  const link = tab.page.locator(POINT).filter({ visible: true }).first();
  return { tab, page: tab.page, card, link };
}

describe("a preview", { concurrency: 1 }, () => {
  it("shows names, place and what the entry serves to a mouse that stays", async (t) => {
    const { tab, card, link } = await open();
    t.after(() => tab.close());
    await link.hover();
    await card.waitFor();
    const text = await card.innerText();
    for (const words of ["HT7", "Shénmén", "神門", "Spirit", "wrist", "Used for", "Insomnia"]) {
      assert.ok(text.includes(words), `${words}: ${text}`);
    }
    assert.equal(await link.getAttribute("aria-describedby"), "preview");
    assert.deepEqual(await violations(tab.page), []);
    tab.assertQuiet();
  });

  it("stays while the mouse is on it, and goes when it leaves", async (t) => {
    const { tab, page, card, link } = await open();
    t.after(() => tab.close());
    await link.hover();
    await card.hover();
    await page.waitForTimeout(400);
    assert.ok(await card.isVisible());
    await page.mouse.move(0, 0);
    await card.waitFor({ state: "hidden" });
  });

  it("comes with the keyboard's focus and goes with Escape, which leaves the focus where it is", async (t) => {
    const { tab, page, card, link } = await open();
    t.after(() => tab.close());
    await link.focus();
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Tab");
    await card.waitFor();
    await page.keyboard.press("Escape");
    await card.waitFor({ state: "hidden" });
    assert.ok(await link.evaluate((element) => element === document.activeElement));
    assert.equal(await link.getAttribute("aria-describedby"), null);
  });

  it("comes with a long press, which does not lead away, and goes with a tap elsewhere", async (t) => {
    const { tab, page, card, link } = await open({ width: 390, context: { hasTouch: true, isMobile: true } });
    t.after(() => tab.close());
    await link.scrollIntoViewIfNeeded();
    const box = await link.boundingBox();
    assert.ok(box);
    const spot = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    const session = await page.context().newCDPSession(page);
    await session.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [spot] });
    await card.waitFor();
    await session.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
    assert.equal(page.url(), sample.server.url + ARTICLE);
    const shown = await card.boundingBox();
    assert.ok(shown && shown.x >= 0 && shown.x + shown.width <= 390, JSON.stringify(shown));
    await page.touchscreen.tap(10, (shown.y > 100 ? shown.y : shown.y + shown.height + 90) - 40);
    await card.waitFor({ state: "hidden" });
    tab.assertQuiet();
  });

  it("a short tap leads straight on", async (t) => {
    const { tab, page, link } = await open({ width: 390, context: { hasTouch: true, isMobile: true } });
    t.after(() => tab.close());
    await link.tap();
    await page.waitForURL(/points\/ht7\/$/);
  });

  it("asks for the entry's page alone, once, and only when it is wanted", async (t) => {
    const { tab, page, card, link } = await open();
    t.after(() => tab.close());
    const asked = () => sample.server.answers().filter(({ path }) => path.startsWith("/points/ht7/")).length;
    const before = asked();
    await page.mouse.move(0, 0);
    assert.equal(asked(), before);
    for (const _ of [1, 2]) {
      await link.hover();
      await card.waitFor();
      await page.keyboard.press("Escape");
      await page.mouse.move(0, 0);
    }
    assert.equal(asked(), before + 1);
    tab.assertQuiet();
  });

  it("is not shown for links that lead to no entry", async (t) => {
    const { tab, page, card } = await open();
    t.after(() => tab.close());
    await page.locator(".breadcrumbs a, .menu a").last().hover();
    await page.waitForTimeout(700);
    assert.equal(await card.count(), 0);
  });

  it("is missing without its page, and the link leads there all the same", async (t) => {
    const { tab, page, card, link } = await open();
    t.after(() => tab.close());
    await page.route("**/points/ht7/", (route) => (route.request().resourceType() === "fetch" ? route.abort() : route.continue()));
    await link.hover();
    await page.waitForTimeout(700);
    assert.equal(await card.count(), 0);
    await link.click();
    await page.waitForURL(/points\/ht7\/$/);
  });
});

it("links without previews lead on from a disk", async (t) => {
  const folder = await site({ arguments: ["--portable"] });
  const tab = await sample.browser.open();
  t.after(() => tab.close());
  await tab.page.goto(pathToFileURL(join(folder, ARTICLE, "index.html")).href);
  await tab.page.locator("main a[href$='points/ht7/index.html']").filter({ visible: true }).first().hover();
  await tab.page.waitForTimeout(700);
  assert.equal(await tab.page.locator("#preview").count(), 0);
  tab.assertQuiet();
});
