// What a writer sees in the browser while `acupress serve` runs.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, it } from "node:test";

import { launch } from "./support/browser.mjs";
import { binary } from "./support/environment.mjs";

const LONG = Array.from({ length: 60 }, (_, line) => `Paragraph ${line} is as long as a line and says nothing.`).join("\n\n");
const FRONT = "---\ntitle: Rest\nconditions: [Insomnia]\npoints: [HT7]\n---\n";
const ARTICLE = "content/articles/rest.md";

/** @type {Awaited<ReturnType<typeof launch>>} */
let browser;
/** @type {string} */
let folder;
/** @type {import("node:child_process").ChildProcess} */
let server;
/** @type {string} */
let url;

/**
 * @param {string} path
 * @param {string} text
 */
async function write(path, text) {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), text);
}

/** @param {string[]} more */
async function serve(...more) {
  server = spawn(binary, ["serve", "--port", "0", ...more], { cwd: folder, stdio: ["ignore", "pipe", "inherit"] });
  const output = /** @type {import("node:stream").Readable} */ (server.stdout);
  let said = "";
  for await (const some of output) {
    said += some;
    const found = /pages at (\S+)/.exec(said);
    if (found) {
      output.resume();
      return found[1];
    }
  }
  throw new Error(`the server ended: ${said}`);
}

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "acupress-serve-"));
  await write("acupress.yaml", "base_url: https://example.org/\n");
  await write(ARTICLE, `${FRONT}Press HT7.\n\n${LONG}\n`);
  url = await serve();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  server?.kill();
  await rm(folder, { recursive: true, force: true });
});

/**
 * Opens a page and waits until it listens; a mark in its window tells whether it was loaded again.
 * @param {import("node:test").TestContext} t
 * @param {string} path
 */
async function open(t, path) {
  const tab = await browser.open({ context: { serviceWorkers: "block" } });
  t.after(() => tab.close());
  const listens = tab.page.waitForResponse((response) => response.url().includes("/_acupress/events"));
  await tab.page.goto(url + path);
  await listens;
  await tab.page.evaluate(() => Object.assign(window, { mark: "first" }));
  return tab;
}

/** @param {import("playwright-core").Page} page */
const isTheSame = (page) => page.evaluate(() => /** @type {any} */ (window).mark === "first");

describe("a page that is shown while it is written", { concurrency: 1 }, () => {
  it("turns into the newer one where it stands, with what the reader did", async (t) => {
    const tab = await open(t, "articles/rest/");
    const { page } = tab;
    await page.locator("input[type=search]").first().fill("kid");
    await page.evaluate(() => scrollTo(0, 900));
    await write(ARTICLE, `${FRONT}Press HT7.\n\n${LONG}\n\nThe last words are new.\n`);
    await page.getByText("The last words are new.").waitFor();
    assert.ok(await isTheSame(page));
    assert.equal(await page.evaluate(() => scrollY), 900);
    assert.equal(await page.locator("input[type=search]").first().inputValue(), "kid");
    await write(ARTICLE, `${FRONT}Press HT7 and KI3.\n\n${LONG}\n`);
    await page.locator("main a[href$='points/ki3/']").first().waitFor();
    await page.getByText("The last words are new.").waitFor({ state: "detached" });
    assert.equal(await page.evaluate(() => scrollY), 900);
    tab.assertQuiet();
  });

  it("shows on a point's page what an article says of it", async (t) => {
    const { page } = await open(t, "points/ht7/");
    await write(ARTICLE, "---\ntitle: Rest\nconditions: [Insomnia, Anxiety]\npoints: [HT7]\n---\nPress HT7 at night.\n");
    await page.locator("main a[href$='conditions/anxiety/']").first().waitFor();
    assert.ok(await isTheSame(page));
  });

  it("takes other styles without being loaded again", async (t) => {
    const { page } = await open(t, "articles/rest/");
    const colour = () => page.evaluate(() => getComputedStyle(document.querySelector("h1") ?? document.body).color);
    await write("themes/default/assets/css/own.css", "h1 { color: rgb(1, 2, 3); }\n");
    const head = "{% block head %}<link rel=\"stylesheet\" href=\"{{ root }}assets/css/own.css\">{% endblock head %}";
    await write("themes/default/templates/article.html", `{% extends "default/article.html" %}${head}`);
    await page.waitForFunction(() => getComputedStyle(document.querySelector("h1") ?? document.body).color === "rgb(1, 2, 3)");
    await page.evaluate(() => Object.assign(window, { mark: "first" }));
    await write("themes/default/assets/css/own.css", "h1 { color: rgb(4, 5, 6); }\n");
    await page.waitForFunction(() => getComputedStyle(document.querySelector("h1") ?? document.body).color === "rgb(4, 5, 6)");
    assert.ok(await isTheSame(page));
    await write("themes/default/assets/css/own.css", "h1 { color: rgb(7, 8, 9); }\n");
    await page.waitForFunction(() => getComputedStyle(document.querySelector("h1") ?? document.body).color === "rgb(7, 8, 9)");
    assert.equal(await colour(), "rgb(7, 8, 9)");
    assert.equal(await page.locator("link[href*='own.css']").count(), 1);
    assert.ok(await isTheSame(page));
    await rm(join(folder, "themes"), { recursive: true });
    await page.waitForFunction(() => !document.querySelector("link[href*='own.css']"));
  });

  it("is covered by what is wrong, and uncovered when that is mended", async (t) => {
    const { page } = await open(t, "articles/rest/");
    const good = await readFile(join(folder, ARTICLE), "utf8");
    await write(ARTICLE, good.replace("title: Rest", "title: [Rest"));
    const overlay = page.locator("acupress-findings");
    await overlay.waitFor();
    const told = await overlay.evaluate((shown) => shown.shadowRoot?.textContent ?? "");
    assert.ok(told.includes("1 error") && told.includes(`${ARTICLE}:`) && told.includes("conditions: [Insomnia"), told);
    assert.ok((await page.locator("main").first().innerText()).includes("Press HT7 at night."));
    // A page that is opened meanwhile is told as well.
    const other = await open(t, "points/ht7/");
    await other.page.locator("acupress-findings").waitFor();
    await write(ARTICLE, `${good}\nMended.\n`);
    await page.getByText("Mended.").waitFor();
    await overlay.waitFor({ state: "detached" });
    await other.page.locator("acupress-findings").waitFor({ state: "detached" });
  });

  it("finds with the search what was just written", async (t) => {
    await write(ARTICLE, `${FRONT}Look for xylograph.\n`);
    const { page } = await open(t, "articles/rest/");
    await page.getByText("xylograph").waitFor();
    await page.goto(`${url}search/?q=xylograph`);
    await page.locator("main a[href*='articles/rest/']").first().waitFor();
  });
});
