/**
 * <nm-live-player class="player"> (templates/live/player.html): the picture of a broadcast, live, wound back, or its replay.
 *
 * `open(source)` plays; `programTimeMs` is the moment of the broadcast that is on the screen, which everything around it follows. Whatever
 * breaks, it says so calmly and comes back by itself. data-state: idle | loading | playing | paused | recovering | interrupted | ended.
 * data-place: live | behind | replay. Events (bubbling): `player-state`, `player-place`, `media-refused` (the address is not valid any more).
 */

import { onSoundChanged, setSound, soundIsOn } from "../../content/sound.js";
import { message } from "../../lib/messages.js";
import { PlayerBar } from "./player_bar.js";
import { PlayerMenu } from "./player_menu.js";
import { readSettings, writeSettings } from "./player_settings.js";
import { isLate, windowOf } from "./dvr.js";
import { HEALTHY_MS, Recovery } from "./recovery.js";
import { createTransport } from "./transports.js";
import { Watchdog } from "./watchdog.js";

const LOOK_MS = 250;
const SAVED_HEIGHT = 360;
/** While the publisher is known to be gone there is nothing new to load; that he is back is told, and only that could get lost. */
const INTERRUPTED_PATIENCE_MS = 15_000;

export class LivePlayer extends HTMLElement {
  #source = null;
  #transport = null;
  #recovery = null;
  #watchdog = new Watchdog();
  #settings = readSettings();
  #bar;
  #menu;
  #wantsPlay = false;
  #isInterrupted = false;
  #woundTo = null;
  #lacksAudio = false;
  #seenPlayingAtMs = 0;
  #timer;
  #looking;
  #stops = [];

