/**
 * <nm-player-menu>: the sheets #player-menu (speed, captions, saving data, picture in picture) and #player-keys. Opened by `menu-wanted` of a post and by
 * the key ?. What is chosen holds for all clips (player_settings.js).
 */

import { message } from "../lib/messages.js";
import { showToast } from "../ui/toast.js";
import { changeSettings, onSettingsChanged, playerSettings } from "./player_settings.js";

export class PlayerMenu extends HTMLElement {
  #stops = [];
  #post = null;

  connectedCallback() {
    const onWanted = (event) => this.#open(event.target);
    document.addEventListener("menu-wanted", onWanted);
    this.#stops = [() => document.removeEventListener("menu-wanted", onWanted), onSettingsChanged(() => this.#fill())];
    this.querySelector("form").addEventListener("change", (event) => this.#choose(event.currentTarget, event.target));
    this.addEventListener("click", (event) => this.#press(event.target.closest("[data-act]")?.dataset.act));
    this.#fill();
  }

  disconnectedCallback() {
    this.#stops.forEach((stop) => stop());
  }

  /** Show the list of keys. */
  showKeys() {
    document.getElementById("player-menu").close();
    document.getElementById("player-keys").showModal();
  }

  #open(post) {
    this.#post = post;
    const isVideo = post.matches("nm-clip");
    this.querySelectorAll("[data-for-videos]").forEach((part) => {
      part.hidden = !isVideo || (part.matches("[data-act=pip]") && !document.pictureInPictureEnabled);
    });
    this.#offerCaptions(post.item.captions ?? []);
    this.#fill();
    document.getElementById("player-menu").showModal();
  }

  /** Offer what the clip has captions in; the first choice, none, is always there. */
  #offerCaptions(tracks) {
    const group = this.querySelector("[data-captions]");
    const [none, ...old] = group.querySelectorAll(".choice");
    old.forEach((choice) => choice.remove());
    group.hidden = tracks.length === 0;
    group.append(...tracks.map((track) => createChoice(none, track)));
  }

  #fill() {
    const { speed, savesData, captionsWhenMuted } = playerSettings();
    const { elements } = this.querySelector("form");
    elements.speed.value = String(speed);
    elements.saves_data.checked = savesData;
    elements.captions_when_muted.checked = captionsWhenMuted;
    this.querySelectorAll("[name=captions]").forEach((choice) => {
      choice.checked = choice.value === (this.#post?.shownTrack?.language ?? "");
    });
  }

  #choose({ elements }, { name, value }) {
    const changed = { speed: Number(elements.speed.value), savesData: elements.saves_data.checked };
    changed.captionsWhenMuted = elements.captions_when_muted.checked;
    if (name === "captions") {
      changed.captionsOn = value !== "";
      // Who turns them off now does not want them because the clip is muted either.
      Object.assign(changed, value ? { captionLanguage: value } : { captionsWhenMuted: false });
    }
    changeSettings(changed);
  }

  async #press(act) {
    if (act === "keys") {
      this.showKeys();
    } else if (act === "pip") {
      document.getElementById("player-menu").close();
      await this.#post.togglePictureInPicture().catch(() => showToast(message("no_pip")));
    }
  }
}

function createChoice(none, { language, label }) {
  const choice = none.cloneNode(true);
  choice.querySelector("input").value = language;
  const words = choice.querySelector(".choice__label");
  words.lang = language;
  words.textContent = label;
  return choice;
}

customElements.define("nm-player-menu", PlayerMenu);
