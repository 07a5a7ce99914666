import assert from "node:assert/strict";
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import test from "node:test";
import { gunzipSync, gzipSync } from "node:zlib";
import { build } from "../../../bin/build-frontend.mjs";

const FIRST_LOAD_BYTES = 40 * 1024;

async function buildOnce(t) {
  const folder = await mkdtemp(path.join(tmpdir(), "bundle-"));
  t.after(() => rm(folder, { recursive: true }));
  await build(folder);
  const manifest = JSON.parse(await readFile(path.join(folder, "manifest.json"), "utf8"));
  return { folder, manifest };
}

/** Return the file and every file that it imports statically, so that the browser loads them before running it. */
async function listLoaded(folder, file) {
  const script = await readFile(path.join(folder, file), "utf8");
  const imported = Array.from(script.matchAll(/(?:from|import)\s*"\.\/([\w.-]+\.js)"/g), ([, name]) => name);
  const further = await Promise.all(imported.map((name) => listLoaded(folder, name)));
  return [...new Set([file, ...further.flat()])];
}

test("the manifest names a file for every entry, style sheet and icon", async (t) => {
  const { folder, manifest } = await buildOnce(t);
  const files = await readdir(folder);

  assert.deepEqual(["app.css", "app.js", "favicon.svg", "feed.css", "icons.svg"].filter((name) => !manifest[name]), []);
  assert.deepEqual(Object.values(manifest).filter((file) => !files.includes(file)), []);
});

test("what every page loads first is small", async (t) => {
  const { folder, manifest } = await buildOnce(t);
  const names = [manifest["app.css"], ...(await listLoaded(folder, manifest["app.js"]))];

  const files = await Promise.all(names.map((name) => readFile(path.join(folder, name))));

  const bytes = files.reduce((sum, file) => sum + gzipSync(file).length, 0);

  assert.ok(bytes <= FIRST_LOAD_BYTES, `${bytes} bytes`);
});

test("what every page loads first holds no player, socket or uploader", async (t) => {
  const { folder, manifest } = await buildOnce(t);

  const names = await listLoaded(folder, manifest["app.js"]);

  const scripts = await Promise.all(names.map((name) => readFile(path.join(folder, name), "utf8")));
  assert.doesNotMatch(scripts.join(""), /MANIFEST_PARSED|socket\.io|uppy/i);
});

test("the service worker keeps everything that the page without a network loads", async (t) => {
  const { folder, manifest } = await buildOnce(t);
  const worker = await readFile(path.join(folder, "service_worker.js"), "utf8");

  const loaded = (await Promise.all(["app.js", "offline.js"].map((name) => listLoaded(folder, manifest[name])))).flat();

  const needed = [...loaded, manifest["app.css"], manifest["icons.svg"]];
  assert.deepEqual(needed.filter((name) => !worker.includes(`"${name}"`)), []);
});

test("a page can ask for everything that a script imports, at once", async (t) => {
  const { folder, manifest } = await buildOnce(t);
  const imports = JSON.parse(await readFile(path.join(folder, "imports.json"), "utf8"));

  const loaded = await listLoaded(folder, manifest["live_room.js"]);

  assert.deepEqual(imports["live_room.js"], loaded.sort());
  assert.ok(imports["hls.js/dist/hls.light.mjs"].some((file) => !loaded.includes(file)));
});

test("every text lies there compressed, too", async (t) => {
  const { folder, manifest } = await buildOnce(t);

  for (const name of ["app.js", "app.css", "icons.svg"]) {
    const file = path.join(folder, manifest[name]);
    assert.deepEqual(gunzipSync(await readFile(`${file}.gz`)), await readFile(file));
  }
});
