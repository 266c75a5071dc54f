// Chromium, one for a test file, and tabs in it that take note of everything a sound page never does.
//
//     const browser = await launch();
//     const tab = await browser.open({ width: 360, scheme: "dark", cpu: 4, network: SLOW_4G });
//     await tab.page.goto(server.url);
//     tab.assertQuiet();
//     await tab.close();
//     await browser.close();

import assert from "node:assert/strict";

import { chromium, requireTool } from "./environment.mjs";

/** @typedef {import("playwright-core").Page} Page */

/**
 * A connection: the delay of each answer in milliseconds, and bits in a second each way.
 * @typedef {{ latency: number, download: number, upload: number }} Network
 */

/** A telephone in a bad place. @type {Network} */
export const SLOW_4G = { latency: 150, download: 1_600_000, upload: 750_000 };

/** A telephone in a good place. @type {Network} */
export const FAST_4G = { latency: 60, download: 9_000_000, upload: 1_500_000 };

/**
 * What a tab is like.
 * @typedef {object} TabOptions
 * @property {number} [width] The width of the viewport in CSS pixels; 1280 unless told.
 * @property {number} [height] Its height; 900 unless told.
 * @property {"light" | "dark"} [scheme] The reader's colour scheme; light unless told.
 * @property {boolean} [javaScript] Whether scripts run; they do unless told.
 * @property {number} [cpu] How many times slower than this machine it is.
 * @property {Network} [network] The connection; as fast as it can unless told.
 * @property {object} [context] More options of playwright's `newContext`.
 */

/** Starts Chromium. It resolves no name, so that no test can depend on another host. */
export async function launch() {
  const isRoot = process.getuid?.() === 0;
  const browser = await requireTool("playwright-core").chromium.launch({
    executablePath: chromium(),
    // Chromium's sandbox refuses to run as root.
    chromiumSandbox: !isRoot,
    args: ["--no-proxy-server", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"],
  });
  return {
    /**
     * Opens a tab with a profile of its own.
     * @param {TabOptions} [options]
     */
    open: (options) => open(browser, options),

    /** Ends Chromium and all its tabs. */
    close: () => browser.close(),
  };
}

/**
 * @param {import("playwright-core").Browser} browser
 * @param {TabOptions} [options]
 */
async function open(browser, options = {}) {
  const { width = 1280, height = 900, scheme = "light", javaScript = true, cpu, network, context: more } = options;
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: scheme,
    // Nothing moves while it is measured.
    reducedMotion: "reduce",
    javaScriptEnabled: javaScript,
    ...more,
  });
  /** @type {string[]} */
  let problems = [];
  context.on("console", (message) => {
    const { url, lineNumber } = message.location();
    if (url.endsWith("/favicon.ico")) {
      // Asked for once in a while, by no page in particular.
      return;
    }
    if (message.text().includes("Content Security Policy")) {
      problems.push(`policy violated: ${message.text()}`);
    } else if (message.type() === "error") {
      problems.push(`console error: ${message.text()} (${url}:${lineNumber})`);
    }
  });
  context.on("weberror", (error) => problems.push(`uncaught: ${error.error().stack ?? error.error()}`));
  context.on("request", (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (["http:", "https:", "ws:", "wss:"].includes(protocol) && hostname !== "127.0.0.1") {
      problems.push(`request to another host: ${request.url()}`);
    }
  });

  const page = await context.newPage();
  const session = await context.newCDPSession(page);

  const tab = {
    /** Playwright's page. @type {Page} */
    page,

    /** Everything so far that a sound page never does, one line each. */
    problems: () => [...problems],

    /**
     * Asserts that the page did nothing that a sound page never does, but for what these expressions match.
     * @param {...RegExp} expected
     */
    assertQuiet(...expected) {
      const unexpected = problems.filter((problem) => !expected.some((expression) => expression.test(problem)));
      assert.deepEqual(unexpected, []);
    },

    /** Takes note from here on. */
    forget() {
      problems = [];
    },

    /**
     * Makes the processor so many times slower than this machine's.
     * @param {number} times
     */
    slowDown: (times) => session.send("Emulation.setCPUThrottlingRate", { rate: times }),

    /**
     * Makes the connection such a one.
     * @param {Network} network
     */
    connect: ({ latency, download, upload }) =>
      session.send("Network.emulateNetworkConditions", {
        offline: false,
        latency,
        downloadThroughput: download / 8,
        uploadThroughput: upload / 8,
      }),

    /** Closes the tab and forgets its profile. */
    close: () => context.close(),
  };
  if (cpu) {
    await tab.slowDown(cpu);
  }
  if (network) {
    await session.send("Network.enable");
    await tab.connect(network);
  }
  return tab;
}

/**
 * How many CSS pixels the page is wider than its viewport: 0 where nothing scrolls sideways.
 * @param {Page} page
 */
export function sidewaysScroll(page) {
  return page.evaluate(() => {
    const root = document.scrollingElement ?? document.documentElement;
    return Math.max(0, root.scrollWidth - root.clientWidth);
  });
}
