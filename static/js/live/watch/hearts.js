/**
 * <nm-live-hearts>: the heart button and the hearts that rise from it: one's own at once, others' as their number grows. Where motion is not
 * wanted, only the number moves.
 */

import { createIcon } from "../../lib/icon.js";
import { message } from "../../lib/messages.js";
import { feel } from "../../ui/haptics.js";
import { LikeBatch } from "./like_batch.js";

const MOST_IN_THE_AIR = 24;
const MOST_OF_OTHERS = 6;
const RISE_MS = 2200;

export class Hearts extends HTMLElement {
  #count = null;
  #batch;
  #own = 0;

  attach(stage) {
    const { room } = stage;
    this.#batch = new LikeBatch((count) => room?.say("like", { count }));
    this.addEventListener("click", (event) => event.target.closest("[data-act=like]") && this.#like(stage));
    room?.on("joined", ({ likes_count: count }) => this.#show(count));
    room?.on("tick", ({ likes_count: count }) => this.#hear(count));
  }

  #like(stage) {
    if (!stage.me.user_id) {
      location.assign(`/login?next=/live/${stage.id}`);
      return;
    }
    feel("like");
    this.#own += 1;
    this.#batch.add();
    this.#show((this.#count ?? 0) + 1);
    this.#rise();
    this.querySelector("button").dataset.liked = "";
  }

  #hear(count) {
    if (!Number.isInteger(count)) {
      return;
    }
    const others = count - (this.#count ?? count);
    // Own taps that the count does not hold yet must not make it fall.
    this.#show(Math.max(count, this.#own ? (this.#count ?? 0) : 0));
    this.#own = 0;
    for (let number = 0; number < Math.min(others, MOST_OF_OTHERS); number += 1) {
      setTimeout(() => this.#rise(), (number * 400) / MOST_OF_OTHERS);
    }
  }

  #show(count) {
    if (Number.isInteger(count)) {
      this.#count = count;
      const format = new Intl.NumberFormat(document.documentElement.lang, { notation: "compact" });
      this.querySelector("[data-likes]").textContent = count ? format.format(count) : "";
      this.querySelector("button").title = message("likes_of", { count });
    }
  }

  #rise() {
    const sky = this.querySelector(".hearts__sky");
    const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches || document.visibilityState === "hidden";
    if (isStill || sky.children.length >= MOST_IN_THE_AIR) {
      return;
    }
    const heart = createIcon("heart-filled");
    heart.classList.add("hearts__heart", `hearts__heart--${Math.floor(Math.random() * 4)}`);
    heart.style.setProperty("--sway", String(Math.random() * 2 - 1));
    sky.append(heart);
    setTimeout(() => heart.remove(), RISE_MS);
  }
}

customElements.define("nm-live-hearts", Hearts);
