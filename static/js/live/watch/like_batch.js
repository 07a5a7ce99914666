/** Counts taps on the heart and hands them on together: a room of thousands must not send one message a tap. */

export const LIKE_INTERVAL_MS = 1000;
const MOST_AT_ONCE = 50;

export class LikeBatch {
  #count = 0;
  #timer = null;
  #sentAtMs = -Infinity;
  #send;
  #clock;

  /**
   * @param {(count: number) => void} send gets the likes of at most the last second
   * @param {{now: () => number, wait: (run: () => void, milliseconds: number) => unknown}} clock
   */
  constructor(send, clock = { now: () => performance.now(), wait: (run, milliseconds) => setTimeout(run, milliseconds) }) {
    this.#send = send;
    this.#clock = clock;
  }

  /** Count one tap. */
  add() {
    this.#count += 1;
    if (this.#timer === null) {
      const waitMs = Math.max(0, this.#sentAtMs + LIKE_INTERVAL_MS - this.#clock.now());
      this.#timer = this.#clock.wait(() => this.#flush(), waitMs);
    }
  }

  #flush() {
    this.#timer = null;
    this.#sentAtMs = this.#clock.now();
    this.#send(Math.min(this.#count, MOST_AT_ONCE));
    this.#count = 0;
  }
}
