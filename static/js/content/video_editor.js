/**
 * <nm-video-editor video-id playlist="…">: changes a video's words, picture and product tags, with the video beside it to take the times from. Captions
 * and cuts are kept by elements of their own, which act at once.
 */

import { callApi } from "../lib/api.js";
import { message } from "../lib/messages.js";
import { showToast } from "../ui/toast.js";
import { Playback } from "./playback.js";
import "./caption_editor.js";
import "./cover_editor.js";
import "./tag_editor.js";
import "./trim_editor.js";

export class VideoEditor extends HTMLElement {
  #playback = null;
  #isChanged = false;

  connectedCallback() {
    this.#connect(this.querySelector(".editor__preview"));
    this.addEventListener("video-cut", (event) => this.#showCut(event.detail));
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

  /** Give the video to all that takes times from it. */
  #connect(preview) {
    if (preview) {
      this.#play(preview, this.getAttribute("playlist"));
      this.querySelectorAll("nm-tag-editor, nm-cover-editor, nm-trim-editor").forEach((part) => {
        part.player = preview;
      });
      this.querySelector("nm-caption-editor").connect(preview, this.querySelector(".editor__captions"));
    }
  }

  #play(preview, url) {
    this.#playback?.destroy();
    this.#playback = new Playback(preview, url, { onFailed: () => {} });
  }

  /** The video was cut: its files, its tags' times, its pictures and its captions are others now. */
  #showCut(video) {
    this.#play(this.querySelector(".editor__preview"), video.playlist_url);
    this.querySelector("nm-tag-editor").replace(video.product_tags);
    this.querySelector("nm-cover-editor").showVideo(video);
    this.querySelector("nm-caption-editor").refresh();
  }

  #warn = (event) => this.#isChanged && event.preventDefault();

  #bodyOf({ elements: { title, description, disclosure } }) {
    const tags = this.querySelector("nm-tag-editor").tags;
    const poster = this.querySelector("nm-cover-editor")?.chosen ?? null;
    const body = { title: title.value, description: description.value, disclosure: disclosure.value, product_tags: tags };
    return poster === null ? body : { ...body, poster_number: poster };
  }

  async #save(form) {
    const body = this.#bodyOf(form);
    const submit = form.querySelector("button[type=submit]");
    submit.setAttribute("aria-busy", "true");
    try {
      const video = await callApi("PATCH", `/api/v1/videos/${encodeURIComponent(this.getAttribute("video-id"))}`, { body });
      this.#isChanged = false;
      this.querySelector("nm-cover-editor")?.showVideo(video);
      showToast(message("saved"), { kind: "success" });
    } catch (error) {
      const sentences = (error.problem?.errors ?? []).map((one) => one.message);
      showToast([error.problem?.title ?? message("network_failed"), ...sentences].join(" "), { kind: "error" });
    }
    submit.removeAttribute("aria-busy");
  }
}

customElements.define("nm-video-editor", VideoEditor);
