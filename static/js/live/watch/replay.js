/**
 * <nm-live-replay>: a broadcast that is over, with its chat and its pins where they were. Comments are read in stretches of media time, ahead
 * of the playhead; going elsewhere reads anew.
 */

import { getJson } from "../../lib/api.js";
import { message } from "../../lib/messages.js";
import { showToast } from "../../ui/toast.js";
import { CommentTrack } from "./comment_track.js";
import { readPinLog } from "./pin_schedule.js";
import { attachAll, Stage } from "./stage.js";

const LOOK_MS = 250;
const MOMENT = /^#at=(\d{13})$/;

export class LiveReplay extends HTMLElement {
  #stage;
  #track;
  #looking;

  connectedCallback() {
    const data = JSON.parse(this.querySelector("[data-room-data]").textContent);
    this.#stage = new Stage({ data, player: this.querySelector("nm-live-player"), room: null });
    this.#track = new CommentTrack((fromMs, untilMs) => this.#readComments(fromMs, untilMs));
    attachAll(document, this.#stage);
    this.#stage.player.open({ replayUrl: data.replay_url, replayAtMs: momentOf(location.hash), serverNow: () => this.#stage.serverNowMs });
    this.#looking = setInterval(() => this.#follow(), LOOK_MS);
    this.#readProducts();
  }

  disconnectedCallback() {
    clearInterval(this.#looking);
  }

  get #chat() {
    return this.querySelector("nm-live-chat");
  }

  async #readProducts() {
    try {
      const [broadcast, log] = await Promise.all([getJson(this.#stage.path), getJson(`${this.#stage.path}/pins`)]);
      // What has left the tray since it was shown is in the log's answer.
      const cards = new Map([...log.products, ...broadcast.tray].map((card) => [card.product_id, card]));
      this.#stage.setTray(broadcast.tray);
      this.#stage.follow(readPinLog(log.items, cards));
    } catch (error) {
      showToast(error.problem?.title ?? message("network_failed"), { kind: "error" });
    }
  }

  async #readComments(fromMs, untilMs) {
    const comments = [];
    let cursor = "";
    do {
      const page = await getJson(`${this.#stage.path}/comments?from_ms=${Math.round(fromMs)}&to_ms=${Math.round(untilMs)}&limit=100${cursor}`);
      comments.push(...page.items);
      cursor = page.next_cursor ? `&cursor=${encodeURIComponent(page.next_cursor)}` : "";
    } while (cursor);
    return comments;
  }

  #follow() {
    const programTimeMs = this.#stage.player.programTimeMs;
    if (programTimeMs === null) {
      return;
    }
    const { isJump, due } = this.#track.follow(programTimeMs);
    if (isJump) {
      this.#chat.replace(due);
    } else {
      due.forEach((comment) => this.#chat.add(comment));
    }
  }
}

/** Return the moment of the broadcast that an address names (#at=, program time in milliseconds), or null. */
function momentOf(hash) {
  const found = MOMENT.exec(hash);
  return found ? Number(found[1]) : null;
}

customElements.define("nm-live-replay", LiveReplay);
