/**
 * <nm-feed class="feed__scroller" next-url="…">: a snapping column of posts (.clip, see feed_post.js). One is watched, the next ones stand ready,
 * the others are pictures.
 *
 * Further posts come from `next-url` (the JSON feed) and are made from the page's templates. Event: `clip-watched`. Keys: keys.js.
 */

import { getJson } from "../lib/api.js";
import { message } from "../lib/messages.js";
import { showToast } from "../ui/toast.js";
// Every kind of post is there before the feed tells them what to do.
import "./article_card.js";
import "./clip.js";
import { createPost } from "./clip_template.js";
import { actOf } from "./keys.js";
import { planStart } from "./network.js";
import "./photos.js";
import { changeSettings, onSettingsChanged, playerSettings, stepSpeed } from "./player_settings.js";
import { onSoundChanged, setSound, soundIsOn } from "./sound.js";
import { VideoPool } from "./video_pool.js";

const LOAD_WHEN_LEFT = 4;
const STOPS = ".clip, .feed__end";
const RUNNING = new Set(["playing", "paused", "loading", "shown"]);

export class Feed extends HTMLElement {
  #pool = new VideoPool();
  #watched = null;
  #observer;
  #isLoading = false;
  #playsAgain = false;
  #stops = [];

  connectedCallback() {
    this.#observer = new IntersectionObserver((entries) => this.#notice(entries), { root: this, threshold: 0.6 });
    this.querySelectorAll(STOPS).forEach((stop) => this.#observer.observe(stop));
    const onKey = (event) => this.#press(event);
    const onHidden = () => this.#sleep();
    document.addEventListener("keydown", onKey);
    document.addEventListener("visibilitychange", onHidden);
    this.#stops = [
      () => document.removeEventListener("keydown", onKey),
      () => document.removeEventListener("visibilitychange", onHidden),
      onSoundChanged(() => this.#showSound()),
      onSettingsChanged(() => this.clips.forEach((clip) => clip.applySettings?.())),
    ];
    // Told when the finger lifts, where the browser can; the observer sees it when most of the way is gone.
    this.addEventListener("scrollsnapchanging", (event) => this.#foresee(event.snapTargetBlock));
    this.addEventListener("click", (event) => event.target.closest("[data-feed-retry]") && this.#loadMore());
    this.#showSound();
  }

  disconnectedCallback() {
    this.#observer.disconnect();
    this.#stops.forEach((stop) => stop());
  }

  get clips() {
    return [...this.querySelectorAll(".clip")];
  }

  /** The clip on the screen, or null. */
  get watched() {
    return this.#watched;
  }

  /** Go to the next (1) or previous (-1) clip. */
  step(direction) {
    const stops = [...this.children].filter((child) => child.matches(STOPS));
    const at = stops.findIndex((stop) => Math.abs(stop.offsetTop - this.scrollTop) < this.clientHeight / 2);
    const target = stops[Math.max(0, at) + direction];
    target?.scrollIntoView({ behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth" });
  }

  #notice(entries) {
    for (const entry of entries) {
      const isEnd = entry.target.matches(".feed__end");
      if (isEnd) {
        this.dataset.at = entry.isIntersecting ? "end" : "clip";
      } else if (entry.isIntersecting) {
        this.#watch(entry.target);
      } else if (entry.target === this.#watched) {
        this.#watched.rest();
      }
    }
  }

  #foresee(stop) {
    if (stop?.matches(".clip") && stop !== this.#watched) {
      this.#watched?.rest();
      this.#watch(stop);
    }
  }

  #watch(clip) {
    if (clip === this.#watched && RUNNING.has(clip.dataset.state)) {
      return; // foreseen
    }
    const clips = this.clips;
    const at = clips.indexOf(clip);
    const { preloadCount } = planStart(navigator.connection, playerSettings().savesData);
    this.#watched = clip;
    const isNear = (index) => index >= at - 1 && index <= at + preloadCount;
    // First let go, so that the pool has elements for those that need one.
    clips.forEach((other, index) => isNear(index) || other.release());
    clips[at - 1]?.rest();
    if (document.visibilityState === "visible") {
      clip.watch(this.#pool);
    } else {
      clip.prepare(this.#pool);
      this.#playsAgain = true;
    }
    clips.slice(at + 1, at + 1 + preloadCount).forEach((next) => next.prepare(this.#pool));
    this.dispatchEvent(new CustomEvent("clip-watched", { bubbles: true, detail: { isFirst: at === 0, isLast: at === clips.length - 1 } }));
    if (at >= clips.length - LOAD_WHEN_LEFT) {
      this.#loadMore();
    }
  }

  async #loadMore() {
    if (this.#isLoading || !this.hasAttribute("next-url")) {
      return;
    }
    this.#isLoading = true;
    this.#showEnd("loading");
    try {
      const page = await getJson(this.getAttribute("next-url"));
      const posts = this.#createNew(page);
      this.querySelector(".feed__end").before(...posts);
      posts.forEach((post) => this.#observer.observe(post));
      this.#showSound();
      this.#continueAt(page.next_cursor);
      this.#showEnd(page.next_cursor ? "loading" : "end");
      this.#isLoading = false;
      if (posts.length === 0) {
        this.#loadMore(); // all of them were there already
      }
    } catch {
      this.#showEnd("failed");
      this.#isLoading = false;
    }
  }

  /** Scores move while somebody reads, so that a later page may bring a post again. */
  #createNew({ items, own }) {
    const shown = new Set(this.clips.map((clip) => clip.item.id));
    const isOwn = (kind, { id }) => own?.[kind].includes(id) ?? false;
    return items
      .filter(({ id }) => !shown.has(id))
      .map((item) => createPost(item, { liked: isOwn("liked", item), saved: isOwn("saved", item) }));
  }

  #continueAt(cursor) {
    if (cursor) {
      const url = new URL(this.getAttribute("next-url"), location.href);
      url.searchParams.set("cursor", cursor);
      this.setAttribute("next-url", url.pathname + url.search);
    } else {
      this.removeAttribute("next-url");
    }
  }

  #showEnd(state) {
    this.querySelector(".feed__end").dataset.state = state;
  }

  #sleep() {
    if (document.pictureInPictureElement) {
      return; // it is watched, only elsewhere
    }
    if (document.visibilityState === "hidden") {
      this.#playsAgain = ["playing", "loading", "shown"].includes(this.#watched?.dataset.state);
      this.#watched?.pause();
    } else if (this.#playsAgain) {
      this.#watched?.watch(this.#pool);
    }
  }

  #showSound() {
    const on = soundIsOn();
    this.dataset.sound = on ? "on" : "off";
    this.clips.forEach((clip) => clip.applySound());
    for (const button of this.querySelectorAll("[data-act=sound]")) {
      button.setAttribute("aria-pressed", String(on));
      button.setAttribute("aria-label", message(on ? "sound_off" : "sound_on"));
    }
  }

  #press(event) {
    const act = actOf(event);
    if (!act) {
      return;
    }
    event.preventDefault();
    const acts = {
      next: () => this.step(1),
      previous: () => this.step(-1),
      toggle: () => this.#watched?.toggle(),
      sound: () => setSound(!soundIsOn()),
      back: () => this.#watched?.seekBy(-1),
      forward: () => this.#watched?.seekBy(1),
      offer: () => this.#watched?.openOffer(),
      like: () => this.#watched?.reactions?.toggleLike(),
      save: () => this.#watched?.reactions?.toggleSave(),
      share: () => this.#watched?.reactions?.share(),
      captions: () => this.#toggleCaptions(),
      comments: () => this.#watched?.querySelector(".clip__action--comments, nm-comments-button button")?.click(),
      slower: () => this.#changeSpeed(-1),
      faster: () => this.#changeSpeed(1),
      pip: () => this.#watched?.togglePictureInPicture?.().catch(() => showToast(message("no_pip"))),
      help: () => document.querySelector("nm-player-menu")?.showKeys(),
    };
    acts[act]();
  }

  #toggleCaptions() {
    const shown = this.#watched?.toggleCaptions?.();
    if (shown !== undefined) {
      showToast(shown ? message("captions_in", { language: shown.label }) : message(shown === null ? "captions_off" : "no_captions"));
    }
  }

  #changeSpeed(direction) {
    const speed = stepSpeed(playerSettings().speed, direction);
    changeSettings({ speed });
    showToast(message("speed_of", { speed }));
  }
}

customElements.define("nm-feed", Feed);
