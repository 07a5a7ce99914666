/** <nm-video-editor video-id playlist="…">: changes a video's words, poster and product tags, with the video beside it to take the times from. */

import { callApi } from "../lib/api.js";
import { message } from "../lib/messages.js";
import { showToast } from "../ui/toast.js";
import { Playback } from "./playback.js";
import "./tag_editor.js";

export class VideoEditor extends HTMLElement {
  #playback = null;
  #isChanged = false;

  connectedCallback() {
    const preview = this.querySelector(".editor__preview");
    if (preview) {
      this.#playback = new Playback(preview, this.getAttribute("playlist"), { onFailed: () => {} });
      this.querySelector("nm-tag-editor").player = preview;
    }
    const form = this.querySelector("form");
    form.addEventListener("input", () => {
      this.#isChanged = true;
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#save(form);
    });
    window.addEventListener("beforeunload", this.#warn);
  }

  disconnectedCallback() {
    this.#playback?.destroy();
    window.removeEventListener("beforeunload", this.#warn);
  }

  #warn = (event) => this.#isChanged && event.preventDefault();

  async #save(form) {
    const { title, description, disclosure, poster_number: poster } = form.elements;
    const tags = this.querySelector("nm-tag-editor").tags;
    const body = { title: title.value, description: description.value, disclosure: disclosure.value, product_tags: tags };
    if (poster?.value) {
      body.poster_number = Number(poster.value);
    }
    const submit = form.querySelector("button[type=submit]");
    submit.setAttribute("aria-busy", "true");
    try {
      await callApi("PATCH", `/api/v1/videos/${encodeURIComponent(this.getAttribute("video-id"))}`, { body });
      this.#isChanged = false;
      showToast(message("saved"), { kind: "success" });
    } catch (error) {
      const sentences = (error.problem?.errors ?? []).map((one) => one.message);
      showToast([error.problem?.title ?? message("network_failed"), ...sentences].join(" "), { kind: "error" });
    }
    submit.removeAttribute("aria-busy");
  }
}

customElements.define("nm-video-editor", VideoEditor);
