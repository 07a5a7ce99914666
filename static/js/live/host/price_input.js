/** Reads a price that somebody typed into a number field. */

import { minorDigits } from "../../lib/money.js";

/** Return the whole minor units of a decimal text: ("420", "TWD") is 42000. Text arithmetic: 0.29 × 100 is not 29 in floats. */
export function readPriceMinor(text, currency) {
  const digits = minorDigits(currency);
  const [whole, fraction = ""] = text.trim().split(".");
  return Number(whole + fraction.padEnd(digits, "0").slice(0, digits));
}
