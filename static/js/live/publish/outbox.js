/**
 * What has been recorded and not yet been confirmed by the market: recordings one after another, each a row of numbered pieces.
 *
 * A piece stays until it is acknowledged, so that after a lost connection the row goes on where the market has it. What is older
 * than KEEP_MS is worth nothing to a live picture: then everything is dropped and the page begins a new recording.
 */

export const KEEP_MS = 15_000;
/** Pieces on their way at once: two seconds of 100 ms pieces, more than any sane round trip. */
const WINDOW_COUNT = 20;

export class Outbox {
  #recordings = [];

  /** Begin a recording; `header` is what the market is told of it (recording_id, mime, width, …). */
  begin(header) {
    this.finish();
    this.#recordings.push({ header, pieces: [], firstSequence: 0, nextToSend: 0, nextSequence: 0, isFinished: false });
  }

  /** Add a piece to the running recording. What still comes of a forgotten one is dropped with it. */
  add(bytes, nowMs) {
    const recording = this.#recordings.at(-1);
    if (!recording || recording.isFinished) {
      return;
    }
    recording.pieces.push({ bytes, recordedAtMs: nowMs });
    recording.nextSequence += 1;
  }

  /** No more pieces come for the running recording. One of which nothing was recorded is forgotten. */
  finish() {
    const recording = this.#recordings.at(-1);
    if (recording && recording.nextSequence === 0) {
      this.#recordings.pop();
    } else if (recording) {
      recording.isFinished = true;
    }
  }

  /** The header of the recording whose pieces are being sent, or null. */
  get header() {
    return this.#recordings[0]?.header ?? null;
  }

  /** Tell whether the recording being sent is complete and confirmed: it can be closed and `shift`ed. */
  get isDrained() {
    const [recording] = this.#recordings;
    return Boolean(recording?.isFinished) && recording.pieces.length === 0;
  }

  /** Go on to the next recording. */
  shift() {
    this.#recordings.shift();
  }

  /** Return the next piece to send as {sequence, bytes}, or null while there is none or enough are on their way. */
  take() {
    const [recording] = this.#recordings;
    if (!recording) {
      return null;
    }
    const sequence = recording.nextToSend;
    if (sequence >= recording.nextSequence || sequence - recording.firstSequence >= WINDOW_COUNT) {
      return null;
    }
    recording.nextToSend += 1;
    return { sequence, bytes: recording.pieces[sequence - recording.firstSequence].bytes };
  }

  /** The market has everything before `nextSequence` of the recording being sent. */
  acknowledge(nextSequence) {
    const [recording] = this.#recordings;
    if (!recording) {
      return;
    }
    const confirmed = Math.min(nextSequence, recording.nextSequence) - recording.firstSequence;
    if (confirmed > 0) {
      recording.pieces.splice(0, confirmed);
      recording.firstSequence += confirmed;
      recording.nextToSend = Math.max(recording.nextToSend, recording.firstSequence);
    }
  }

  /** After a reconnect: send again from where the market says that it is. */
  rewind(nextSequence) {
    this.acknowledge(nextSequence);
    const [recording] = this.#recordings;
    if (recording) {
      recording.nextToSend = recording.firstSequence;
    }
  }

  /** Return how long the oldest unconfirmed piece has been waiting (ms). */
  waitedMs(nowMs) {
    const oldest = this.#recordings.find((recording) => recording.pieces.length)?.pieces[0];
    return oldest ? nowMs - oldest.recordedAtMs : 0;
  }

  /** Forget everything; the page must begin a new recording. */
  clear() {
    this.#recordings = [];
  }
}
