/**
 * One HLS playlist in one <video>: hls.js where it can work, else the browser's own HLS.
 *
 * hls.js goes first: desktop Chromium says it plays HLS itself, and does it worse.
 */

import { planStart } from "./network.js";
import { playerSettings } from "./player_settings.js";

const PRELOAD_SECONDS = 4;
const PLAYING_SECONDS = 20;
const KEPT_SECONDS = 10;
const MOST_RETRIES = 3;
const RETRY_MS = 800;

/** What the last clip measured; a better guess for the next one than anything else. */
let measuredBps = 0;

function options({ startSeconds, estimateBps }) {
  return {
    startPosition: startSeconds,
    startLevel: -1,
    testBandwidth: false,
    abrEwmaDefaultEstimate: measuredBps || estimateBps,
    capLevelToPlayerSize: true,
    maxBufferLength: PRELOAD_SECONDS,
    maxMaxBufferLength: PLAYING_SECONDS,
    backBufferLength: KEPT_SECONDS,
    enableWorker: false, // fragmented MP4 needs no transmuxing
    fragLoadPolicy: {
      default: {
        maxTimeToFirstByteMs: 8000,
        maxLoadTimeMs: 30_000,
        timeoutRetry: { maxNumRetry: 3, retryDelayMs: 0, maxRetryDelayMs: 0 },
        errorRetry: { maxNumRetry: 4, retryDelayMs: 500, maxRetryDelayMs: 4000, backoff: "exponential" },
      },
    },
  };
}

export class Playback {
  #video;
  #url;
  #onFailed;
  #hls = null;
  #ended = false;
  #retries = 0;
  #isWatched = false;
  #timer;

  /**
   * @param {HTMLVideoElement} video
   * @param {string} url the playlist's
   * @param {{startSeconds?: number, onFailed: () => void}} options
   */
  constructor(video, url, { startSeconds = 0, onFailed }) {
    this.#video = video;
    this.#url = url;
    this.#onFailed = onFailed;
    this.#attach(startSeconds);
  }

  /** Load far ahead (the clip that is watched) or just enough for the first moments (the next ones). */
  set isWatched(isWatched) {
    this.#isWatched = isWatched;
    if (this.#hls) {
      this.#hls.config.maxBufferLength = isWatched ? PLAYING_SECONDS : PRELOAD_SECONDS;
    }
  }

  /** Stop loading and let go of the element. */
  destroy() {
    this.#ended = true;
    clearTimeout(this.#timer);
    measuredBps = this.#hls?.bandwidthEstimate || measuredBps;
    this.#hls?.destroy();
    this.#hls = null;
  }

  async #attach(startSeconds) {
    const { default: Hls } = await import("hls.js");
    if (this.#ended) {
      return;
    }
    if (Hls.isSupported()) {
      this.#useLibrary(Hls, startSeconds);
    } else if (this.#video.canPlayType("application/vnd.apple.mpegurl")) {
      this.#video.src = startSeconds ? `${this.#url}#t=${startSeconds}` : this.#url;
      this.#video.addEventListener("error", () => this.#ended || this.#onFailed(), { once: true });
    } else {
      this.#onFailed();
    }
  }

  #useLibrary(Hls, startSeconds) {
    const { estimateBps, capHeight } = planStart(navigator.connection, playerSettings().savesData);
    const hls = new Hls(options({ startSeconds, estimateBps }));
    this.#hls = hls;
    this.isWatched = this.#isWatched;
    hls.on(Hls.Events.ERROR, (_name, error) => error.fatal && this.#recover(Hls, error));
    hls.on(Hls.Events.MANIFEST_PARSED, () => capLevels(hls, capHeight));
    hls.on(Hls.Events.FRAG_BUFFERED, () => {
      this.#retries = 0;
    });
    hls.loadSource(this.#url);
    hls.attachMedia(this.#video);
  }

  #recover(Hls, error) {
    this.#retries += 1;
    if (this.#retries > MOST_RETRIES || isGone(error)) {
      this.#onFailed();
    } else if (error.type === Hls.ErrorTypes.MEDIA_ERROR) {
      this.#hls.recoverMediaError();
    } else {
      this.#timer = setTimeout(() => this.#reload(), RETRY_MS * 2 ** this.#retries);
    }
  }

  #reload() {
    if (this.#hls.levels?.length) {
      this.#hls.startLoad();
    } else {
      this.#hls.loadSource(this.#url);
    }
  }
}

/** A video that was taken down answers 403, 404 or 410: asking again does not bring it back. */
function isGone(error) {
  return [403, 404, 410].includes(error.response?.code);
}

function capLevels(hls, capHeight) {
  const fitting = hls.levels.findLastIndex((level) => Math.min(level.width, level.height) <= capHeight);
  if (Number.isFinite(capHeight) && fitting >= 0) {
    hls.autoLevelCapping = fitting;
  }
}
