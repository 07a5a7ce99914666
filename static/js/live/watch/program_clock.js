/**
 * Program time (unix milliseconds on the broadcast's own time line) of a position in a <video>, from what the fragments say of themselves.
 *
 * Each fragment that was appended tells where it ends in the video and in program time. A discontinuity begins a new relation; the older
 * ones stay for as long as the viewer may wind back into them.
 */

const MOST_KEPT = 400;

export class ProgramClock {
  #spans = [];

  /** Note that what ends at `endSeconds` of the video ends at `endMs` of program time. */
  add(endSeconds, endMs) {
    this.#spans.push({ endSeconds, offsetMs: endMs - endSeconds * 1000 });
    if (this.#spans.length > MOST_KEPT) {
      this.#spans.shift();
    }
  }

  /** Return the program time of a position, or null before anything is known. */
  at(seconds) {
    const span = this.#spans.find(({ endSeconds }) => seconds <= endSeconds) ?? this.#spans.at(-1);
    return span ? seconds * 1000 + span.offsetMs : null;
  }
}
