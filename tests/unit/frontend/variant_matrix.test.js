/** The matrix of variants: what stays when options are added, renamed and removed. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { combine, describe, readOptions, rearrange, suggestSku } from "../../../static/js/products/variant_matrix.js";

const size = (...ids) => ({ id: "size", name: "Size", values: ids.map((id) => ({ id, text: id.toUpperCase() })) });
const colour = (...ids) => ({ id: "colour", name: "Colour", values: ids.map((id) => ({ id, text: id })) });
const create = (valueIds) => ({ valueIds, isNew: true });

test("every combination has a place, and no option is one combination", () => {
  assert.deepEqual(combine([]), [[]]);
  assert.deepEqual(combine([size("s", "m"), colour("red")]), [
    ["s", "red"],
    ["m", "red"],
  ]);
});

test("an option without a value counts for nothing", () => {
  assert.deepEqual(combine([size("s"), colour()]), [["s"]]);
});

test("a new value adds rows and leaves the others what they were", () => {
  const before = [{ valueIds: ["s"], sku: "A" }];

  const { rows, gone } = rearrange([size("s", "m")], before, create);

  assert.equal(rows[0].sku, "A");
  assert.equal(rows[1].isNew, true);
  assert.deepEqual(gone, []);
});

test("a new option makes of the rows of before those with its first value", () => {
  const before = [
    { valueIds: ["s"], sku: "A" },
    { valueIds: ["m"], sku: "B" },
  ];

  const { rows } = rearrange([size("s", "m"), colour("red", "blue")], before, create);

  assert.deepEqual(
    rows.map((row) => [row.valueIds.join(), row.sku]),
    [
      ["s,red", "A"],
      ["s,blue", undefined],
      ["m,red", "B"],
      ["m,blue", undefined],
    ],
  );
});

test("a removed option keeps the first row of each, the others are gone", () => {
  const before = [
    { valueIds: ["s", "red"], sku: "A" },
    { valueIds: ["s", "blue"], sku: "B" },
  ];

  const { rows, gone } = rearrange([size("s")], before, create);

  assert.deepEqual(rows.map((row) => row.sku), ["A"]);
  assert.deepEqual(gone.map((row) => row.sku), ["B"]);
});

test("options in another order are the same rows", () => {
  const before = [{ valueIds: ["s", "red"], sku: "A" }];

  const { rows } = rearrange([colour("red"), size("s")], before, create);

  assert.equal(rows[0].sku, "A");
});

test("what variants answer makes the options, and the options the answers", () => {
  let id = 0;
  const answers = [
    { Size: "S", Colour: "Red" },
    { Size: "M", Colour: "Red" },
  ];

  const options = readOptions(answers, () => (id += 1));

  assert.deepEqual(options.map((option) => [option.name, option.values.map((value) => value.text)]), [
    ["Size", ["S", "M"]],
    ["Colour", ["Red"]],
  ]);
  assert.deepEqual(describe(options, combine(options)[1]), answers[1]);
});

test("a suggested SKU is free and says what it is of", () => {
  assert.equal(suggestSku(["LAMP-S", "LAMP-M"], ["Large"]), "LAMP-LARG");
  assert.equal(suggestSku(["LAMP-LARG"], ["Large"]), "LAMP-LARG-2");
  assert.equal(suggestSku([], ["大"]), "SKU");
});
