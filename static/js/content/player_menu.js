/**
 * <nm-player-menu>: the sheets #player-menu (speed, saving data, picture in picture) and #player-keys. Opened by `menu-wanted` of a post and by
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
    this.querySelector("form").addEventListener("change", (event) => this.#choose(event.currentTarget));
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
    document.getElementById("player-menu").showModal();
  }

  #fill() {
    const { speed, savesData } = playerSettings();
    const { elements } = this.querySelector("form");
    elements.speed.value = String(speed);
    elements.saves_data.checked = savesData;
  }

  #choose({ elements }) {
    changeSettings({ speed: Number(elements.speed.value), savesData: elements.saves_data.checked });
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

customElements.define("nm-player-menu", PlayerMenu);
