import assert from "node:assert/strict";
import test from "node:test";
import { formatMoney, minorDigits, toDecimal } from "../../../static/js/lib/money.js";

test("a currency's minor unit has the decimals that ISO 4217 gives it", () => {
  assert.deepEqual(["JPY", "USD", "KWD"].map(minorDigits), [0, 2, 3]);
});

test("an amount becomes exact decimal text", () => {
  assert.equal(toDecimal(5, "USD"), "0.05");
  assert.equal(toDecimal(-123456, "USD"), "-1234.56");
  assert.equal(toDecimal(1280, "JPY"), "1280");
  assert.equal(toDecimal(1, "KWD"), "0.001");
});

test("an amount beyond the exact range of floats keeps its last digit", () => {
  assert.equal(formatMoney(9007199254740991, "USD", "en"), "$90,071,992,547,409.91");
});

test("money is written as the reader's language writes it", () => {
  assert.equal(formatMoney(128000, "JPY", "en"), "¥128,000");
  assert.equal(formatMoney(42000, "TWD", "zh-Hant-TW"), "$420");
  assert.equal(formatMoney(42050, "TWD", "zh-Hant-TW"), "$420.50");
  assert.equal(formatMoney(1500, "KWD", "en").replace(/\s/g, " "), "KWD 1.500");
});
