/** <nm-studio-video video-id>: one own video in the studio's list. Its state follows the news; a draft can be published, deleting can be undone. */

import { deleteJson, postJson } from "../lib/api.js";
import { message } from "../lib/messages.js";
import { showToast } from "../ui/toast.js";
import "./video_progress.js";

const COLOURS = { draft: "", published: "jade", processing: "lantern", in_review: "taro", failed: "chili", removed: "chili" };

export class StudioVideo extends HTMLElement {
  connectedCallback() {
    this.addEventListener("video-moved", (event) => this.#showState(event.detail.state));
    this.addEventListener("click", (event) => event.target.closest("[data-act=delete]") && this.#delete());
    this.addEventListener("click", (event) => this.#publish(event.target.closest("[data-act=publish]")));
  }

  get #url() {
    return `/api/v1/videos/${encodeURIComponent(this.getAttribute("video-id"))}`;
  }

  #showState(state) {
    const pill = this.querySelector("[data-pill] > .badge");
    pill.className = `badge badge--dot badge--${COLOURS[state]}`;
    pill.classList.toggle("badge--working", state === "processing");
    pill.textContent = message(`state_${state}`);
  }

  async #publish(control) {
    if (!control) {
      return;
    }
    control.setAttribute("aria-busy", "true");
    try {
      this.querySelector("nm-video-progress").follow(await postJson(`${this.#url}/publish`, {}));
      control.remove();
    } catch (error) {
      showToast(error.problem?.title ?? message("network_failed"), { kind: "error" });
      control.removeAttribute("aria-busy");
    }
  }

  async #delete() {
    try {
      await deleteJson(this.#url);
      this.hidden = true;
      showToast(message("video_removed"), { action: { label: message("undo"), run: () => this.#restore() } });
    } catch (error) {
      showToast(error.problem?.title ?? message("network_failed"), { kind: "error" });
    }
  }

  async #restore() {
    try {
      const video = await postJson(`${this.#url}/restore`, {});
      this.hidden = false;
      this.querySelector("nm-video-progress").follow(video);
      this.#showState(video.state);
      showToast(message("video_restored"), { kind: "success" });
    } catch (error) {
      showToast(error.problem?.title ?? message("network_failed"), { kind: "error" });
    }
  }
}

customElements.define("nm-studio-video", StudioVideo);