  connectedCallback() {
    this.#bar = new PlayerBar(this);
    this.#menu = new PlayerMenu(this);
    const { video } = this;
    video.addEventListener("playing", () => this.#showsInterruption || this.#show("playing"));
    video.addEventListener("pause", () => this.#notePause());
    video.addEventListener("canplay", () => this.#wantsPlay && video.paused && this.#tryToPlay());
    video.addEventListener("resize", () => this.toggleAttribute("data-wide", video.videoWidth > video.videoHeight));
    video.addEventListener("ended", () => this.isReplay && this.#show("ended"));
    this.#stops = [onSoundChanged(() => this.#applySound())];
    this.#looking = setInterval(() => this.#look(), LOOK_MS);
    this.#applySound();
  }

  disconnectedCallback() {
    this.close();
    clearInterval(this.#looking);
    this.#stops.forEach((stop) => stop());
  }

  /**
   * Play a broadcast, live or as a replay.
   *
   * @param {{media?: {master_url: string, plain_url: string, dvr_url: string}, replayUrl?: string, wire?: object, serverNow?: () => number,
   *   startedAtMs?: number|null, dvrSeconds?: number, mode?: "llhls"|"mse"|"plain"}} source `wire`: static/js/live/room.js
   */
  open(source) {
    this.#source = { serverNow: () => Date.now(), startedAtMs: null, dvrSeconds: 0, ...source };
    this.#recovery = new Recovery(source.mode ?? this.#settings.mode);
    this.#wantsPlay = true;
    this.#woundTo = null;
    this.#load();
  }

  /** Stop, and show nothing but the poster. */
  close() {
    this.#wantsPlay = false;
    this.#discard();
    this.#source = null;
    this.#show("idle");
  }

  get video() {
    return this.querySelector("video");
  }

  get isReplay() {
    return Boolean(this.#source?.replayUrl);
  }

  /** Whether the newest picture is shown, not an earlier one. */
  get isAtLive() {
    return !this.isReplay && this.#woundTo === null;
  }

  get programTimeMs() {
    return this.#transport?.programTimeMs ?? null;
  }

  /** How late the picture is (milliseconds), or null while nobody knows. */
  get latencyMs() {
    const shown = this.programTimeMs;
    return shown === null || !this.#source ? null : this.#source.serverNow() - shown;
  }

  get levels() {
    return this.#transport?.levels ?? [];
  }

  get settings() {
    return this.#settings;
  }

  /** The name of the transport in use: mse | llhls | plain | dvr | replay | audio. */
  get kind() {
    if (this.isReplay) {
      return "replay";
    }
    if (this.#woundTo !== null) {
      return "dvr";
    }
    return this.#settings.isAudioOnly && !this.#lacksAudio ? "audio" : this.#recovery.transport;
  }

  /** What can be wound to: {fromMs, untilMs} of program time; null when there is nothing to wind. */
  get window() {
    if (!this.#source) {
      return null;
    }
    if (this.isReplay) {
      return this.#transport?.span ?? null;
    }
    const { startedAtMs, dvrSeconds, serverNow } = this.#source;
    return dvrSeconds ? windowOf({ startedAtMs, dvrSeconds, nowMs: serverNow() }) : null;
  }

  /** Take new addresses, e.g. with a new token; they are used when something is loaded next. */
  renew(media) {
    if (this.#source) {
      this.#source.media = media;
    }
  }

  /** Say that the publisher is gone for the moment, or back. */
  set isInterrupted(isInterrupted) {
    this.#isInterrupted = isInterrupted;
    if (this.#showsInterruption) {
      this.#show("interrupted");
    } else if (!isInterrupted && this.dataset.state === "interrupted") {
      // What comes now is a new recording: loading anew gets over the gap at once, whatever was tried meanwhile.
      this.#recovery = new Recovery(this.#settings.mode);
      this.#show("recovering");
      this.#load();
    }
  }

  get #showsInterruption() {
    return this.#isInterrupted && this.isAtLive;
  }

  /** Say that the broadcast is over. What is buffered plays to its end. */
  finish() {
    this.#wantsPlay = false;
    clearTimeout(this.#timer);
    this.#discard();
    this.#show("ended");
  }

  play() {
    this.#wantsPlay = true;
    if (this.isAtLive && isLate(this.programTimeMs, this.#source.serverNow())) {
      this.windTo(this.programTimeMs);
    } else {
      this.#tryToPlay();
    }
  }

  pause() {
    this.#wantsPlay = false;
    this.video.pause();
  }

  toggle() {
    if (this.#wantsPlay) {
      this.pause();
    } else {
      this.play();
    }
  }

  /** Show an earlier moment; null goes back to live. */
  windTo(programTimeMs) {
    const wasAtLive = this.isAtLive;
    this.#wantsPlay = true;
    if (!this.isReplay) {
      this.#woundTo = programTimeMs;
    }
    const isThere = !wasAtLive && programTimeMs !== null && this.#transport?.seekTo(programTimeMs);
    if (isThere) {
      this.#tryToPlay();
    } else if (!this.isReplay) {
      this.#load();
    }
    this.#tell("player-place");
  }

  goLive() {
    this.windTo(null);
  }

  /** Wind by so many seconds. */
  windBy(seconds) {
    const { window } = this;
    const from = this.programTimeMs;
    if (!window || from === null || (seconds > 0 && this.isAtLive)) {
      return;
    }
    const to = from + seconds * 1000;
    this.windTo(!this.isReplay && to >= window.untilMs - 1000 ? null : Math.max(window.fromMs, to));
  }

  /** Change and keep what the person chose. */
  choose(changes) {
    const { mode, isAudioOnly } = this.#settings;
    this.#settings = { ...this.#settings, ...changes };
    writeSettings(this.#settings);
    if (this.#source && (mode !== this.#settings.mode || isAudioOnly !== this.#settings.isAudioOnly)) {
      this.#recovery = new Recovery(this.#settings.mode);
      this.#load();
    }
    this.#applyQuality();
    this.#look();
  }

  #load() {
    clearTimeout(this.#timer);
    this.#discard();
    this.dataset.place = this.isReplay ? "replay" : this.isAtLive ? "live" : "behind";
    this.toggleAttribute("data-audio-only", this.#settings.isAudioOnly);
    this.#watchdog.reset(performance.now());
    this.#seenPlayingAtMs = performance.now();
    this.#show(this.#showsInterruption ? "interrupted" : this.dataset.state === "recovering" ? "recovering" : "loading");
    this.#transport = createTransport(this.video, { ...this.#source, kind: this.kind, startAtMs: this.#woundTo }, {
      onFailed: (failure) => this.#fail(failure),
      onLevels: () => this.#applyQuality(),
      onEnded: () => {},
    });
    this.#transport.start();
    if (this.#wantsPlay) {
      this.#tryToPlay();
    }
  }

  #discard() {
    this.#transport?.destroy();
    this.#transport = null;
  }

  async #tryToPlay() {
    this.video.muted = !soundIsOn();
    try {
      await this.video.play();
    } catch (error) {
      if (error.name === "NotAllowedError" && soundIsOn()) {
        setSound(false);
        await this.#tryToPlay();
      } else if (error.name === "NotAllowedError") {
        this.pause();
      } // anything else: a load came between, and plays itself
    }
  }

  #fail({ isGone }) {
    if (isGone && this.kind === "audio") {
      this.#lacksAudio = true;
      this.#load();
      return;
    }
    if (isGone && this.kind === "mse") {
      this.#recovery.skip();
    } else if (isGone) {
      this.#tell("media-refused");
    }
    this.#show(this.#showsInterruption ? "interrupted" : "recovering");
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#source && this.#load(), this.#recovery.fail());
  }

  /** A few times a second: is the picture moving, where are we? */
  #look() {
    if (!this.#source) {
      return;
    }
    const seen = this.#seen;
    if (this.#watchdog.looksDead(seen)) {
      this.#fail({ isGone: false });
    } else if (this.dataset.state === "playing" && seen.nowMs - this.#seenPlayingAtMs > HEALTHY_MS) {
      this.#recovery.settle();
    }
    this.#bar.show();
    this.#menu.show();
  }

  get #seen() {
    const { video } = this;
    const paints = document.visibilityState === "visible" && video.videoWidth > 0 && !this.#settings.isAudioOnly;
    return {
      nowMs: performance.now(),
      shouldPlay: this.#wantsPlay && this.#transport !== null && !(this.isReplay && video.ended),
      seconds: video.currentTime,
      framesCount: paints ? video.getVideoPlaybackQuality().totalVideoFrames : null,
      patienceMs: this.#showsInterruption ? INTERRUPTED_PATIENCE_MS : undefined,
    };
  }

  #applyQuality() {
    const { quality, isAudioOnly } = this.#settings;
    const saves = quality === "save" || isAudioOnly;
    this.#transport?.cap(saves ? SAVED_HEIGHT : Infinity);
    const level = this.levels.find(({ height }) => String(height) === quality);
    this.#transport?.setLevel(saves ? -1 : (level?.index ?? -1));
    this.#menu.showLevels();
  }

  #applySound() {
    const on = soundIsOn();
    this.video.muted = !on;
    this.dataset.sound = on ? "on" : "off";
    for (const button of this.querySelectorAll("[data-act=sound]")) {
      button.setAttribute("aria-pressed", String(on));
      // Whoever speaks to a button says the words that stand on it.
      if (!button.textContent.trim()) {
        button.setAttribute("aria-label", message(on ? "sound_off" : "sound_on"));
      }
    }
  }

  /** Also a headset or the picture-in-picture window pauses. A source that is taken away pauses, too, but has nothing to play then. */
  #notePause() {
    const isMeant = !this.#wantsPlay || (this.video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && !this.video.ended);
    if (isMeant && this.#source) {
      this.#wantsPlay = false;
      this.#show("paused");
    }
  }

  #show(state) {
    if (this.dataset.state !== state) {
      this.dataset.state = state;
      const words = { recovering: "picture_returns", interrupted: "host_interrupted", ended: "" };
      this.querySelector(".player__calm p").textContent = words[state] ? message(words[state]) : "";
      this.#tell("player-state");
    }
  }

  #tell(name) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true }));
  }
}

customElements.define("nm-live-player", LivePlayer);
