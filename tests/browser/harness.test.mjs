// That the harness notices what the other tests rely on it to notice.

import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, beforeEach, describe, it } from "node:test";

import { violations } from "./support/axe.mjs";
import { launch, sidewaysScroll } from "./support/browser.mjs";
import { serve } from "./support/server.mjs";
import { site } from "./support/site.mjs";

const HEAD = '<!doctype html><html lang="en"><meta charset="utf-8"><title>A</title><link rel="icon" href="/icon.svg">';

const FILES = {
  "icon.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>',
  "404.html": `${HEAD}<h1>Nowhere</h1>`,
  "sound/index.html": `${HEAD}<main><h1>A</h1></main>`,
  "wide/index.html": `${HEAD}<table><tr>${"<td>wide-wide-wide".repeat(40)}</table>`,
  "inline/index.html": `${HEAD}<p style="color: red">A</p>`,
  "stranger/index.html": `${HEAD}<img alt="" src="http://192.0.2.1/a.png">`,
  "throws/index.html": `${HEAD}<script src="/throws.js"></script>`,
  "throws.js": 'setTimeout(() => { throw new Error("thrown"); });',
  "grey.css": "body { color: #777; background: #000 } @media (prefers-color-scheme: dark) { body { color: #555 } }",
  "grey/index.html": `${HEAD}<link rel="stylesheet" href="/grey.css"><main><h1>A</h1><p>Text</main>`,
  "small.css": "button { width: 12px; height: 12px; padding: 0; border: 0; margin: 0; vertical-align: top }",
  "small/index.html": `${HEAD}<link rel="stylesheet" href="/small.css"><h1>A</h1><button>a</button><button>b</button>`,
  "data.js": `document.title = "${"x".repeat(100_000)}";`,
  "data/index.html": `${HEAD}<script src="/data.js"></script>`,
};

/** @type {string} */
let folder;
/** @type {Awaited<ReturnType<typeof launch>>} */
let browser;
/** @type {Awaited<ReturnType<typeof serve>>} */
let server;
/** @type {Awaited<ReturnType<typeof browser.open>>} */
let tab;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "acupress-harness-"));
  for (const [path, content] of Object.entries(FILES)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  server = await serve(folder);
  browser = await launch();
  tab = await browser.open({ width: 360 });
});
after(async () => {
  await browser?.close();
  await server?.close();
  await rm(folder, { recursive: true });
});
beforeEach(() => {
  tab.forget();
  server.forget();
});

/** @param {string} path */
const visit = (path) => tab.page.goto(server.url + path);

describe("a tab notices", () => {
  it("nothing on a sound page", async () => {
    await visit("sound/");
    tab.assertQuiet();
    assert.equal(await sidewaysScroll(tab.page), 0);
    assert.deepEqual(await violations(tab.page), []);
  });

  it("sideways scrolling", async () => {
    await visit("wide/");
    assert.ok((await sidewaysScroll(tab.page)) > 1000);
  });

  it("what the policy forbids", async () => {
    await visit("inline/");
    assert.match(tab.problems().join("\n"), /^policy violated: .*inline style/);
    assert.throws(() => tab.assertQuiet(), /policy violated/);
    tab.assertQuiet(/policy violated/);
  });

  it("requests to other hosts", async () => {
    await visit("stranger/");
    assert.match(tab.problems().join("\n"), /^request to another host: http:\/\/192\.0\.2\.1\/a\.png$/m);
  });

  it("exceptions that nobody catches", async () => {
    await Promise.all([tab.page.waitForEvent("pageerror"), visit("throws/")]);
    assert.match(tab.problems().join("\n"), /^uncaught: Error: thrown/m);
  });

  it("files that are not there", async () => {
    const mend = server.fault("/throws.js", { status: 404 });
    await visit("throws/");
    mend();
    assert.match(tab.problems().join("\n"), /^console error: .*404 .*\/throws\.js/m);
  });
});

