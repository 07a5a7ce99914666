/**
 * Program time in a playlist: which moment of the broadcast stands where in the <video>, from EXT-X-PROGRAM-DATE-TIME.
 *
 * `details` is a loaded media playlist as hls.js has it: fragments with `start` and `duration` (seconds of the video) and `programDateTime`
 * (unix milliseconds or null).
 */

/** Return the program time at a position of the video, or null when the playlist does not say. */
export function programTimeAt(details, seconds) {
  const dated = listDated(details);
  const fragment = dated.findLast(({ start }) => start <= seconds) ?? dated[0];
  return fragment ? fragment.programDateTime + (seconds - fragment.start) * 1000 : null;
}

/** Return where in the video a program time is, or null when it is not in the playlist. Between two recordings the next one begins. */
export function findPosition(details, programTimeMs) {
  const dated = listDated(details);
  if (!dated.length || programTimeMs < dated[0].programDateTime) {
    return dated[0]?.start ?? null;
  }
  const index = dated.findLastIndex((fragment) => fragment.programDateTime <= programTimeMs);
  const into = (programTimeMs - dated[index].programDateTime) / 1000;
  if (into <= dated[index].duration) {
    return dated[index].start + into;
  }
  return dated[index + 1]?.start ?? null;
}

/** Return the first and last program time of a playlist, {fromMs, untilMs}, or null. */
export function readSpan(details) {
  const dated = listDated(details);
  const last = dated.at(-1);
  return last ? { fromMs: dated[0].programDateTime, untilMs: last.programDateTime + last.duration * 1000 } : null;
}

/** The open segment, of which only parts exist, is the playlist's `fragmentHint`. */
function listDated(details) {
  const all = [...(details?.fragments ?? []), details?.fragmentHint];
  return all.filter((fragment) => Number.isFinite(fragment?.programDateTime));
}
