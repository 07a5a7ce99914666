/**
 * The server's clock as seen from here. Of several questions the one with the shortest round trip is believed: its answer can be
 * wrong by at most half of that trip.
 */

const KEPT_COUNT = 12;

export class ServerClock {
  #samples = [];

  /** Take the answer to one question: both local moments and the server's are Unix milliseconds. */
  add(askedAtMs, answeredAtMs, serverTimeMs) {
    const tripMs = answeredAtMs - askedAtMs;
    this.#samples.push({ tripMs, offsetMs: serverTimeMs - (askedAtMs + tripMs / 2) });
    if (this.#samples.length > KEPT_COUNT) {
      this.#samples.shift();
    }
  }

  get offsetMs() {
    if (!this.#samples.length) {
      return 0;
    }
    return this.#samples.reduce((best, sample) => (sample.tripMs <= best.tripMs ? sample : best)).offsetMs;
  }

  /** Return the server's time for a local moment, whole milliseconds. */
  toServer(localMs) {
    return Math.round(localMs + this.offsetMs);
  }
}
