/** Keeps the screen on while one is live: a phone that sleeps stops its camera. */

export class WakeLock {
  #isWanted = false;
  #lock = null;

  constructor() {
    // The browser takes the lock away whenever the page is out of sight.
    document.addEventListener("visibilitychange", () => this.#isWanted && this.#take());
  }

  hold() {
    this.#isWanted = true;
    return this.#take();
  }

  release() {
    this.#isWanted = false;
    this.#lock?.release();
    this.#lock = null;
  }

  async #take() {
    if (document.visibilityState !== "visible") {
      return;
    }
    try {
      this.#lock = (await navigator.wakeLock?.request("screen")) ?? null;
    } catch {
      // A low battery refuses it. The broadcast goes on, the person may keep the screen on by hand.
      this.#lock = null;
    }
  }
}
