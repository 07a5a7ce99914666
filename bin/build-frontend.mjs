/**
 * Bundles static/js/entries/*.js, static/css/app.css and static/css/pages/*.css with esbuild and copies the icons;
 * then the service worker, which is told what the offline page is made of.
 *
 * Every file gets its content's hash into its name, so that it can be cached for ever. dist/manifest.json maps the
 * name that templates say ("app.js", "feed.css", "icons.svg") to the hashed one; it is written last, so a server
 * never reads a name whose file is not there yet. dist/imports.json says which files each script imports, so that a page
 * can ask for all of them at once. Beside every text lies the same compressed (.gz).
 * `--watch` builds again on every change; `--out DIR` builds elsewhere.
 */

import { createHash } from "node:crypto";
import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { gzip } from "node:zlib";
import * as esbuild from "esbuild";

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const STATIC = path.join(ROOT, "static");
const DIST = path.join(STATIC, "dist");
const COPIED = [
  "icons/icons.svg",
  "icons/favicon.svg",
  "icons/app-180.png",
  "icons/app-192.png",
  "icons/app-512.png",
  "icons/app-maskable-512.png",
];
/** Its name stays, because browsers ask for its address again to learn of a newer one. */
const WORKER = "service_worker.js";
/** What the offline page loads: entries with all they import, a style sheet, the icons. */
const OFFLINE = ["app.css", "app.js", "offline.js", "icons.svg", "favicon.svg"];
const TEXT = /\.(js|css|svg)$/;
const compress = promisify(gzip);

async function listFiles(folder, ending) {
  const names = await readdir(path.join(STATIC, folder));
  return names.filter((name) => name.endsWith(ending)).map((name) => path.join(STATIC, folder, name));
}

async function buildOptions(outDir) {
  return {
    absWorkingDir: ROOT,
    entryPoints: [
      ...(await listFiles("js/entries", ".js")),
      path.join(STATIC, "css/app.css"),
      ...(await listFiles("css/pages", ".css")),
    ],
    outdir: outDir,
    entryNames: "[name]-[hash]",
    chunkNames: "chunk-[name]-[hash]",
    bundle: true,
    splitting: true,
    format: "esm",
    target: ["es2022", "chrome123", "firefox120", "safari17.5"],
    minify: true,
    sourcemap: "linked",
    metafile: true,
    logLevel: "warning",
    plugins: [{ name: "manifest", setup: (build) => build.onEnd((result) => finish(result, outDir)) }],
  };
}

function nameEntries(metafile) {
  const outputs = Object.entries(metafile.outputs).filter(([, output]) => output.entryPoint);
  return outputs
    .filter(([, output]) => /^static\/(js\/entries|css)\//.test(output.entryPoint))
    .map(([file, output]) => [path.basename(output.entryPoint), path.basename(file)]);
}

async function copyHashed(name, outDir) {
  const source = path.join(STATIC, name);
  const hash = createHash("sha256").update(await readFile(source)).digest("hex").slice(0, 8).toUpperCase();
  const { name: stem, ext } = path.parse(name);
  await copyFile(source, path.join(outDir, `${stem}-${hash}${ext}`));
  return [`${stem}${ext}`, `${stem}-${hash}${ext}`];
}

async function finish(result, outDir) {
  if (result.errors.length) {
    return;
  }
  const copied = await Promise.all(COPIED.map((name) => copyHashed(name, outDir)));
  const manifest = Object.fromEntries([...nameEntries(result.metafile), ...copied].sort());
  const imports = new Imports(result.metafile);
  const built = [...Object.keys(result.metafile.outputs).map((file) => path.basename(file)), ...copied.map(([, file]) => file)];
  const texts = built.filter((file) => TEXT.test(file));
  await Promise.all(texts.map((file) => writeCompressed(path.join(outDir, file))));
  await writeJson(outDir, "imports.json", imports.ofScripts());
  await writeJson(outDir, "manifest.json", manifest);
  await buildWorker(outDir, imports.all(OFFLINE.map((name) => manifest[name])));
  const compressed = texts.map((file) => `${file}.gz`);
  await removeOld(outDir, new Set([...built, ...compressed, "imports.json", "manifest.json", WORKER]));
}

async function writeCompressed(file) {
  await writeFile(`${file}.gz`, await compress(await readFile(file), { level: 9 }));
}

/** Write a file that is never seen half-written. */
async function writeJson(outDir, name, value) {
  const draft = path.join(outDir, `${name}.new`);
  await writeFile(draft, `${JSON.stringify(value, null, 2)}\n`);
  await rename(draft, path.join(outDir, name));
}

/** What imports what, by the hashed names. */
class Imports {
  #outputs;

  constructor(metafile) {
    this.#outputs = new Map(Object.entries(metafile.outputs).map(([file, output]) => [path.basename(file), output]));
  }

  /** Return these files and all that they need before they run. */
  all(files) {
    const found = new Set();
    const add = (file) => {
      if (!found.has(file)) {
        found.add(file);
        const imported = this.#outputs.get(file)?.imports ?? [];
        imported.filter(({ kind }) => kind === "import-statement").forEach((one) => add(path.basename(one.path)));
      }
    };
    files.forEach(add);
    return [...found].sort();
  }

  /**
   * Return, for every entry and everything that is imported later, the file and what it needs. Entries go by their source's name, as
   * in the manifest, packages by their file ("socket.io-client/build/esm/index.js").
   */
  ofScripts() {
    const scripts = [...this.#outputs].filter(([file, { entryPoint }]) => entryPoint && file.endsWith(".js"));
    const nameOf = (source) => source.split("node_modules/")[1] ?? path.basename(source);
    return Object.fromEntries(scripts.map(([file, { entryPoint }]) => [nameOf(entryPoint), this.all([file])]).sort());
  }
}

/** Bundle the service worker. Whatever it keeps is named in it, so a change of that is a new worker. */
async function buildWorker(outDir, files) {
  await esbuild.build({
    entryPoints: [path.join(STATIC, "js", WORKER)],
    outfile: path.join(outDir, WORKER),
    bundle: true,
    format: "iife",
    target: ["es2022"],
    minify: true,
    define: { OFFLINE_FILES: JSON.stringify(files) },
    logLevel: "warning",
  });
}

/** Remove what earlier builds left. Only now, so that a server that is running never misses a file it names. */
async function removeOld(outDir, current) {
  const old = (await readdir(outDir)).filter((name) => !current.has(name));
  await Promise.all(old.map((name) => rm(path.join(outDir, name), { recursive: true })));
}

/** Build once into `outDir` and return nothing; the manifest there says what was made. */
export async function build(outDir = DIST) {
  await mkdir(outDir, { recursive: true });
  await esbuild.build(await buildOptions(outDir));
}

async function watch(outDir = DIST) {
  await mkdir(outDir, { recursive: true });
  const context = await esbuild.context(await buildOptions(outDir));
  await context.watch();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { watch: { type: "boolean" }, out: { type: "string" } } });
  await (values.watch ? watch(values.out) : build(values.out));
}
