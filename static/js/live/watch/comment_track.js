/**
 * The comments of a recording as they become due. It reads them in stretches of media time a little ahead of the playhead, and notices when
 * somebody went elsewhere.
 */

export const STRETCH_MS = 60_000;
/** So much before a moment belongs to it when one arrives there, so that the chat is not empty. */
const CONTEXT_MS = 30_000;
const JUMP_MS = 3000;
const KEPT_AT_ARRIVAL = 30;

export class CommentTrack {
  #read;
  #comments = [];
  #readFromMs = null;
  #readUntilMs = null;
  #toldUntilMs = null;
  #isReading = false;
  #hasArrived = false;

  /** @param {(fromMs: number, untilMs: number) => Promise<{program_time_ms: number}[]>} read */
  constructor(read) {
    this.#read = read;
  }

  /**
   * Return what is due now that the playhead is here: {isJump, due}. After a jump, `due` is what to show instead of all.
   */
  follow(programTimeMs) {
    if (this.#isElsewhere(programTimeMs)) {
      this.#goTo(programTimeMs);
    }
    this.#readAhead(programTimeMs);
    if (this.#toldUntilMs === null) {
      return this.#arrive(programTimeMs);
    }
    const due = this.#comments.filter(({ program_time_ms: at }) => at > this.#toldUntilMs && at <= programTimeMs);
    this.#toldUntilMs = Math.max(this.#toldUntilMs, programTimeMs);
    return { isJump: false, due };
  }

  #isElsewhere(programTimeMs) {
    if (this.#readFromMs === null) {
      return true;
    }
    const last = this.#toldUntilMs;
    return last !== null && (programTimeMs < last - JUMP_MS / 3 || programTimeMs > last + JUMP_MS);
  }

  #goTo(programTimeMs) {
    this.#comments = [];
    this.#readFromMs = programTimeMs - CONTEXT_MS;
    this.#readUntilMs = this.#readFromMs;
    this.#toldUntilMs = null;
    this.#hasArrived = false;
    this.#isReading = false;
  }

  #arrive(programTimeMs) {
    if (!this.#hasArrived) {
      return { isJump: false, due: [] };
    }
    this.#toldUntilMs = programTimeMs;
    const before = this.#comments.filter(({ program_time_ms: at }) => at <= programTimeMs);
    return { isJump: true, due: before.slice(-KEPT_AT_ARRIVAL) };
  }

  async #readAhead(programTimeMs) {
    if (this.#isReading || this.#readUntilMs - programTimeMs > STRETCH_MS / 2) {
      return;
    }
    const [place, fromMs] = [this.#readFromMs, this.#readUntilMs];
    const untilMs = Math.max(fromMs, programTimeMs) + STRETCH_MS;
    this.#isReading = true;
    try {
      const comments = await this.#read(fromMs, untilMs);
      if (place === this.#readFromMs) {
        this.#comments = [...this.#comments, ...comments].slice(-1000);
        this.#readUntilMs = untilMs;
        this.#hasArrived = true;
        this.#isReading = false;
      }
    } catch {
      // Asked again soon: the recording goes on without its chat meanwhile.
      setTimeout(() => {
        this.#isReading = false;
      }, 3000);
    }
  }
}
