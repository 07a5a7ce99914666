/**
 * A broadcast as HLS in one <video>, by hls.js; the browser's own HLS only where hls.js can't work (desktop Chromium says it plays HLS
 * itself, and does it without low latency).
 *
 * One of the transports of <nm-live-player>. They share: `start()`, `destroy()`, `programTimeMs`, `levels`, `setLevel(index)`, and tell by
 * callbacks: `onFailed({isGone})`, `onLevels()`, `onEnded()`.
 */

import { planStart } from "../../content/network.js";
import { findPosition, programTimeAt, readSpan } from "./playlist_time.js";

/** Measured: a stall may cost 0.3 s of latency, not the library's whole second; more than a tenth faster is heard. */
const LOW_LATENCY = { lowLatencyMode: true, liveSyncOnStallIncrease: 0.3, maxLiveSyncPlaybackRate: 1.1, backBufferLength: 20 };
/** Plain HLS of 2 s segments: two behind the edge, the usual three cost two more seconds. */
const PLAIN = { lowLatencyMode: false, liveSyncDurationCount: 2, maxLiveSyncPlaybackRate: 1.05, backBufferLength: 20 };
const WOUND_BACK = { lowLatencyMode: false, backBufferLength: 30, maxBufferLength: 20, maxMaxBufferLength: 30 };

export const KINDS = { llhls: LOW_LATENCY, plain: PLAIN, dvr: WOUND_BACK, replay: WOUND_BACK };

export class HlsTransport {
  #video;
  #url;
  #kind;
  #on;
  #hls = null;
  #isOver = false;
  #hasRecovered = false;
  #startAtMs;
  #startSeconds;

  /**
   * @param {HTMLVideoElement} video
   * @param {{url: string, kind: "llhls"|"plain"|"dvr"|"replay", startAtMs?: number, startSeconds?: number}} source `startAtMs`: program time
   *   to begin at
   * @param {{onFailed: (failure: {isGone: boolean}) => void, onLevels: () => void, onEnded: () => void}} on
   */
  constructor(video, { url, kind, startAtMs = null, startSeconds = -1 }, on) {
    this.#video = video;
    this.#url = url;
    this.#kind = kind;
    this.#startAtMs = startAtMs;
    this.#startSeconds = startSeconds;
    this.#on = on;
  }

  async start() {
    const { default: Hls } = await import("hls.js/light");
    if (this.#isOver) {
      return;
    }
    if (Hls.isSupported()) {
      this.#useLibrary(Hls);
    } else if (this.#video.canPlayType("application/vnd.apple.mpegurl")) {
      this.#useBrowser();
    } else {
      this.#on.onFailed({ isGone: true });
    }
  }

  destroy() {
    this.#isOver = true;
    this.#hls?.destroy();
    this.#hls = null;
    this.#video.removeEventListener("error", this.#onError);
    this.#video.removeAttribute("src");
  }

  /** Program time of the picture that is shown (unix milliseconds), or null. */
  get programTimeMs() {
    if (this.#hls) {
      return programTimeAt(this.#details, this.#video.currentTime);
    }
    const startDate = this.#video.getStartDate?.().getTime();
    return Number.isFinite(startDate) ? startDate + this.#video.currentTime * 1000 : null;
  }

  /** First and last program time that can be played ({fromMs, untilMs}), or null. */
  get span() {
    return readSpan(this.#details);
  }

  /** The qualities there are: [{index, height}], highest first. */
  get levels() {
    const levels = (this.#hls?.levels ?? []).map(({ width, height }, index) => ({ index, height: Math.min(width, height) }));
    return levels.filter(({ height }) => height > 0).sort((one, other) => other.height - one.height);
  }

  /** Play this quality; -1: the best that the network carries. */
  setLevel(index) {
    if (this.#hls) {
      this.#hls.nextLevel = index;
    }
  }

  /** Never choose more than this by itself (pixels of the shorter side). */
  cap(height) {
    const fitting = this.levels.find((level) => level.height <= height) ?? this.levels.at(-1);
    if (this.#hls) {
      this.#hls.autoLevelCapping = Number.isFinite(height) && fitting ? fitting.index : -1;
    }
  }

  /** Go to a program time, if it is in what can be played. Return whether it is. */
  seekTo(programTimeMs) {
    const seconds = findPosition(this.#details, programTimeMs);
    if (seconds === null) {
      return false;
    }
    this.#video.currentTime = seconds;
    return true;
  }

  get #details() {
    const { levels, currentLevel, loadLevel } = this.#hls ?? {};
    return levels?.[currentLevel]?.details ?? levels?.[loadLevel]?.details ?? null;
  }

  #useLibrary(Hls) {
    const { estimateBps } = planStart(navigator.connection);
    const hls = new Hls({
      ...KINDS[this.#kind],
      startPosition: this.#startSeconds,
      startLevel: -1,
      testBandwidth: false,
      abrEwmaDefaultEstimate: estimateBps,
      capLevelToPlayerSize: true,
      enableWorker: false, // fragmented MP4 needs no transmuxing
    });
    this.#hls = hls;
    hls.on(Hls.Events.ERROR, (_name, error) => error.fatal && this.#fail(Hls, error));
    hls.on(Hls.Events.MANIFEST_PARSED, () => this.#on.onLevels());
    hls.on(Hls.Events.BUFFERED_TO_END, () => this.#noticeEnd());
    if (this.#startAtMs !== null) {
      hls.once(Hls.Events.FRAG_BUFFERED, () => this.#goBack());
    }
    hls.loadSource(this.#url);
    hls.attachMedia(this.#video);
  }

  /** The library begins at the newest segment; only then it knows where in the video an earlier moment is. */
  #goBack() {
    this.#video.currentTime = findPosition(this.#details, this.#startAtMs) ?? this.#details.fragmentStart;
  }

  #noticeEnd() {
    if (this.#details && !this.#details.live) {
      this.#on.onEnded();
    }
  }

  #fail(Hls, error) {
    if (error.type === Hls.ErrorTypes.MEDIA_ERROR && this.#kind !== "llhls" && !this.#hasRecovered) {
      this.#hasRecovered = true;
      this.#hls.recoverMediaError();
      return;
    }
    this.#on.onFailed({ isGone: [403, 404, 410].includes(error.response?.code) });
  }

  #onError = () => this.#isOver || this.#on.onFailed({ isGone: false });

  #useBrowser() {
    this.#video.addEventListener("error", this.#onError);
    this.#video.src = this.#startSeconds > 0 ? `${this.#url}#t=${this.#startSeconds}` : this.#url;
    this.#on.onLevels();
  }
}
