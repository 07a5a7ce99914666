/**
 * <nm-clip class="clip" role="article"> with its video's JSON in .clip__data: one clip, from poster to playing (see feed_post.js).
 *
 * Prepared, it is loaded so far that its first frame stands ready. data-state says what is seen: idle | loading | playing | paused | failed.
 */

import { setIcon } from "../lib/icon.js";
import { message } from "../lib/messages.js";
import { FeedPost } from "./feed_post.js";
import { tagAt } from "./offers.js";
import { Playback } from "./playback.js";
import { playerSettings } from "./player_settings.js";
import "./scrubber.js";
import { setSound, soundIsOn } from "./sound.js";

const SEEK_SECONDS = 5;
/** A shorter wait is not worth a spinner. */
const SPINNER_AFTER_MS = 300;

export class Clip extends FeedPost {
  #pool = null;
  #element = null;
  #playback = null;
  #isWatched = false;
  #wantsPlay = false;
  #waiting;

  connectedCallback() {
    const isFirst = !this.dataset.state;
    super.connectedCallback();
    if (isFirst) {
      this.querySelector("nm-scrubber").spriteUrl = spriteUrlOf(this.item);
      const poster = this.querySelector(".clip__poster");
      poster.addEventListener("error", () => poster.removeAttribute("src"));
      this.addEventListener("scrubbed", (event) => this.seek(event.detail));
    }
  }

  disconnectedCallback() {
    this.release();
  }

  get seconds() {
    return this.#element?.currentTime ?? 0;
  }

  /** Play: this is the clip on the screen. */
  watch(pool) {
    this.#isWatched = true;
    this.#load(pool);
    if (this.#playback) {
      this.#playback.isWatched = true;
    }
    this.play();
  }

  /** Load the first moments, so that a swipe shows a frame at once. */
  prepare(pool) {
    this.rest();
    this.#load(pool);
  }

  /** Pause and go back to the start: the person has passed on. */
  rest() {
    this.#isWatched = false;
    this.#wantsPlay = false;
    if (this.#element) {
      this.#playback.isWatched = false;
      this.#element.pause();
      if (this.#element.currentTime > 0) {
        this.#element.currentTime = 0; // a seek to where it stands would cost the frame that is ready
      }
      this.showState("idle");
    }
  }

  /** Let go of everything but the poster. */
  release() {
    this.#isWatched = false;
    this.#wantsPlay = false;
    clearTimeout(this.#waiting);
    this.#playback?.destroy();
    this.#playback = null;
    if (this.#element) {
      this.#listen("removeEventListener");
      this.#pool.give(this.#element);
      this.#element = null;
      this.showState("idle");
    }
  }

  /** Start or go on. Without permission to sound, play silently. */
  async play() {
    this.#wantsPlay = true;
    if (!this.#element) {
      return;
    }
    this.#element.muted = !soundIsOn();
    this.applySpeed(playerSettings().speed);
    try {
      await this.#element.play();
    } catch (error) {
      if (error.name === "NotAllowedError" && !this.#element.muted) {
        setSound(false);
        await this.play();
      } else if (error.name === "NotAllowedError") {
        this.pause();
      }
    }
  }

  pause() {
    this.#wantsPlay = false;
    this.#element?.pause();
    this.showState("paused");
  }

  toggle() {
    if (this.dataset.state === "failed") {
      this.#retry();
    } else if (this.#wantsPlay) {
      this.pause();
    } else {
      this.play();
    }
  }

  seek(seconds) {
    if (this.#element) {
      const end = this.#element.duration || Infinity;
      this.#element.currentTime = Math.max(0, Math.min(seconds, end - 0.1));
      this.#follow();
    }
  }

  seekBy(direction) {
    this.seek(this.seconds + direction * SEEK_SECONDS);
  }

  /** Hear it or not, as the session says. */
  applySound() {
    if (this.#element && this.#isWatched) {
      this.#element.muted = !soundIsOn();
    }
  }

  /** Play at another speed; the pitch of voices stays. */
  applySpeed(speed) {
    if (this.#element) {
      this.#element.defaultPlaybackRate = speed; // a source that is attached later begins with it
      this.#element.playbackRate = speed;
    }
  }

  /** Show the clip in a window of its own, or here again. */
  async togglePictureInPicture() {
    if (document.pictureInPictureElement) {
      await document.exitPictureInPicture();
    } else {
      await this.#element?.requestPictureInPicture();
    }
  }

  get shownTag() {
    return tagAt(this.item.product_tags, this.seconds);
  }

  #load(pool) {
    if (this.#element || !this.item.playlist_url) {
      return;
    }
    this.#element = pool.take();
    if (!this.#element) {
      return;
    }
    this.#pool = pool;
    this.#listen("addEventListener");
    this.querySelector(".clip__poster").after(this.#element);
    this.#playback = new Playback(this.#element, this.item.playlist_url, { onFailed: () => this.#fail() });
  }

  #listen(method) {
    for (const name of ["playing", "waiting", "timeupdate", "loadeddata", "pause"]) {
      this.#element[method](name, this.#onMedia);
    }
  }

  #onMedia = (event) => {
    if (event.type === "playing" || event.type === "pause") {
      clearTimeout(this.#waiting);
    }
    if (event.type === "playing") {
      this.showState("playing");
    } else if (event.type === "waiting" && this.#wantsPlay) {
      clearTimeout(this.#waiting);
      this.#waiting = setTimeout(() => this.showState("loading"), SPINNER_AFTER_MS);
    } else if (event.type === "timeupdate") {
      this.#follow();
    }
  };

  #follow() {
    const seconds = this.seconds;
    this.querySelector("nm-scrubber").show(seconds, this.#element.duration || this.item.duration_seconds);
    const due = this.#isWatched ? tagAt(this.item.product_tags, seconds) : null;
    const index = this.item.product_tags.indexOf(due);
    for (const offer of this.querySelectorAll(".clip__words > .offer")) {
      offer.toggleAttribute("data-shown", Number(offer.dataset.index) === index);
    }
  }

  showState(state) {
    const words = { idle: "play", paused: "play", loading: "pause", playing: "pause", failed: "try_again" };
    const icons = { idle: "play", paused: "play", loading: "spinner", playing: "pause", failed: "retry" };
    const toggle = this.querySelector(".clip__toggle");
    toggle.setAttribute("aria-label", message(words[state]));
    setIcon(toggle.querySelector(".icon"), icons[state]);
    this.querySelector(".clip__failure").hidden = state !== "failed";
    super.showState(state);
  }

  #fail() {
    const pool = this.#pool;
    const wasWatched = this.#isWatched;
    this.release();
    this.#pool = pool;
    this.#isWatched = wasWatched;
    this.showState("failed");
  }

  #retry() {
    this.showState("loading");
    this.watch(this.#pool);
  }
}

/** The sprite's index lies beside the playlist of every finished video; one still in the making says so by null. */
function spriteUrlOf(item) {
  if (item.sprite_url !== undefined || !item.playlist_url) {
    return item.sprite_url;
  }
  return item.playlist_url.replace(/[^/]*$/, "sprite.json");
}

customElements.define("nm-clip", Clip);
