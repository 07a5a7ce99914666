/**
 * Notices that a picture which should move does not. hls.js in low-latency mode does not always get over a gap of the publisher; loading
 * again always does.
 *
 * It is told several times a second where playing is, and says once per standstill that it is time to load again.
 */

export const STANDSTILL_MS = 3000;

export class Watchdog {
  #mark = null;
  #movedAtMs = 0;

  /** Begin anew: something was (re)loaded, and has the whole time to show its first frame. */
  reset(nowMs) {
    this.#mark = null;
    this.#movedAtMs = nowMs;
  }

  /**
   * Return whether playing has stood still for too long.
   *
   * @param {{nowMs: number, shouldPlay: boolean, seconds: number, framesCount: number|null}} seen `framesCount` is null where no picture is
   *   painted: sound alone, or a hidden page; `patienceMs` is how long a standstill may last
   */
  looksDead({ nowMs, shouldPlay, seconds, framesCount, patienceMs = STANDSTILL_MS }) {
    const mark = framesCount === null ? `s${seconds}` : `f${framesCount}`;
    if (!shouldPlay || mark !== this.#mark) {
      this.#mark = mark;
      this.#movedAtMs = nowMs;
      return false;
    }
    if (nowMs - this.#movedAtMs < patienceMs) {
      return false;
    }
    this.#movedAtMs = nowMs;
    return true;
  }
}
