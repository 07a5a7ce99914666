/** Shows moments and durations in the reader's language. Moments are ISO 8601 texts with an offset, or Dates. */

const STEPS = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
];

/** Return "3 minutes ago" or "in 2 days" for a moment, seen from `now`. */
export function formatRelative(moment, locale = document.documentElement.lang, now = new Date()) {
  const seconds = Math.round((new Date(moment) - now) / 1000);
  const [unit, size] = STEPS.find(([, step]) => Math.abs(seconds) >= step) ?? ["second", 1];
  return new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(Math.trunc(seconds / size), unit);
}

/** Return a moment with day and time in the reader's own time zone. */
export function formatMoment(moment, locale = document.documentElement.lang) {
  return new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" }).format(new Date(moment));
}

/** Return a playing time as "1:05" or "1:02:03". */
export function formatDuration(durationSeconds) {
  const total = Math.max(0, Math.floor(durationSeconds || 0));
  const [hours, minutes, seconds] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  const tail = `${hours ? String(minutes).padStart(2, "0") : minutes}:${String(seconds).padStart(2, "0")}`;
  return hours ? `${hours}:${tail}` : tail;
}
