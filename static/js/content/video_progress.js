/**
 * <nm-video-progress>: how far a video's processing is, live; what to do next; for a failure its sentence and another try. Told by the server, and
 * asked for every few seconds in case news are lost. Give it a video by `follow(video)`, or by the attributes video-id, state,
 * progress and failure.
 * Events (detail: video): `video-moved` when the state changes, `video-read` whenever the server was asked.
 */

import { getJson, postJson } from "../lib/api.js";
import { message } from "../lib/messages.js";
import { onMessage } from "../lib/realtime.js";
import { showToast } from "../ui/toast.js";

const ASK_MS = 4000;

export class VideoProgress extends HTMLElement {
  #video = null;
  #stop = null;
  #timer;

  connectedCallback() {
    this.addEventListener("click", (event) => this.#press(event.target.closest("[data-act]")));
    if (this.hasAttribute("video-id")) {
      const [id, state, failure] = ["video-id", "state", "failure"].map((name) => this.getAttribute(name));
      this.follow({ id, state, failure, progress: Number(this.getAttribute("progress")) });
    }
  }

  disconnectedCallback() {
    this.#end();
  }

  /** Show a video, and follow it for as long as it is processed. */
  follow(video) {
    const moved = this.#video && this.#video.state !== video.state;
    this.#video = video;
    this.#show();
    if (video.state === "processing") {
      this.#stop ??= onMessage("video_progress", (news) => this.#hear(news));
      this.#askLater();
    } else {
      this.#end();
    }
    if (moved) {
      this.dispatchEvent(new CustomEvent("video-moved", { bubbles: true, detail: video }));
    }
  }

  #end() {
    this.#stop?.();
    this.#stop = null;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #hear({ video_id: videoId, progress, state }) {
    if (videoId !== this.#video.id) {
      return;
    }
    if (state === "processing") {
      this.follow({ ...this.#video, progress });
    } else {
      this.#ask(); // the reason of a failure is not in the news
    }
  }

  #askLater() {
    this.#timer ??= setTimeout(() => this.#ask(), ASK_MS);
  }

  async #ask() {
    this.#timer = undefined;
    try {
      const video = await getJson(`/api/v1/videos/${encodeURIComponent(this.#video.id)}`);
      this.dispatchEvent(new CustomEvent("video-read", { bubbles: true, detail: video }));
      this.follow(video);
    } catch {
      this.#askLater();
    }
  }

  async #press(control) {
    const act = control?.dataset.act;
    if (act !== "stop" && act !== "again") {
      return;
    }
    control.setAttribute("aria-busy", "true");
    try {
      const path = act === "stop" ? "cancel" : "retry";
      this.follow(await postJson(`/api/v1/videos/${encodeURIComponent(this.#video.id)}/${path}`, {}));
    } catch (error) {
      showToast(error.problem?.title ?? message("network_failed"), { kind: "error" });
    }
    control.removeAttribute("aria-busy");
  }

  #show() {
    const { id, state, progress, failure } = this.#video;
    const share = Math.floor(100 * (progress ?? 0));
    this.dataset.state = state;
    const bar = this.querySelector(".progress");
    bar.hidden = state !== "processing";
    if (progress > 0) {
      bar.querySelector("progress").value = share;
    } else {
      bar.querySelector("progress").removeAttribute("value");
    }
    bar.querySelector(".progress__value").textContent = progress > 0 ? `${share}%` : "";
    this.querySelector(".video-progress__note").textContent = failure ?? message(`note_${state}`);
    this.querySelector("[data-act=stop]").hidden = state !== "processing";
    this.querySelector("[data-act=again]").hidden = state !== "failed";
    const watch = this.querySelector(".video-progress__watch");
    watch.hidden = state !== "published" && state !== "in_review";
    watch.href = `/v/${encodeURIComponent(id)}`;
  }
}

customElements.define("nm-video-progress", VideoProgress);
