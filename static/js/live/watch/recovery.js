/**
 * How a player comes back: which transport it uses next, and when.
 *
 * From the one a person chose downwards: fragments over the socket, low-latency HLS, plain HLS. The last one is tried for as long as the
 * broadcast lasts.
 */

const STEPS = ["mse", "llhls", "plain"];
const TRIES_EACH = 3;
const FIRST_PAUSE_MS = 400;
const LONGEST_PAUSE_MS = 5000;
/** So much undisturbed playing makes earlier failures forgotten. */
export const HEALTHY_MS = 20_000;

export class Recovery {
  #step;
  #failures = 0;
  #pauses = 0;
  #random;

  /** @param {"mse"|"llhls"|"plain"} wanted */
  constructor(wanted, random = Math.random) {
    this.#step = Math.max(0, STEPS.indexOf(wanted));
    this.#random = random;
  }

  get transport() {
    return STEPS[this.#step];
  }

  /** Note a failure. Return how long to wait before `transport` is tried (milliseconds). */
  fail() {
    this.#failures += 1;
    this.#pauses += 1;
    if (this.#failures >= TRIES_EACH && this.#step < STEPS.length - 1) {
      this.#step += 1;
      this.#failures = 0;
    }
    const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (this.#pauses - 1));
    // Spread out, so that a restarted edge is not met by all viewers at once.
    return pauseMs * (0.5 + this.#random());
  }

  /** Go one step down at once: this transport can't work here. */
  skip() {
    this.#step = Math.min(this.#step + 1, STEPS.length - 1);
    this.#failures = 0;
  }

  /** Note that it has played well for a while. */
  settle() {
    this.#failures = 0;
    this.#pauses = 0;
  }
}
