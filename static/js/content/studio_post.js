/**
 * <nm-studio-post post-id kind state>: one own post in the studio's list. A video's state follows the news; a draft can be published, deleting can be
 * undone. `publish()`, `remove()` and `restore()` are also what the list's acts for several posts call; they throw when the server refuses.
 */

import { deleteJson, postJson } from "../lib/api.js";
import { message } from "../lib/messages.js";
import { showToast } from "../ui/toast.js";
import "./video_progress.js";

const COLOURS = { draft: "", published: "jade", processing: "lantern", in_review: "taro", failed: "chili", removed: "chili" };

export class StudioPost extends HTMLElement {
  connectedCallback() {
    this.addEventListener("video-moved", (event) => this.#showState(event.detail.state));
    this.addEventListener("click", (event) => this.#press(event.target.closest("[data-act=delete], [data-act=publish]")));
  }

  get isSelected() {
    return !this.hidden && (this.querySelector("[name=select]")?.checked ?? false);
  }

  get isDraft() {
    return this.getAttribute("state") === "draft";
  }

  async publish() {
    this.#follow(await postJson(`${this.#url}/publish`, {}));
    this.querySelector("[data-act=publish]")?.remove();
    this.querySelector(".studio-video__planned")?.remove();
  }

  async remove() {
    await deleteJson(this.#url);
    this.hidden = true;
    this.querySelector("[name=select]").checked = false;
  }

  async restore() {
    const post = await postJson(`${this.#url}/restore`, {});
    this.hidden = false;
    this.querySelector(".studio-video__planned")?.remove();
    if (post) {
      this.#follow(post);
    }
  }

  get #isVideo() {
    return this.getAttribute("kind") === "video";
  }

  get #url() {
    return `/api/v1/${this.#isVideo ? "videos" : "posts"}/${encodeURIComponent(this.getAttribute("post-id"))}`;
  }

  #follow(post) {
    this.querySelector("nm-video-progress")?.follow(post);
    this.#showState(post.state);
  }

  #showState(state) {
    this.setAttribute("state", state);
    const pill = this.querySelector("[data-pill] > .badge");
    pill.className = `badge badge--dot badge--${COLOURS[state]}`;
    pill.classList.toggle("badge--working", state === "processing");
    pill.textContent = message(`state_${state}`);
  }

  async #press(control) {
    if (!control) {
      return;
    }
    control.setAttribute("aria-busy", "true");
    try {
      await (control.dataset.act === "publish" ? this.publish() : this.#removeWithUndo());
    } catch (error) {
      showToast(error.problem?.title ?? message("network_failed"), { kind: "error" });
    }
    control.removeAttribute("aria-busy");
  }

  async #removeWithUndo() {
    await this.remove();
    showToast(message("post_removed"), { action: { label: message("undo"), run: () => this.#undo() } });
  }

  async #undo() {
    try {
      await this.restore();
      showToast(message("post_restored"), { kind: "success" });
    } catch (error) {
      showToast(error.problem?.title ?? message("network_failed"), { kind: "error" });
    }
  }
}

customElements.define("nm-studio-post", StudioPost);
