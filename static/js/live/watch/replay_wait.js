/** <nm-replay-wait broadcast-id>: the page of a broadcast that has ended; when its replay can be played, the page becomes the replay. */

import { LiveRoom } from "../room.js";

/** All who watched to the end wait here: they ask for the replay spread over this time. */
const LONGEST_MS = 2_000;

export class ReplayWait extends HTMLElement {
  #room;

  connectedCallback() {
    this.#room = new LiveRoom(this.getAttribute("broadcast-id"));
    const play = () => setTimeout(() => location.reload(), Math.random() * LONGEST_MS);
    this.#room.on("replay_ready", play);
    this.#room.on("joined", ({ replay }) => replay === "ready" && play());
    this.#room.connect();
  }

  disconnectedCallback() {
    this.#room.leave();
  }
}

customElements.define("nm-replay-wait", ReplayWait);
