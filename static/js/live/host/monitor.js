/**
 * <nm-monitor><nm-live-player>…</nm-monitor>: what viewers see, with the shortest delay and always silent: a host who hears himself a second
 * later would be heard twice by everybody.
 */

import { getJson } from "../../lib/api.js";
import { attempt } from "./acts.js";

export class Monitor extends HTMLElement {
  #media = null;
  #isWanted = false;
  #room;

  attach({ path, room }) {
    this.#room = room;
    this.#player.video.addEventListener("volumechange", ({ target }) => {
      target.muted = true;
    });
    room.on("joined", ({ media }) => this.#know(media));
    // What begins while the page is open: the room says that it did, the API where it plays.
    room.on("broadcast_started", () => attempt(async () => this.#know((await getJson(path)).media)));
    room.on("broadcast_ended", () => this.#know(null));
  }

  /** Play while it is wanted and something is on the air. */
  set isWanted(isWanted) {
    if (isWanted !== this.#isWanted) {
      this.#isWanted = isWanted;
      this.#play();
    }
  }

  get #player() {
    return this.querySelector("nm-live-player");
  }

  #know(media) {
    const isNews = Boolean(media) !== Boolean(this.#media);
    this.#media = media;
    if (isNews) {
      this.#play();
    }
  }

  #play() {
    if (this.#isWanted && this.#media) {
      this.#player.open({ media: this.#media, wire: this.#room, mode: "mse" });
    } else {
      this.#player.close();
    }
  }
}

customElements.define("nm-monitor", Monitor);
