/**
 * A broadcast as fragments pushed over the room's socket into Media Source Extensions: the lowest latency, one quality.
 *
 * The same interface as transport_hls.js. `wire` is how it talks to the server: the promise `joined`, `ask(name, payload)` →
 * answer or null, and `onFragment(handle)` → a function that ends it (static/js/live/room.js has them).
 */

import { ProgramClock } from "./program_clock.js";

/** How far behind the newest frame playing stays, and where hurrying begins (seconds). */
const TARGET_SECONDS = 0.3;
const HURRY_SECONDS = 0.65;
const JUMP_SECONDS = 2;
const KEPT_SECONDS = 30;

/** Return the playback rate for so much buffered media ahead; more than a tenth faster is heard. */
export function chooseRate(aheadSeconds) {
  if (aheadSeconds > HURRY_SECONDS) {
    return 1.1;
  }
  return aheadSeconds > TARGET_SECONDS + 0.15 ? 1.03 : 1;
}

export class MseTransport {
  #video;
  #wire;
  #rendition;
  #on;
  #source;
  #buffer = null;
  #queue = [];
  #early = [];
  #clock = new ProgramClock();
  #appending = null;
  #initNumber = null;
  #isOver = false;
  #hasBegun = false;
  #stop = () => {};
  #url;

  levels = [];

  constructor(video, { wire, rendition = "source" }, on) {
    this.#video = video;
    this.#wire = wire;
    this.#rendition = rendition;
    this.#on = on;
  }

  async start() {
    const Source = globalThis.ManagedMediaSource ?? globalThis.MediaSource;
    if (!Source || !this.#wire) {
      this.#on.onFailed({ isGone: true });
      return;
    }
    this.#video.disableRemotePlayback = true; // a managed source plays nowhere else
    this.#source = new Source();
    this.#url = URL.createObjectURL(this.#source);
    this.#source.addEventListener("sourceopen", () => this.#open(Source), { once: true });
    this.#video.src = this.#url;
  }

  destroy() {
    this.#isOver = true;
    this.#stop();
    this.#wire?.ask("unwatch_fragments", {});
    this.#video.playbackRate = 1;
    this.#video.removeAttribute("src");
    URL.revokeObjectURL(this.#url);
  }

  get programTimeMs() {
    return this.#clock.at(this.#video.currentTime);
  }

  get span() {
    return null;
  }

  setLevel() {}

  cap() {}

  seekTo() {
    return false;
  }

  async #open(Source) {
    this.#stop = this.#wire.onFragment((meta, bytes) => this.#take(meta, bytes));
    await this.#wire.joined;
    const answer = await this.#wire.ask("watch_fragments", { rendition: this.#rendition });
    if (this.#isOver) {
      return;
    }
    const type = answer?.codecs && `video/mp4; codecs="${answer.codecs}"`;
    if (!type || !Source.isTypeSupported(type)) {
      this.#on.onFailed({ isGone: Boolean(type) });
      return;
    }
    this.#buffer = this.#source.addSourceBuffer(type);
    this.#buffer.addEventListener("updateend", () => this.#follow());
    this.#buffer.addEventListener("error", () => this.#fail());
    [answer.init, ...answer.parts].forEach((bytes) => this.#queue.push({ bytes }));
    this.#early.forEach(({ meta, bytes }) => this.#take(meta, bytes));
    this.#early = [];
    this.#on.onLevels();
    this.#pump();
  }

  #take(meta, bytes) {
    if (!this.#buffer) {
      this.#early.push({ meta, bytes });
      return;
    }
    this.#initNumber ??= meta.init_number;
    if (meta.init_number !== this.#initNumber) {
      // A new recording has its own header: begin anew, which asks for it.
      this.#fail();
      return;
    }
    this.#queue.push({ bytes, endMs: meta.program_time_ms + meta.duration_ms });
    this.#pump();
  }

  #pump() {
    if (this.#isOver || this.#buffer.updating || !this.#queue.length) {
      return;
    }
    this.#appending = this.#queue.shift();
    try {
      this.#buffer.appendBuffer(this.#appending.bytes);
    } catch {
      this.#fail();
    }
  }

  #follow() {
    const { buffered } = this.#video;
    if (this.#isOver || !this.#buffer) {
      return;
    }
    if (buffered.length) {
      const end = buffered.end(buffered.length - 1);
      if (this.#appending?.endMs) {
        this.#clock.add(end, this.#appending.endMs);
      }
      this.#appending = null;
      this.#keepUp(buffered.start(buffered.length - 1), end);
    }
    this.#forgetOld();
    this.#pump();
  }

  #keepUp(start, end) {
    if (!this.#hasBegun && this.#queue.length) {
      return; // what came with the answer is appended first, so that playing begins near its end
    }
    this.#hasBegun = true;
    const ahead = end - this.#video.currentTime;
    if (this.#video.currentTime < start || ahead > JUMP_SECONDS) {
      this.#video.currentTime = Math.max(start, end - TARGET_SECONDS);
    } else {
      this.#video.playbackRate = chooseRate(ahead);
    }
  }

  #forgetOld() {
    const { buffered, currentTime } = this.#video;
    if (buffered.length && currentTime - buffered.start(0) > KEPT_SECONDS && !this.#buffer.updating) {
      this.#buffer.remove(0, currentTime - KEPT_SECONDS / 3);
    }
  }

  #fail() {
    if (!this.#isOver) {
      this.#on.onFailed({ isGone: false });
    }
  }
}
