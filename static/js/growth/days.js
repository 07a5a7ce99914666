/** Days as the reader counts them, in the time zone of the reader. Pure. */

function dayOf(moment) {
  return new Date(moment.getFullYear(), moment.getMonth(), moment.getDate());
}

/** Return "Today", "Yesterday" or a date. */
export function nameDay(moment, now, { today, yesterday, locale }) {
  const days = Math.round((dayOf(now) - dayOf(moment)) / 86_400_000); // rounded: a day may have 23 or 25 hours
  if (days <= 0) {
    return today;
  }
  const options = { weekday: "long", month: "long", day: "numeric", ...(moment.getFullYear() === now.getFullYear() ? {} : { year: "numeric" }) };
  return days === 1 ? yesterday : new Intl.DateTimeFormat(locale, options).format(moment);
}

/**
 * Return where the days begin in a list of moments, the latest first.
 *
 * @returns {{index: number, name: string}[]}
 */
export function findDays(moments, now, words) {
  const names = moments.map((moment) => nameDay(moment, now, words));
  return names.map((name, index) => ({ index, name })).filter(({ index, name }) => name !== names[index - 1]);
}
