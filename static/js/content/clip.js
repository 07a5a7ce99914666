/**
 * <nm-clip class="clip" role="article"> with its video's JSON in .clip__data: one clip, from poster to playing.
 *
 * A feed tells it what it is to the person: `watch(pool)` (the one on the screen), `prepare(pool)` (one of the next: loaded so far that
 * its first frame stands ready), `rest()` (just passed: paused, kept), `release()` (far away: only its poster). data-state says what is
 * seen: idle | loading | playing | paused | failed. Events: `offer-opened` (detail: tag), `offers-opened`, both bubble.
 */

import { setIcon } from "../lib/icon.js";
import { message } from "../lib/messages.js";
import { showToast } from "../ui/toast.js";
import { tagAt } from "./offers.js";
import { Playback } from "./playback.js";
import "./scrubber.js";
import { setSound, soundIsOn } from "./sound.js";

const SEEK_SECONDS = 5;
/** A shorter wait is not worth a spinner. */
const SPINNER_AFTER_MS = 300;

export class Clip extends HTMLElement {
  #pool = null;
  #element = null;
  #playback = null;
  #isWatched = false;
  #wantsPlay = false;
  #waiting;

  connectedCallback() {
    if (this.dataset.state) {
      return;
    }
    this.item ??= JSON.parse(this.querySelector(".clip__data").textContent);
    this.querySelector("nm-scrubber").spriteUrl = spriteUrlOf(this.item);
    this.addEventListener("click", (event) => this.#act(event));
    const poster = this.querySelector(".clip__poster");
    poster.addEventListener("error", () => poster.removeAttribute("src"));
    this.addEventListener("scrubbed", (event) => this.seek(event.detail));
    this.#show("idle");
    this.#offerAllWords();
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
      this.#element.currentTime = 0;
      this.#show("idle");
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
      this.#show("idle");
    }
  }

  /** Start or go on. Without permission to sound, play silently. */
  async play() {
    this.#wantsPlay = true;
    if (!this.#element) {
      return;
    }
    this.#element.muted = !soundIsOn();
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
    this.#show("paused");
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

  /** Open the offer that is shown, else the list of all. */
  openOffer() {
    const tag = tagAt(this.item.product_tags, this.seconds);
    this.dispatchEvent(
      tag
        ? new CustomEvent("offer-opened", { bubbles: true, detail: tag })
        : new CustomEvent("offers-opened", { bubbles: true }),
    );
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
      this.#show("playing");
    } else if (event.type === "waiting" && this.#wantsPlay) {
      clearTimeout(this.#waiting);
      this.#waiting = setTimeout(() => this.#show("loading"), SPINNER_AFTER_MS);
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

  #show(state) {
    const words = { idle: "play", paused: "play", loading: "pause", playing: "pause", failed: "try_again" };
    const icons = { idle: "play", paused: "play", loading: "spinner", playing: "pause", failed: "retry" };
    this.dataset.state = state;
    const toggle = this.querySelector(".clip__toggle");
    toggle.setAttribute("aria-label", message(words[state]));
    setIcon(toggle.querySelector(".icon"), icons[state]);
    this.querySelector(".clip__failure").hidden = state !== "failed";
  }

  #fail() {
    const pool = this.#pool;
    const wasWatched = this.#isWatched;
    this.release();
    this.#pool = pool;
    this.#isWatched = wasWatched;
    this.#show("failed");
  }

  #retry() {
    this.#show("loading");
    this.watch(this.#pool);
  }

  #act(event) {
    const control = event.target.closest("[data-act], .clip__toggle, .offer");
    if (!control) {
      return;
    }
    if (control.matches(".clip__toggle")) {
      this.toggle();
    } else if (control.matches(".offer")) {
      this.#openOfferOf(control, event);
    } else {
      this.#carryOut(control);
    }
  }

  #openOfferOf(control, event) {
    if (event.metaKey || event.ctrlKey || event.shiftKey) {
      return; // a new tab, as the person asked
    }
    event.preventDefault();
    const tag = this.item.product_tags[Number(control.dataset.index)];
    this.dispatchEvent(new CustomEvent("offer-opened", { bubbles: true, detail: tag }));
  }

  #carryOut(control) {
    const acts = {
      sound: () => setSound(!soundIsOn()),
      offers: () => this.dispatchEvent(new CustomEvent("offers-opened", { bubbles: true })),
      share: () => this.#share(),
      words: () => this.#toggleWords(control),
    };
    acts[control.dataset.act]?.();
  }

  #toggleWords(control) {
    const isOpen = this.querySelector(".clip__text").toggleAttribute("data-open");
    control.setAttribute("aria-expanded", String(isOpen));
    control.textContent = message(isOpen ? "less" : "more");
  }

  #offerAllWords() {
    const text = this.querySelector(".clip__text");
    this.querySelector(".clip__more").hidden = text.hidden || text.scrollHeight <= text.clientHeight + 1;
  }

  async #share() {
    const url = new URL(`/v/${this.item.id}`, location.href).href;
    if (navigator.share) {
      await navigator.share({ title: this.item.title, url }).catch(() => {}); // closed without sharing
      return;
    }
    await navigator.clipboard?.writeText(url);
    showToast(navigator.clipboard ? message("copied") : url, { kind: navigator.clipboard ? "success" : "info" });
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
