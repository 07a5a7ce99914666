/**
 * Sends an outbox to the market over Socket.IO, namespace /publish. One recording at a time: open_recording, its pieces, close_recording.
 * The same recording opened again after a reconnect continues where the market has it.
 */

import { ServerClock } from "./clock.js";

const ACK_MS = 6000;
const CLOCK_QUESTIONS_COUNT = 5;
const CLOCK_EVERY_MS = 60_000;

export class Sender extends EventTarget {
  clock = new ServerClock();
  #socket;
  #outbox;
  #isOpen = false;
  #isOpening = false;
  #clockTimer;

  /**
   * Events: `connected`, `disconnected`, `confirmed` (detail.bufferedMs), `health` (detail), `refused` (detail.sentence), `ended` (detail.reason),
   * `lost`: the market was started anew and has no beginning of this recording; only another one is of use.
   *
   * @param {import("socket.io-client").Socket} socket not yet connected
   * @param {import("./outbox.js").Outbox} outbox
   */
  constructor(socket, outbox) {
    super();
    this.#socket = socket;
    this.#outbox = outbox;
    socket.on("connect", () => this.#greet());
    socket.on("disconnect", () => this.#lose());
    socket.on("connect_error", (error) => !socket.active && this.#tell("refused", { sentence: error.message }));
    for (const name of ["health", "refused", "ended"]) {
      socket.on(name, (detail) => this.#tell(name, detail));
    }
  }

  connect() {
    this.#socket.connect();
    this.#clockTimer = setInterval(() => this.#askTime(), CLOCK_EVERY_MS);
  }

  close() {
    clearInterval(this.#clockTimer);
    this.#socket.disconnect();
  }

  /** Send what can be sent now. Called whenever something was recorded or confirmed. */
  pump() {
    if (!this.#socket.connected || this.#isOpening) {
      return;
    }
    if (this.#outbox.isDrained) {
      this.#closeRecording();
    }
    if (!this.#isOpen) {
      this.#openRecording();
      return;
    }
    for (let piece = this.#outbox.take(); piece; piece = this.#outbox.take()) {
      this.#sendPiece(piece);
    }
  }

  async #greet() {
    this.#isOpen = false;
    this.#isOpening = false;
    this.#tell("connected");
    for (let count = 0; count < CLOCK_QUESTIONS_COUNT && this.#socket.connected; count += 1) {
      await this.#askTime();
    }
    this.pump();
  }

  #lose() {
    this.#isOpen = false;
    this.#isOpening = false;
    this.#tell("disconnected");
  }

  async #askTime() {
    const askedAtMs = Date.now();
    const answer = await this.#ask("sync_clock", {});
    if (answer) {
      this.clock.add(askedAtMs, Date.now(), answer.server_time_ms);
    }
  }

  async #openRecording() {
    const { header } = this.#outbox;
    if (!header) {
      return;
    }
    this.#isOpening = true;
    const { started_at_local_ms: startedAtMs, ...fields } = header;
    const answer = await this.#ask("open_recording", { ...fields, started_at_ms: this.clock.toServer(startedAtMs) });
    this.#isOpening = false;
    if (answer?.ok) {
      this.#isOpen = true;
      this.#outbox.rewind(answer.next_sequence);
      this.pump();
    } else if (answer) {
      this.#tell("refused", { sentence: answer.sentence ?? answer.error });
    } else {
      this.#startAgain();
    }
  }

  #closeRecording() {
    this.#socket.emit("close_recording", { recording_id: this.#outbox.header.recording_id });
    this.#outbox.shift();
    this.#isOpen = false;
  }

  async #sendPiece({ sequence, bytes }) {
    const { header } = this.#outbox;
    const answer = await this.#ask("chunk", sequence, bytes);
    if (header !== this.#outbox.header) {
      return;
    }
    if (!answer) {
      this.#startAgain();
    } else {
      this.#takeAnswer(answer);
    }
  }

  #takeAnswer(answer) {
    if (answer.ok) {
      this.#outbox.acknowledge(answer.next_sequence);
      this.#tell("confirmed", { bufferedMs: answer.buffered_ms ?? 0 });
    } else if (answer.is_lost) {
      this.#isOpen = false;
      this.#tell("lost");
    } else if (Number.isInteger(answer.next_sequence)) {
      // A gap: go back to where the market is.
      this.#outbox.rewind(answer.next_sequence);
    } else {
      this.#tell("refused", { sentence: answer.sentence });
      return;
    }
    this.pump();
  }

  /** An answer that does not come means a connection that is dead without saying so: a new one finds out. */
  #startAgain() {
    if (this.#socket.connected && this.#outbox.header) {
      this.#socket.io.engine.close();
    }
  }

  /** Ask the market; resolve to its answer, or to null when the connection was lost or none came in time. */
  async #ask(name, ...values) {
    try {
      return await this.#socket.timeout(ACK_MS).emitWithAck(name, ...values);
    } catch {
      return null;
    }
  }

  #tell(name, detail = {}) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
