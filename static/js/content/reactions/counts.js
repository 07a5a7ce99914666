/** How counts are written on buttons. */

/** Return a count as short as the reader's language writes it ("1.2K", "1.2萬"); `none` for zero. */
export function shortCount(count, none = "0", locale = document.documentElement.lang) {
  return count > 0 ? new Intl.NumberFormat(locale, { notation: "compact", maximumFractionDigits: 1 }).format(count) : none;
}
