/**
 * Chooses the bitrate of the picture from how long recorded pieces wait to be confirmed: down when the network can't keep up,
 * up again after a calm time. Every attempt to go up that fails doubles the next wait, so that the picture does not swing.
 */

/** Bits per second of the picture, best first; a step costs viewers a moment, so there are few. */
export const STEPS_BPS = [2_500_000, 1_500_000, 800_000];
const TOO_LONG_MS = 1500;
const CALM_MS = 500;
/** After a step the queue needs this long to show its effect. */
const SETTLE_MS = 4000;
const FIRST_PATIENCE_MS = 30_000;
const LONGEST_PATIENCE_MS = 300_000;

export class BitrateLadder {
  #step = 0;
  #steppedAtMs = -Infinity;
  #calmSinceMs = null;
  #patienceMs = FIRST_PATIENCE_MS;
  #wentUp = false;

  get bitsPerSecond() {
    return STEPS_BPS[this.#step];
  }

  /**
   * Take one observation; return true when the bitrate changed.
   *
   * @param {number} waitedMs how long the oldest unconfirmed piece has been waiting
   */
  observe(waitedMs, nowMs) {
    if (waitedMs > CALM_MS) {
      this.#calmSinceMs = null;
    } else {
      this.#calmSinceMs ??= nowMs;
    }
    if (nowMs - this.#steppedAtMs < SETTLE_MS) {
      return false;
    }
    if (waitedMs > TOO_LONG_MS) {
      return this.#stepDown(nowMs);
    }
    return this.#calmSinceMs !== null && nowMs - this.#calmSinceMs >= this.#patienceMs && this.#stepUp(nowMs);
  }

  #stepDown(nowMs) {
    if (this.#step === STEPS_BPS.length - 1) {
      return false;
    }
    if (this.#wentUp) {
      this.#patienceMs = Math.min(LONGEST_PATIENCE_MS, this.#patienceMs * 2);
    }
    this.#change(1, nowMs);
    return true;
  }

  #stepUp(nowMs) {
    if (this.#step === 0) {
      return false;
    }
    this.#change(-1, nowMs);
    return true;
  }

  #change(by, nowMs) {
    this.#step += by;
    this.#wentUp = by < 0;
    this.#steppedAtMs = nowMs;
    this.#calmSinceMs = null;
  }
}
