/** The two ends of what is left of a video. Pure: numbers in, numbers out, in seconds. */

export const MIN_SECONDS = 1;

const round = (seconds) => Math.round(seconds * 10) / 10;

/**
 * Return the range with one end moved, as near to where it was wanted as is allowed.
 *
 * @param {{start: number, end: number}} range
 * @param {"start"|"end"} edge
 */
export function moveEdge(range, edge, seconds, durationSeconds) {
  if (edge === "start") {
    return { ...range, start: Math.max(0, Math.min(round(seconds), range.end - MIN_SECONDS)) };
  }
  const latest = seconds >= durationSeconds - 0.05 ? durationSeconds : round(seconds);
  return { ...range, end: Math.min(durationSeconds, Math.max(latest, range.start + MIN_SECONDS)) };
}

/** Tell whether something would be cut off. */
export function isCut({ start, end }, durationSeconds) {
  return start > 0.05 || end < durationSeconds - 0.05;
}

/** Return by how many seconds a key moves an end (0.1, with shift 1), or null when it does not. */
export function stepOf({ key, shiftKey }) {
  const directions = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 };
  const direction = directions[key];
  return direction ? direction * (shiftKey ? 1 : 0.1) : null;
}
