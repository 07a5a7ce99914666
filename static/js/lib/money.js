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

/** Return an amount as people of `locale` write it: (42000, "TWD", "zh-Hant") is "$420.00". */
export function formatMoney(amountMinor, currency, locale = document.documentElement.lang) {
  return new Intl.NumberFormat(locale, { style: "currency", currency }).format(toDecimal(amountMinor, currency));
}
