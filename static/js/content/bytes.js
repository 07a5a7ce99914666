/** Shows sizes of files. */

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"];

/** Return a size as "24.3 MB" in the reader's language. */
export function formatBytes(bytes, locale = document.documentElement.lang) {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const format = { style: "unit", unit: UNITS[power], unitDisplay: "short", maximumFractionDigits: power > 1 ? 1 : 0 };
  return new Intl.NumberFormat(locale, format).format(bytes / 1000 ** power);
}
