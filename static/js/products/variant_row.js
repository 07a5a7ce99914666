/** Reads one row of the variant editor, and shows at its fields what does not fit. */

import { message } from "../lib/messages.js";
import { parseCount, parsePrice } from "./prices.js";

/** What a row says does not fit; the row shows it already. */
export class RowRefused extends Error {}

/** Show a sentence at a field of a row; an empty one takes it away. */
export function showError(input, sentence) {
  const place = input.closest("label").querySelector("[data-error]");
  place.textContent = sentence;
  place.hidden = !sentence;
  input.toggleAttribute("aria-invalid", Boolean(sentence));
}

function read(row, name, parse, complaint) {
  const input = row.querySelector(`[name="${name}"]`);
  const value = parse(input.value);
  showError(input, value === null ? message(complaint) : "");
  return value;
}

const parseText = (text) => text.trim() || null;
const parseStock = (text) => {
  const count = parseCount(text);
  return count !== null && count >= 0 ? count : null;
};

function readOptions(row, optionNames) {
  const inputs = [...row.querySelectorAll('[name="option"]')];
  return Object.fromEntries(
    optionNames.map((name, index) => {
      const value = parseText(inputs[index].value);
      showError(inputs[index], value === null ? message("needed") : "");
      return [name, value];
    }),
  );
}

/**
 * Return what a row of a new variant says: {sku, options, price_minor, stock_count}.
 *
 * @throws {RowRefused} a field does not fit
 */
export function readNewVariant(row, optionNames, currency) {
  const variant = {
    sku: read(row, "sku", parseText, "needed"),
    options: readOptions(row, optionNames),
    price_minor: read(row, "price", (text) => parsePrice(text, currency), "price_wrong"),
    stock_count: read(row, "stock", parseStock, "count_wrong"),
  };
  if ([...Object.values(variant), ...Object.values(variant.options)].includes(null)) {
    throw new RowRefused();
  }
  return variant;
}

/**
 * Return what was changed of an existing variant: some of {sku, price_minor}, or null when nothing was.
 *
 * @throws {RowRefused} a field does not fit
 */
export function readChanges(row, currency) {
  const sku = read(row, "sku", parseText, "needed");
  const price = read(row, "price", (text) => parsePrice(text, currency), "price_wrong");
  if (sku === null || price === null) {
    throw new RowRefused();
  }
  const before = (name) => row.querySelector(`[name="${name}"]`).defaultValue;
  const changes = {};
  if (sku !== before("sku")) {
    changes.sku = sku;
  }
  if (price !== parsePrice(before("price"), currency)) {
    changes.price_minor = price;
  }
  return Object.keys(changes).length ? changes : null;
}
