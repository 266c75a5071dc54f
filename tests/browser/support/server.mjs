// A static server of one folder, as a plain web host is one, with the faults that hosts and networks have.
//
//     const server = await serve(folder);
//     const mend = server.fault(/^\/search\/terms\//, { status: 404 });
//     …
//     mend();
//     assert.ok(server.transferred(/^\/search\//) < 50_000);
//     await server.close();

import { readFile, stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";

/** The policy that every page has to work under. */
export const STRICT_POLICY = "default-src 'self'";

/**
 * What a host says of a file by its extension, and whether it compresses such files.
 * @type {Record<string, [type: string, isText: boolean]>}
 */
const TYPES = {
  ".html": ["text/html; charset=utf-8", true],
  ".css": ["text/css; charset=utf-8", true],
  ".js": ["text/javascript; charset=utf-8", true],
  ".json": ["application/json", true],
  ".xml": ["application/xml", true],
  ".txt": ["text/plain; charset=utf-8", true],
  ".svg": ["image/svg+xml", true],
  ".webmanifest": ["application/manifest+json", true],
  ".wasm": ["application/wasm", true],
  ".ico": ["image/x-icon", false],
  ".png": ["image/png", false],
  ".jpg": ["image/jpeg", false],
  ".jpeg": ["image/jpeg", false],
  ".gif": ["image/gif", false],
  ".webp": ["image/webp", false],
  ".avif": ["image/avif", false],
  ".woff2": ["font/woff2", false],
  ".pdf": ["application/pdf", false],
};

/**
 * Which paths: one path as it stands in the address, decoded (`/points/bl23/`), or all that an expression matches.
 * @typedef {string | RegExp} Paths
 */

/**
 * What goes wrong with a path.
 * @typedef {object} Fault
 * @property {number} [status] Answers with this status and the page of errors, 404 for a file that is not there.
 * @property {number} [truncate] Answers with this part of the file, from 0 to 1, as if no more had been uploaded.
 * @property {number} [cut] Ends the connection after this part of the answer.
 * @property {number} [delay] Answers after so many milliseconds.
 * @property {Promise<unknown>} [until] Answers when this is settled.
 */

/**
 * One request that was answered.
 * @typedef {object} Answer
 * @property {string} path The path, decoded, without the query.
 * @property {number} status The status of the answer.
 * @property {number} bytes The length of its body before compression.
 * @property {number} transferred The length of its body as it was sent, which is compressed.
 */

/**
 * Serves a folder on a free port of this machine.
 * @param {string} folder
 * @param {object} [options]
 * @param {string | false} [options.policy] The Content-Security-Policy of each answer; the strict one unless told.
 * @param {number} [options.maxAge] For how many seconds browsers may keep a sound answer, and so never ask again; they
 *   always ask unless told.
 */
export async function serve(folder, { policy = STRICT_POLICY, maxAge = 0 } = {}) {
  /** @type {{ paths: Paths, fault: Fault }[]} */
  let faults = [];
  /** @type {Answer[]} */
  const answers = [];

  const server = createServer(async (request, response) => {
    try {
      await answer(request, response);
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });

  /**
   * @param {import("node:http").IncomingMessage} request
   * @param {import("node:http").ServerResponse} response
   */
  async function answer(request, response) {
    const path = decodedPath(request.url ?? "/");
    const fault = Object.assign({}, ...faults.filter(({ paths }) => matches(paths, path)).map(({ fault }) => fault));
    if (fault.delay) {
      await sleep(fault.delay);
    }
    await fault.until;
    const file = path === undefined ? undefined : await fileOf(folder, path);
    if (file === "folder" && !fault.status) {
      response.writeHead(301, { location: encodeURI(`${path}/`) }).end();
      return;
    }

    const isFound = typeof file === "object" && !fault.status;
    const status = isFound ? 200 : fault.status ?? 404;
    const { extension, content } = isFound ? file : await errorPage(folder);
    const body = fault.truncate === undefined ? content : content.subarray(0, content.length * fault.truncate);
    const [type, isText] = TYPES[extension] ?? ["application/octet-stream", false];
    const isCompressed = isText && /\bgzip\b/.test(request.headers["accept-encoding"] ?? "");
    const sent = isCompressed ? gzipSync(body) : body;
    const isSound = isFound && fault.truncate === undefined && fault.cut === undefined;
    response.writeHead(status, {
      "content-type": type,
      "content-length": sent.length,
      "cache-control": isSound ? `max-age=${maxAge}` : "no-store",
      "x-content-type-options": "nosniff",
      ...(isCompressed && { "content-encoding": "gzip" }),
      ...(policy && { "content-security-policy": policy }),
    });
    answers.push({ path: path ?? String(request.url), status, bytes: body.length, transferred: sent.length });
    if (request.method === "HEAD") {
      response.end();
    } else if (fault.cut === undefined) {
      response.end(sent);
    } else {
      response.write(sent.subarray(0, sent.length * fault.cut), () => response.destroy());
    }
  }

  await new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => resolve(undefined));
  });
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());

  return {
    /** The address of the folder, with a slash at its end. */
    url: `http://127.0.0.1:${port}/`,

    /**
     * Lets something go wrong from now on. Several faults of one path add up, the later ones winning.
     * @param {Paths} paths
     * @param {Fault} fault
     * @returns {() => void} What mends it.
     */
    fault(paths, fault) {
      const entry = { paths, fault };
      faults.push(entry);
      return () => {
        faults = faults.filter((other) => other !== entry);
      };
    },

    /**
     * The answers so far, of these paths or of all, redirections not counted.
     * @param {Paths} [paths]
     */
    answers(paths) {
      return answers.filter(({ path }) => paths === undefined || matches(paths, path));
    },

    /**
     * How many bytes were sent so far, compressed, without headers.
     * @param {Paths} [paths]
     */
    transferred(paths) {
      return this.answers(paths).reduce((sum, answer) => sum + answer.transferred, 0);
    },

    /**
     * Serves another folder from now on, as a host does when a site is published anew.
     * @param {string} other
     */
    publish(other) {
      folder = other;
    },

    /** Counts from here on. */
    forget() {
      answers.length = 0;
    },

    /** Ends the server, and connections that are still open. */
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/**
 * The path that a request asks for, without its query; nothing if its escapes are wrong.
 * @param {string} url
 */
function decodedPath(url) {
  try {
    return decodeURIComponent(new URL(url, "http://localhost").pathname);
  } catch {
    return undefined;
  }
}

/**
 * @param {Paths} paths
 * @param {string | undefined} path
 */
function matches(paths, path) {
  return typeof paths === "string" ? paths === path : path !== undefined && paths.test(path);
}

/**
 * The file that a path means, `folder` where its slash is missing, or nothing. Addresses are resolved before they come
 * here, and an escaped `..` names nothing.
 * @param {string} folder
 * @param {string} path
 * @returns {Promise<{ extension: string, content: Buffer } | "folder" | undefined>}
 */
async function fileOf(folder, path) {
  if (path.includes("\0") || path.split(/[/\\]/).includes("..")) {
    return undefined;
  }
  const named = path.endsWith("/") ? `${path}index.html` : path;
  const file = join(folder, named);
  try {
    return (await stat(file)).isDirectory() ? "folder" : { extension: extname(file), content: await readFile(file) };
  } catch {
    return undefined;
  }
}

/**
 * What a host shows with an error: the site's own page, if it has one.
 * @param {string} folder
 */
async function errorPage(folder) {
  const page = await fileOf(folder, "/404.html");
  return typeof page === "object" ? page : { extension: ".txt", content: Buffer.from("not found\n") };
}
