/** <nm-feed-controls for="feed">: the buttons beside a feed: previous and next (data-step), and the invitation to hear it (data-sound). */

import { onSoundChanged, setSound, soundIsOn } from "./sound.js";

export class FeedControls extends HTMLElement {
  #stop;

  connectedCallback() {
    this.addEventListener("click", (event) => this.#press(event.target.closest("button")));
    this.#feed.addEventListener("clip-watched", (event) => this.#showLimits(event.detail));
    this.#stop = onSoundChanged(() => this.#showSound());
    this.#showSound();
  }

  disconnectedCallback() {
    this.#stop();
  }

  get #feed() {
    return document.getElementById(this.getAttribute("for"));
  }

  #press(button) {
    if (button?.dataset.step) {
      this.#feed.step(Number(button.dataset.step));
    } else if (button) {
      setSound(true);
    }
  }

  #showLimits({ isFirst }) {
    const previous = this.querySelector('[data-step="-1"]');
    if (previous) {
      previous.disabled = isFirst;
    }
  }

  #showSound() {
    this.querySelector("[data-sound]").hidden = soundIsOn();
  }
}

customElements.define("nm-feed-controls", FeedControls);
