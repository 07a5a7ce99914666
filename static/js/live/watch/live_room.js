/**
 * <nm-live-room broadcast-id>: a broadcast on the air. It joins the room and hands it, with the player, to every part of the page that has
 * a method `attach(stage)`.
 *
 * data-state: live | interrupted | over. The stage is what all parts share (stage.js).
 */

import { attachAll, Stage } from "./stage.js";
import { LiveRoom } from "../room.js";
import { readPageClock } from "./page_clock.js";

export class LiveRoomPage extends HTMLElement {
  #stage;
  #room;

  connectedCallback() {
    const data = JSON.parse(this.querySelector("[data-room-data]").textContent);
    this.#room = new LiveRoom(data.id, readPageClock(data.server_time_ms));
    this.#stage = new Stage({ data, player: this.querySelector("nm-live-player"), room: this.#room });
    this.#listen();
    attachAll(document, this.#stage);
    this.#open(data);
    this.#room.connect();
    window.addEventListener("pagehide", () => this.#room.leave());
    window.addEventListener("pageshow", (event) => event.persisted && location.reload());
  }

  disconnectedCallback() {
    this.#room.leave();
  }

  #open({ media, media_started_at: mediaStartedAt, dvr_seconds: dvrSeconds }) {
    const { player } = this.#stage;
    const startedAtMs = mediaStartedAt ? Date.parse(mediaStartedAt) : null;
    player.isInterrupted = this.dataset.state === "interrupted";
    player.open({ media, wire: this.#room, serverNow: () => this.#stage.serverNowMs, startedAtMs, dvrSeconds });
  }

  #listen() {
    const room = this.#room;
    room.on("joined", (answer) => this.#join(answer));
    room.on("refused", (answer) => this.#refuse(answer));
    room.on("tick", ({ viewers_count: count }) => this.#showViewers(count));
    room.on("broadcast_interrupted", () => this.#interrupt(true));
    room.on("broadcast_started", () => this.#interrupt(false));
    room.on("broadcast_ended", (news) => this.#finish(news));
    room.on("replay_ready", () => this.#offerReplay());
    room.on("person_restricted", ({ user_id: userId, kind }) => kind === "ban" && userId === this.#stage.me.user_id && location.reload());
  }

  #join(answer) {
    if (answer.state === "ended" || answer.state === "stopped") {
      this.#finish({ replay: answer.replay });
      return;
    }
    if (answer.media) {
      this.#stage.player.renew(answer.media);
    }
    this.#interrupt(Boolean(answer.is_interrupted));
    this.#showViewers(answer.viewers_count);
  }

  /** The room is closed to this person, e.g. only followers may be here now: the page says it better. */
  #refuse() {
    if (this.dataset.state !== "over") {
      location.reload();
    }
  }

  #showViewers(count) {
    if (Number.isInteger(count)) {
      this.querySelector("[data-viewers] [data-count]").textContent = count.toLocaleString(document.documentElement.lang);
    }
  }

  #interrupt(isInterrupted) {
    if (this.dataset.state !== "over") {
      this.dataset.state = isInterrupted ? "interrupted" : "live";
      this.#stage.player.isInterrupted = isInterrupted;
    }
  }

  #finish({ replay, is_stopped: isStopped }) {
    this.dataset.state = "over";
    this.#stage.player.finish();
    this.#stage.finish();
    this.querySelector("[data-over]").hidden = false;
    this.querySelector("[data-over] a")?.focus();
    if (isStopped) {
      location.reload();
    } else if (replay === "ready") {
      this.#offerReplay();
    }
  }

  #offerReplay() {
    this.querySelector("[data-replay-link]").hidden = false;
  }
}

customElements.define("nm-live-room", LiveRoomPage);
