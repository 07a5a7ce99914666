/** Reads prices and counts as people type them. */

import { minorDigits } from "../lib/money.js";

/**
 * Return the amount in minor units of a text such as "19.90", "19,9" or "1 990", or null when it is no price.
 * Digits are moved as text, so that no amount passes through a float.
 */
export function parsePrice(text, currency) {
  const match = /^(\d{1,9})(?:[.,](\d+))?$/.exec(text.trim().replaceAll(/\s/g, ""));
  const digits = minorDigits(currency);
  if (!match || (match[2] ?? "").length > digits) {
    return null;
  }
  const amountMinor = Number(match[1] + (match[2] ?? "").padEnd(digits, "0"));
  return amountMinor > 0 ? amountMinor : null;
}

/** Return the whole number that a text is ("12", "-3", "+4"), or null. */
export function parseCount(text) {
  const trimmed = text.trim();
  return /^[+-]?\d{1,7}$/.test(trimmed) ? Number(trimmed) : null;
}
