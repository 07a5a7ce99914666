/** Reads one row of the matrix of variants, and shows at its fields what does not fit. */

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

/** Call `read` on every row, so that all of them show what does not fit, then refuse if one did. */
export function readAll(rows, read) {
  const values = rows.map((row) => {
    try {
      return read(row);
    } catch (error) {
      if (error instanceof RowRefused) {
        return error;
      }
      throw error;
    }
  });
  const refused = values.find((value) => value instanceof RowRefused);
  if (refused) {
    throw refused;
  }
  return values;
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

function refuseMissing(variant) {
  if (Object.values(variant).includes(null)) {
    throw new RowRefused();
  }
  return variant;
}

/**
 * Return what a row of a new variant says: {sku, options, price_minor, stock_count}.
 *
 * @throws {RowRefused} a field does not fit
 */
export function readNewVariant(row, options, currency) {
  return refuseMissing({
    sku: read(row, "sku", parseText, "needed"),
    options,
    price_minor: read(row, "price", (text) => parsePrice(text, currency), "price_wrong"),
    stock_count: read(row, "stock", parseStock, "count_wrong"),
  });
}

/**
 * Return what a row of a variant that stays says: {id, sku, options, price_minor}.
 *
 * @throws {RowRefused} a field does not fit
 */
export function readKeptVariant(row, options, currency) {
  return refuseMissing({
    id: row.dataset.variantId,
    sku: read(row, "sku", parseText, "needed"),
    options,
    price_minor: read(row, "price", (text) => parsePrice(text, currency), "price_wrong"),
  });
}
