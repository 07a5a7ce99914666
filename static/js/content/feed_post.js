/**
 * What all posts of a feed have in common: their data (`item`), their words, offers and reactions, and what a feed tells them: `watch(pool)`
 * (the one on the screen), `prepare(pool)` (one of the next), `rest()` (just passed), `release()` (far away). Videos (clip.js), photos
 * (photos.js) and articles (article_card.js) derive from it. data-state says what is seen.
 *
 * Events, all bubble: `offer-opened` (detail: tag), `offers-opened`, `state-changed`, `menu-wanted`.
 */

import { message } from "../lib/messages.js";
import "./reactions/reactions.js";
import { showHeart } from "./reactions/heart.js";
import { Taps } from "./reactions/taps.js";
import { setSound, soundIsOn } from "./sound.js";

export class FeedPost extends HTMLElement {
  #taps = new Taps(() => this.toggle(), (event) => this.#love(event));

  connectedCallback() {
    if (this.dataset.state) {
      return;
    }
    this.item ??= JSON.parse(this.querySelector(".clip__data").textContent);
    this.addEventListener("click", (event) => this.#act(event));
    this.showState("idle");
    this.#offerAllWords();
  }

  /** Seconds of media time; 0 where there is none. */
  get seconds() {
    return 0;
  }

  get reactions() {
    return this.querySelector("nm-reactions");
  }

  /** The tag that is shown now, or null. */
  get shownTag() {
    return null;
  }

  watch() {
    this.showState("shown");
  }

  prepare() {
    this.rest();
  }

  rest() {
    this.showState("idle");
  }

  release() {
    this.rest();
  }

  pause() {
    this.showState("idle");
  }

  toggle() {}

  seekBy() {}

  applySound() {}

  /** Open the offer that is shown, else the list of all. */
  openOffer() {
    const tag = this.shownTag;
    if (tag || this.item.product_tags.length) {
      this.#tell(tag ? "offer-opened" : "offers-opened", tag);
    }
  }

  showState(state) {
    if (this.dataset.state !== state) {
      this.dataset.state = state;
      this.#tell("state-changed");
    }
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  }

  #love(event) {
    showHeart(this.querySelector(".clip__stage"), event);
    this.reactions?.like();
  }

  #act(event) {
    const control = event.target.closest("[data-act], [data-react], .clip__toggle, .clip__slides, .offer");
    if (control?.matches(".clip__toggle, .clip__slides")) {
      this.#taps.take(event);
    } else if (control?.matches(".offer")) {
      this.#openOfferOf(control, event);
    } else if (control?.dataset.act) {
      this.#carryOut(control);
    }
  }

  #openOfferOf(control, event) {
    if (event.metaKey || event.ctrlKey || event.shiftKey) {
      return; // a new tab, as the person asked
    }
    event.preventDefault();
    this.#tell("offer-opened", this.item.product_tags[Number(control.dataset.index)]);
  }

  #carryOut(control) {
    const acts = {
      sound: () => setSound(!soundIsOn()),
      offers: () => this.#tell("offers-opened"),
      menu: () => this.#tell("menu-wanted"),
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
}
