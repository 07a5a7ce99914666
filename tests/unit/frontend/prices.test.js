/** Prices and counts as merchants type them. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { parseCount, parsePrice } from "../../../static/js/products/prices.js";

test("a price becomes minor units without passing through a float", () => {
  const prices = [
    ["19.90", "USD", 1990],
    ["19,9", "EUR", 1990],
    ["0.29", "USD", 29],
    ["1 990", "TWD", 199000],
    ["4200", "JPY", 4200],
    ["1.234", "KWD", 1234],
    ["999999999.99", "USD", 99999999999],
  ];
  for (const [text, currency, amountMinor] of prices) {
    assert.equal(parsePrice(text, currency), amountMinor, text);
  }
});

test("what is no price is refused instead of guessed", () => {
  const texts = [["", "USD"], ["0", "USD"], ["-1", "USD"], ["1.234", "USD"], ["4.5", "JPY"], ["1,234.50", "USD"], ["abc", "USD"], ["1e3", "USD"], ["1.", "USD"]];
  for (const [text, currency] of texts) {
    assert.equal(parsePrice(text, currency), null, text);
  }
});

test("a count may have a sign and nothing else", () => {
  assert.deepEqual(["12", "-3", "+4", " 0 "].map(parseCount), [12, -3, 4, 0]);
  assert.deepEqual(["", "1.5", "--1", "x", "99999999"].map(parseCount), [null, null, null, null, null]);
});