describe("axe-core notices", () => {
  it("too little contrast in one colour scheme", async () => {
    await visit("grey/");
    assert.match((await violations(tab.page, { scheme: "dark" })).join("\n"), /^color-contrast \(serious\): p: /m);
    assert.deepEqual(await violations(tab.page, { scheme: "light" }), []);
  });

  it("targets that are too small", async () => {
    await visit("small/");
    assert.match((await violations(tab.page)).join("\n"), /^target-size \(serious\): button:nth-child\(2\)/m);
    assert.deepEqual(await violations(tab.page, { within: "h1" }), []);
  });
});

describe("the server", () => {
  /** @param {string} path @param {RequestInit} [init] */
  const get = (path, init) => fetch(new URL(path, server.url), { redirect: "manual", ...init });

  it("answers as a host does", async () => {
    const page = await get("sound/");
    assert.equal(page.status, 200);
    assert.equal(page.headers.get("content-type"), "text/html; charset=utf-8");
    assert.equal(page.headers.get("content-security-policy"), "default-src 'self'");
    const folderAddress = await get("sound");
    assert.deepEqual([folderAddress.status, folderAddress.headers.get("location")], [301, "/sound/"]);
    for (const path of ["nowhere", "nowhere/", "sound/..%2f..%2f..%2fetc/passwd", "%"]) {
      const missing = await get(path);
      assert.deepEqual([missing.status, await missing.text()], [404, FILES["404.html"]], path);
    }
  });

  it("leaves the policy out where it is told to", async () => {
    const open = await serve(folder, { policy: false });
    assert.equal((await fetch(open.url)).headers.get("content-security-policy"), null);
    await open.close();
  });

  it("counts requests and compressed bytes", async () => {
    await (await get("data.js")).text();
    await (await get("data.js", { headers: { "accept-encoding": "identity" } })).text();
    const [compressed, plain] = server.answers("/data.js");
    assert.deepEqual([compressed.bytes, plain.bytes, plain.transferred], [100_020, 100_020, 100_020]);
    assert.ok(compressed.transferred < 500);
    assert.equal(server.transferred(/^\/data/), compressed.transferred + plain.transferred);
    assert.equal(server.answers(/^\/sound/).length, 0);
  });

  it("breaks files and mends them", async () => {
    const mendings = [
      server.fault("/sound/", { status: 503 }),
      server.fault(/\.svg$/, { truncate: 0.5 }),
      server.fault("/data.js", { cut: 0.5 }),
      server.fault(/\.css$/, { delay: 80 }),
    ];
    assert.equal((await get("sound/")).status, 503);
    assert.equal((await (await get("icon.svg")).text()).length, Math.floor(FILES["icon.svg"].length / 2));
    await assert.rejects(async () => (await get("data.js")).text());
    const start = performance.now();
    await (await get("grey.css")).text();
    assert.ok(performance.now() - start >= 79);
    mendings.forEach((mend) => mend());
    assert.equal((await get("sound/")).status, 200);
    assert.equal(await (await get("icon.svg")).text(), FILES["icon.svg"]);
    assert.equal((await (await get("data.js")).text()).length, 100_020);
  });
});

describe("a tab", () => {
  it("runs no script where it is told to", async (t) => {
    const plain = await browser.open({ javaScript: false });
    t.after(() => plain.close());
    await plain.page.goto(`${server.url}data/`);
    assert.equal(await plain.page.title(), "A");
  });
});

describe("a site", () => {
  it("is built once of the same library", async () => {
    const files = { "acupress.yaml": "title: Small\n", "content/articles/a.md": "---\ntitle: A\n---\nText.\n" };
    const folders = await Promise.all([site({ library: null, files }), site({ library: null, files })]);
    assert.equal(folders[0], folders[1]);
    const other = await site({ library: null, files: { ...files, "acupress.yaml": "title: Other\n" } });
    assert.notEqual(other, folders[0]);
  });

  it("that cannot be built says why", async () => {
    const files = { "acupress.yaml": "title: Small\n", "content/articles/a.md": "---\npoints: [LU99]\n---\nText.\n" };
    await assert.rejects(site({ library: null, files }), /error\[unknown-point\]/);
  });
});
