/** The colour pairs that carry words and outlines, in both themes, against WCAG 2.2 (1.4.3 and 1.4.11). */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test from "node:test";

const TEXT_RATIO = 4.5;
const OUTLINE_RATIO = 3;
const GROUNDS = ["bg", "surface", "surface-raised", "surface-sunken"];
const ACCENTS = ["chili", "jade", "taro", "tea", "plum"];

const TEXT_PAIRS = [
  ...GROUNDS.flatMap((ground) => ["text", "text-muted", "text-faint", "lantern-text"].map((word) => [word, ground])),
  ...ACCENTS.flatMap((accent) => [[accent, `${accent}-soft`], [accent, "bg"], [accent, "surface"], ["text", `${accent}-soft`]]),
  ["lantern-text", "lantern-soft"],
  ["text", "lantern-soft"],
  ["text-inverse", "text"],
  ["on-lantern", "lantern"],
  ["on-lantern", "lantern-bright"],
  ["on-media", "chili-fill"],
  ["on-media", "scrim"],
];
const OUTLINE_PAIRS = GROUNDS.flatMap((ground) => [["border-strong", ground], ["focus", ground]]);

const css = await readFile(new URL("../../../static/css/tokens.css", import.meta.url), "utf8");

function colourOf(name, theme) {
  const value = new RegExp(`--color-${name}: ([^;]+);`).exec(css)?.[1];
  const both = /light-dark\((#\w+), (#\w+)\)/.exec(value);
  return both ? both[theme === "light" ? 1 : 2] : value;
}

function luminanceOf(hex) {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const channel = parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrastOf(front, ground, theme) {
  const [dim, bright] = [front, ground].map((name) => luminanceOf(colourOf(name, theme))).sort((a, b) => a - b);
  return (bright + 0.05) / (dim + 0.05);
}

for (const theme of ["light", "dark"]) {
  for (const [pairs, ratio, what] of [[TEXT_PAIRS, TEXT_RATIO, "words"], [OUTLINE_PAIRS, OUTLINE_RATIO, "outlines"]]) {
    test(`${what} stand out from their ground in the ${theme} theme`, () => {
      const weak = pairs
        .map(([front, ground]) => [`${front} on ${ground}`, contrastOf(front, ground, theme)])
        .filter(([, contrast]) => !(contrast >= ratio));

      assert.deepEqual(weak, []);
    });
  }
}
