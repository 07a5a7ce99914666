/**
 * One MediaRecorder at work. Every change of device or bitrate is a new recording, because a recorder can't change either on the way.
 */

/** The smallest pieces that MediaRecorder gives steadily. */
const PIECE_MS = 100;
/** Viewers can only join, and pieces can only be cut, at key frames. */
const KEY_FRAME_MS = 1000;
const AUDIO_BPS = 96_000;

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
    this.#last = this.#started.then(onStart);
    this.#recorder.addEventListener("dataavailable", ({ data }) => {
      if (data.size) {
        // One after another: two blobs may be read in any order, pieces must not.
        this.#last = this.#last.then(() => data.arrayBuffer()).then(onPiece);
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
