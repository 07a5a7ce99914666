/**
 * One of a person's yes-or-no reactions with its count: shown at once, sent after it, undone when the server refuses.
 *
 * Quick presses are not queued: while one is on its way, only what the person wants in the end is sent next.
 */
export class Toggle {
  #isOn;
  #confirmed;
  #count;
  #isSending = false;
  #send;
  #show;
  #failed;

  /**
   * @param {{isOn: boolean, count: number}} state as the server knows it
   * @param {{send: (isOn: boolean) => Promise<void>, show: (state: {isOn: boolean, count: number}) => void,
   *   failed: (error: Error) => void}} ways
   */
  constructor({ isOn, count }, { send, show, failed }) {
    this.#isOn = isOn;
    this.#confirmed = isOn;
    this.#count = count;
    this.#send = send;
    this.#show = show;
    this.#failed = failed;
  }

  get isOn() {
    return this.#isOn;
  }

  /** Take over what the server says; nothing is sent. */
  confirm(isOn) {
    this.#isOn = isOn;
    this.#confirmed = isOn;
    this.#show({ isOn, count: this.#count });
  }

  /** Take over what the server says, count and all; what is on its way counts more. */
  take({ isOn, count }) {
    if (!this.#isSending) {
      this.#isOn = isOn;
      this.#confirmed = isOn;
      this.#count = count;
      this.#show({ isOn, count });
    }
  }

  /** Turn it on or off, as the person wants. Resolves when the server has taken it, or it is undone. */
  async set(wanted) {
    this.#put(wanted);
    if (this.#isSending) {
      return;
    }
    this.#isSending = true;
    try {
      while (this.#isOn !== this.#confirmed) {
        const sent = this.#isOn;
        await this.#send(sent);
        this.#confirmed = sent;
      }
    } catch (error) {
      this.#put(this.#confirmed);
      this.#failed(error);
    } finally {
      this.#isSending = false;
    }
  }

  #put(isOn) {
    if (isOn !== this.#isOn) {
      this.#isOn = isOn;
      this.#count = Math.max(0, this.#count + (isOn ? 1 : -1));
      this.#show({ isOn, count: this.#count });
    }
  }
}
