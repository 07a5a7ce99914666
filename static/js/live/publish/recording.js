/**
 * One MediaRecorder at work. Every change of device or bitrate is a new recording, because a recorder can't change either on the way.
 */

/** The smallest pieces that MediaRecorder gives steadily. */
const PIECE_MS = 100;
/** Viewers can only join, and pieces can only be cut, at key frames. */
const KEY_FRAME_MS = 1000;
const AUDIO_BPS = 96_000;
/** Chromium's first piece is a single byte; the market wants to see at once that it gets a WebM. */
const HEAD_BYTES = 32;

/** Return the moment (local Unix ms) at which the next frame of a stream was captured; `now` when the browser does not tell in time. */
function nextCaptureMs(preview) {
  const { timeOrigin } = performance;
  return new Promise((resolve) => {
    const startedAtMs = Date.now();
    const timer = setTimeout(() => resolve(startedAtMs), PIECE_MS);
    preview.requestVideoFrameCallback?.((_now, frame) => {
      clearTimeout(timer);
      resolve(frame.captureTime ? timeOrigin + frame.captureTime : startedAtMs);
    });
  });
}

/** Return one buffer with the bytes of both. */
export function join(first, second) {
  const joined = new Uint8Array(first.byteLength + second.byteLength);
  joined.set(new Uint8Array(first));
  joined.set(new Uint8Array(second), first.byteLength);
  return joined.buffer;
}

/** Return a function that takes pieces and hands them on, but holds the first ones back until they are more than a few bytes. */
export function holdHead(handOn, leastBytes = HEAD_BYTES) {
  let head = new ArrayBuffer(0);
  return (bytes) => {
    if (head === null) {
      handOn(bytes);
      return;
    }
    head = join(head, bytes);
    if (head.byteLength >= leastBytes) {
      handOn(head);
      head = null;
    }
  };
}

export class Recording {
  #recorder;
  #started;
  #last = Promise.resolve();

  /**
   * @param {MediaStream} stream
   * @param {{mime: string, bitsPerSecond: number, preview: HTMLVideoElement}} options `preview` shows the same stream
   */
  constructor(stream, { mime, bitsPerSecond, preview }) {
    this.#recorder = new MediaRecorder(stream, {
      mimeType: mime,
      videoBitsPerSecond: bitsPerSecond,
      audioBitsPerSecond: AUDIO_BPS,
      videoKeyFrameIntervalDuration: KEY_FRAME_MS,
    });
    this.#started = nextCaptureMs(preview);
  }

  /**
   * Record until `stop()`.
   *
   * @param {(startedAtMs: number) => void} onStart told before the first piece, with the capture of media time 0 (local Unix ms)
   * @param {(bytes: ArrayBuffer) => void} onPiece told in order
   * @param {() => void} onError the recorder gave up
   */
  start({ onStart, onPiece, onError }) {
    const take = holdHead(onPiece);
    this.#last = this.#started.then(onStart);
    this.#recorder.addEventListener("dataavailable", ({ data }) => {
      if (data.size) {
        // One after another: two blobs may be read in any order, pieces must not.
        this.#last = this.#last.then(() => data.arrayBuffer()).then(take);
      }
    });
    this.#recorder.addEventListener("error", onError);
    this.#recorder.start(PIECE_MS);
  }

  /** Stop; resolves when the last piece was told. */
  async stop() {
    if (this.#recorder.state !== "inactive") {
      const stopped = new Promise((resolve) => {
        this.#recorder.addEventListener("stop", resolve, { once: true });
      });
      this.#recorder.stop();
      await stopped;
    }
    await this.#last;
  }
}
