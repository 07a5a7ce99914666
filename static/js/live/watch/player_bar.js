/**
 * The bar under a broadcast's picture: play, how far back, back to live, sound, picture-in-picture, full screen; and the keys that do the
 * same. It shows itself for a moment when the picture is touched.
 */

import { setSound, soundIsOn } from "../../content/sound.js";
import { setIcon } from "../../lib/icon.js";
import { message } from "../../lib/messages.js";
import { formatDuration } from "../../lib/time.js";
import { chooseMoment, placeOf } from "./dvr.js";
import { actOfKey } from "./player_keys.js";

const SHOWN_MS = 4000;
const STEP_SECONDS = 10;
const RANGE = 1000;

export class PlayerBar {
  #player;
  #isDragged = false;
  #timer;

  constructor(player) {
    this.#player = player;
    player.addEventListener("click", (event) => this.#press(event.target.closest("[data-act]"), event.pointerType));
    player.addEventListener("pointermove", (event) => event.pointerType === "mouse" && this.#awake());
    player.addEventListener("focusin", (event) => event.target.matches(":focus-visible") && this.#awake());
    this.#slider?.addEventListener("input", () => this.#drag());
    this.#slider?.addEventListener("change", () => this.#drop());
    if (player.hasAttribute("keys")) {
      document.addEventListener("keydown", (event) => this.#type(event));
    }
    const pip = player.querySelector("[data-act=pip]");
    if (pip) {
      pip.hidden = !document.pictureInPictureEnabled;
    }
  }

  get #slider() {
    return this.#player.querySelector(".player__slider");
  }

  /** Show where we are. */
  show() {
    const player = this.#player;
    this.#showPlay();
    const { window, programTimeMs } = player;
    const slider = this.#slider;
    if (!slider) {
      return;
    }
    slider.disabled = !window || window.untilMs - window.fromMs < 2 * STEP_SECONDS * 1000;
    if (window && !this.#isDragged) {
      this.#paint(player.isAtLive ? 1 : placeOf(programTimeMs, window), window);
    }
    const back = player.querySelector("[data-act=live]");
    if (back) {
      back.hidden = player.isReplay;
      back.toggleAttribute("data-at-live", player.isAtLive);
      back.setAttribute("aria-disabled", String(player.isAtLive));
    }
  }

  #showPlay() {
    const button = this.#player.querySelector("[data-act=play]");
    const isPaused = this.#player.dataset.state === "paused" || this.#player.dataset.state === "ended";
    if (button && button.dataset.shown !== String(isPaused)) {
      button.dataset.shown = String(isPaused);
      button.setAttribute("aria-label", message(isPaused ? "play" : "pause"));
      setIcon(button.querySelector(".icon"), isPaused ? "play" : "pause");
    }
  }

  #paint(place, window) {
    const slider = this.#slider;
    slider.value = String(Math.round(place * RANGE));
    slider.style.setProperty("--played", String(place));
    const text = this.#describe(place, window);
    slider.setAttribute("aria-valuetext", text);
    this.#player.querySelector(".player__time").textContent = text;
  }

  #describe(place, { fromMs, untilMs }) {
    const seconds = (untilMs - fromMs) / 1000;
    if (this.#player.isReplay) {
      return message("position_of", { position: formatDuration(place * seconds), duration: formatDuration(seconds) });
    }
    const behind = (1 - place) * seconds;
    return behind < 6 ? message("live") : message("behind_live", { time: formatDuration(behind) });
  }

  #drag() {
    const { window } = this.#player;
    this.#isDragged = true;
    this.#awake();
    if (window) {
      this.#paint(Number(this.#slider.value) / RANGE, window);
    }
  }

  #drop() {
    const { window, isReplay } = this.#player;
    this.#isDragged = false;
    if (window) {
      const place = Number(this.#slider.value) / RANGE;
      this.#player.windTo(isReplay ? window.fromMs + place * (window.untilMs - window.fromMs) : chooseMoment(place, window));
    }
  }

  #press(control, pointerType = "") {
    const acts = {
      surface: () => (pointerType === "mouse" ? this.#player.toggle() : this.#touch()),
      play: () => this.#player.toggle(),
      live: () => this.#player.isAtLive || this.#player.goLive(),
      sound: () => setSound(!soundIsOn()),
      back: () => this.#player.windBy(-STEP_SECONDS),
      forward: () => this.#player.windBy(STEP_SECONDS),
      pip: () => this.#togglePip(),
      full: () => this.#toggleFull(),
    };
    acts[control?.dataset.act]?.();
  }

  #type(event) {
    const act = actOfKey(event);
    if (act) {
      event.preventDefault();
      this.#awake();
      this.#press({ dataset: { act } });
    }
  }

  /** With a mouse the controls come by moving it, and a click plays or pauses. A touch on a paused picture plays it; on a playing one it shows the controls, or hides them. */
  #touch() {
    if (this.#player.dataset.state === "paused") {
      this.#player.play();
    } else if (this.#player.hasAttribute("data-awake")) {
      this.#sleep();
    } else {
      this.#awake();
    }
  }

  #awake() {
    clearTimeout(this.#timer);
    this.#player.toggleAttribute("data-awake", true);
    this.#timer = setTimeout(() => this.#sleep(), SHOWN_MS);
  }

  #sleep() {
    clearTimeout(this.#timer);
    const bar = this.#player.querySelector(".player__bar");
    if (bar?.matches(":focus-within:has(:focus-visible), :hover")) {
      this.#timer = setTimeout(() => this.#sleep(), SHOWN_MS);
    } else {
      this.#player.removeAttribute("data-awake");
    }
  }

  async #togglePip() {
    if (document.pictureInPictureElement) {
      await document.exitPictureInPicture();
    } else {
      await this.#player.video.requestPictureInPicture().catch(() => {}); // the browser may refuse, e.g. without a picture yet
    }
  }

  async #toggleFull() {
    if (document.fullscreenElement) {
      await document.exitFullscreen();
    } else {
      await this.#player.parentElement.requestFullscreen?.().catch(() => {}); // not everywhere, not for everything
    }
  }
}
