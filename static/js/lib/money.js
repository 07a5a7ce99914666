/** Shows money. Amounts are integers in the currency's minor unit (ISO 4217), never floats. */

/** Return how many decimals a currency's minor unit has: JPY 0, USD 2, KWD 3. */
export function minorDigits(currency) {
  return new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits;
}

/** Return the exact decimal text of an amount: (12345, "USD") is "123.45". Strings keep every digit. */
export function toDecimal(amountMinor, currency) {
  const digits = minorDigits(currency);
  const sign = amountMinor < 0 ? "-" : "";
  const padded = String(Math.abs(amountMinor)).padStart(digits + 1, "0");
  const whole = padded.slice(0, padded.length - digits);
  return digits === 0 ? sign + whole : `${sign}${whole}.${padded.slice(-digits)}`;
}

/**
 * Return an amount as people of `locale` write it, the way the server does: (42000, "TWD", "zh-Hant") is "$420", because
 * ISO 4217 gives TWD two digits and nobody in Taiwan writes them when they are zero.
 */
export function formatMoney(amountMinor, currency, locale = document.documentElement.lang) {
  const trailingZeroDisplay = currency === "TWD" ? "stripIfInteger" : "auto";
  const format = new Intl.NumberFormat(locale, { style: "currency", currency, trailingZeroDisplay });
  return format.format(toDecimal(amountMinor, currency));
}
