/**
 * <nm-clip class="clip" role="article"> with its video's JSON in .clip__data: one clip, from poster to playing (see feed_post.js).
 *
 * Prepared, it is loaded so far that its first frame stands ready. data-state says what is seen: idle | loading | playing | paused | failed.
 */

import { getJson } from "../lib/api.js";
import { setIcon } from "../lib/icon.js";
import { message } from "../lib/messages.js";
import { chooseTrack, nearestTrack } from "./caption_choice.js";
import { Captions } from "./captions.js";
import { FeedPost } from "./feed_post.js";
import { tagAt } from "./offers.js";
import { Playback } from "./playback.js";
import { changeSettings, playerSettings } from "./player_settings.js";
import "./scrubber.js";
import { startOf } from "./start.js";
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
  #captions = null;
  #isRenewed = false;
  #startsAtSeconds = null;
  #waiting;

  connectedCallback() {
    const isFirst = !this.dataset.state;
    super.connectedCallback();
    if (isFirst) {
      this.querySelector("nm-scrubber").spriteUrl = spriteUrlOf(this.item);
      this.#captions = new Captions(this.querySelector(".clip__captions"));
      this.#startsAtSeconds = startOf(this.item.id, location);
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
    this.#showCaptions();
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
    this.#captions?.clear();
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
    this.applySettings();
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
      this.#showCaptions();
    }
  }

  /** Play as the person wants it: at another speed (the pitch of voices stays), with captions or without. */
  applySettings() {
    if (this.#element) {
      const { speed } = playerSettings();
      this.#element.defaultPlaybackRate = speed; // a source that is attached later begins with it
      this.#element.playbackRate = speed;
      this.#showCaptions();
    }
  }

  /** The captions that are shown, or null. */
  get shownTrack() {
    const now = { isMuted: !soundIsOn(), language: document.documentElement.lang };
    return chooseTrack(this.item.captions ?? [], playerSettings(), now);
  }

  /** Show captions, or none; return those that are shown now, null for none, false when the clip has none to show. */
  toggleCaptions() {
    const tracks = this.item.captions ?? [];
    if (tracks.length === 0) {
      return false;
    }
    if (this.shownTrack) {
      changeSettings({ captionsOn: false, captionsWhenMuted: false });
      return null;
    }
    changeSettings({ captionsOn: true });
    return nearestTrack(tracks, [playerSettings().captionLanguage, document.documentElement.lang]);
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
    if (this.#startsAtSeconds !== null) {
      this.#element.addEventListener("loadeddata", () => this.#begin(), { once: true });
    }
    this.querySelector(".clip__poster").after(this.#element);
    this.#playback = new Playback(this.#element, this.item.playlist_url, { onFailed: () => this.#renewOrFail() });
  }

  #begin() {
    this.seek(this.#startsAtSeconds ?? 0);
    this.#startsAtSeconds = null;
  }

  /** Only the clip on the screen asks for its captions. */
  #showCaptions() {
    if (this.#element && this.#isWatched) {
      this.#captions.show(this.#element, this.shownTrack);
    }
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

  /** A video that was cut meanwhile has new files: ask for them once, and go on with those. */
  async #renewOrFail() {
    const video = this.#isRenewed ? null : await getJson(`/api/v1/videos/${encodeURIComponent(this.item.id)}`).catch(() => null);
    this.#isRenewed = true;
    const isNew = video?.playlist_url && video.playlist_url !== this.item.playlist_url;
    if (isNew) {
      Object.assign(this.item, video);
      this.querySelector("nm-scrubber").spriteUrl = spriteUrlOf(this.item);
    }
    this.#fail();
    if (isNew && this.#isWatched) {
      this.#retry();
    }
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
