/** Rules that every template keeps: they hold for pages written later too. */

import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import test from "node:test";

const ROOT = path.resolve(import.meta.dirname, "../../..");
const sprite = await readFile(path.join(ROOT, "static/icons/icons.svg"), "utf8");
const symbols = new Set(Array.from(sprite.matchAll(/<symbol id="([^"]+)"/g), ([, id]) => id));

async function readAll(folder, ending) {
  const names = await readdir(path.join(ROOT, folder), { recursive: true });
  const chosen = names.filter((name) => name.endsWith(ending));
  return Promise.all(chosen.map(async (name) => [name, await readFile(path.join(ROOT, folder, name), "utf8")]));
}

function findAll(files, pattern) {
  return files.flatMap(([name, text]) => Array.from(text.matchAll(pattern), (match) => `${name}: ${match[1] ?? match[0]}`));
}

const templates = (await readAll("templates", ".html")).map(([name, text]) => [name, text.replace(/\{#.*?#\}/gs, "")]);

test("no template has an inline style, an inline script or an event attribute", () => {
  assert.deepEqual(findAll(templates, /<[^>]*\sstyle=|<style|<[^>]*\son[a-z]+=|<script(?![^>]*(?:src=|application\/(?:ld\+)?json))[^>]*>/g), []);
});

test("every icon that a template or a script names is in the sprite", async () => {
  const scripts = await readAll("static/js", ".js");
  const named = [
    ...findAll(templates, /\bicon\("([a-z-]+)"/g),
    ...findAll(templates, /\bicon_button\("([a-z-]+)"/g),
    ...findAll(templates, /\bicon_name="([a-z-]+)"/g),
    ...findAll(scripts, /\b(?:createIcon|setIcon)\((?:\w+, )?"([a-z-]+)"/g),
  ];

  assert.ok(named.length > 20);
  assert.deepEqual(named.filter((use) => !symbols.has(use.split(": ")[1])), []);
});

test("every form that posts carries the CSRF token, but those of shared pages that only need our origin", () => {
  const all = templates.flatMap(([name, text]) => Array.from(text.matchAll(/<form[^>]*method="post"[^>]*>.*?<\/form>/gs), ([form]) => [name, form]));
  const forms = all.filter(([, form]) => !form.includes('action="/preferences"'));

  assert.ok(forms.length > 0);
  assert.deepEqual(forms.filter(([, form]) => !/csrf\(\)/.test(form)).map(([name]) => name), []);
});

test("no style sheet but the tokens names a raw colour", async () => {
  const sheets = (await readAll("static/css", ".css")).filter(([name]) => name !== "tokens.css");

  assert.deepEqual(findAll(sheets, /:[^;{]*(#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\()/g), []);
});

test("every token that a style sheet uses exists", async () => {
  const sheets = await readAll("static/css", ".css");
  const defined = new Set(findAll(sheets, /(--[\w-]+)\s*:/g).map((entry) => entry.split(": ")[1]));
  const used = findAll(sheets, /var\((--[\w-]+)\)/g);

  assert.deepEqual(used.filter((entry) => !defined.has(entry.split(": ")[1])), []);
});
