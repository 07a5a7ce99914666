/** Tells one tap from two: the first waits a moment for a second. Keys don't wait. */

export const DOUBLE_TAP_MS = 260;
const NEAR_PX = 48;

export class Taps {
  #once;
  #twice;
  #last = null;
  #timer;

  /**
   * @param {() => void} once what a single tap does, or a key
   * @param {(event: MouseEvent) => void} twice what each tap after the first does
   */
  constructor(once, twice) {
    this.#once = once;
    this.#twice = twice;
  }

  /** Take a click. */
  take(event) {
    if (event.detail === 0) {
      this.#once(); // a key
      return;
    }
    clearTimeout(this.#timer);
    const isSecond = this.#last !== null && event.timeStamp - this.#last.at < DOUBLE_TAP_MS && this.#isNear(event);
    this.#last = { at: event.timeStamp, x: event.clientX, y: event.clientY };
    if (isSecond) {
      this.#twice(event);
    } else {
      this.#timer = setTimeout(() => this.#once(), DOUBLE_TAP_MS);
    }
  }

  #isNear({ clientX, clientY }) {
    return Math.hypot(clientX - this.#last.x, clientY - this.#last.y) < NEAR_PX;
  }
}
