/** How far back a running broadcast can be wound, and what the slider for it says. Moments are unix milliseconds of program time. */

/** Nearer to the newest picture than this is "live": nobody means to be six seconds late. */
export const LIVE_WITHIN_MS = 6000;

/**
 * Return the moments between which one can choose.
 *
 * @param {{startedAtMs: number|null, dvrSeconds: number, nowMs: number}} broadcast
 */
export function windowOf({ startedAtMs, dvrSeconds, nowMs }) {
  const oldest = nowMs - dvrSeconds * 1000;
  // The oldest segment is on its way out while it is chosen: stay clear of it.
  const fromMs = Math.min(nowMs, Math.max(startedAtMs ?? nowMs, oldest + 4000));
  return { fromMs, untilMs: nowMs };
}

/** Return the program time that is meant by a place on the slider (0 … 1), or null: live. */
export function chooseMoment(place, { fromMs, untilMs }) {
  const moment = fromMs + place * (untilMs - fromMs);
  return untilMs - moment <= LIVE_WITHIN_MS ? null : moment;
}

/** Return where on the slider (0 … 1) a program time is. */
export function placeOf(programTimeMs, { fromMs, untilMs }) {
  if (programTimeMs === null || untilMs <= fromMs) {
    return 1;
  }
  return Math.min(1, Math.max(0, (programTimeMs - fromMs) / (untilMs - fromMs)));
}

/** Return whether a pause was so long that playing on means being late, not live. */
export function isLate(programTimeMs, nowMs) {
  return programTimeMs !== null && nowMs - programTimeMs > 2 * LIVE_WITHIN_MS;
}
