/**
 * <nm-upload-card>: one clip while it travels: a preview, how far it is (pause, go on, cancel), and the form of the video it becomes. The form may be
 * sent before the last byte has: the video is then posted when the file is there. After that the card shows the processing.
 */

import { deleteJson, postJson, randomId } from "../lib/api.js";
import { setIcon } from "../lib/icon.js";
import { message } from "../lib/messages.js";
import { confirmAction } from "../ui/confirm.js";
import { formatBytes } from "./bytes.js";
import "./tag_editor.js";
import { forgetUpload } from "./uploads/remembered.js";
import "./video_progress.js";

export class UploadCard extends HTMLElement {
  #uppy;
  #fileId;
  #file;
  #uploadId = null;
  #wantsPost = false;
  #key = randomId();
  #stops = [];
  isPosted = false;

  connectedCallback() {
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#wantsPost = true;
      this.#post();
    });
    this.#button("pause").addEventListener("click", () => this.#pause());
    this.#button("cancel").addEventListener("click", () => this.#cancel());
    this.#button("retry").addEventListener("click", () => this.#retry());
  }

  disconnectedCallback() {
    this.#stops.forEach((stop) => stop());
    URL.revokeObjectURL(this.#preview.src);
  }

  get #form() {
    return this.querySelector("form");
  }

  get #preview() {
    return this.querySelector(".upload-card__preview");
  }

  #button(act) {
    return this.querySelector(`[data-act=${act}]`);
  }

  /** Show and follow a file that Uppy has taken. */
  begin(uppy, fileId, file) {
    this.#uppy = uppy;
    this.#fileId = fileId;
    this.#file = file;
    this.#preview.src = URL.createObjectURL(file);
    this.#preview.addEventListener("error", () => this.toggleAttribute("data-unplayable", true));
    this.querySelector("nm-tag-editor").player = this.#preview;
    this.#form.elements.title.value = file.name.replace(/\.[^.]+$/, "").replaceAll(/[_-]+/g, " ").slice(0, 120);
    this.querySelector(".upload-card__name").textContent = file.name;
    this.#follow();
    this.#showProgress(0);
    this.#showState("sending");
  }

  #follow() {
    const on = (name, handle) => {
      const own = (file, value) => file?.id === this.#fileId && handle(value);
      this.#uppy.on(name, own);
      this.#stops.push(() => this.#uppy.off(name, own));
    };
    on("upload-progress", ({ bytesUploaded }) => this.#showProgress(bytesUploaded));
    on("parts-waiting", (isWaiting) => this.#showState(isWaiting ? "waiting" : "sending"));
    on("upload-success", ({ body }) => this.#arrive(body.uploadId));
    on("upload-error", (error) => this.#showState("failed", error.problem?.title ?? message("upload_failed")));
    on("parts-cancelled", (uploadId) => this.#discard(uploadId));
  }

  #arrive(uploadId) {
    this.#uploadId = uploadId;
    this.#showProgress(this.#file.size);
    this.#showState("arrived");
    if (this.#wantsPost) {
      this.#post();
    }
  }

  #pause() {
    const isPaused = this.#uppy.pauseResume(this.#fileId);
    this.#showState(isPaused ? "paused" : "sending");
  }

  #retry() {
    this.#showState("sending");
    this.#uppy.retryUpload(this.#fileId).catch(() => {}); // shown by upload-error
  }

  async #cancel() {
    const question = { title: message("cancel_upload"), text: this.#file.name, confirmText: message("cancel_upload_yes") };
    if (await confirmAction(question)) {
      this.#uppy.removeFile(this.#fileId);
      this.#discard(this.#uploadId);
      this.#close();
    }
  }

  #discard(uploadId) {
    if (uploadId) {
      forgetUpload(uploadId);
      deleteJson(`/api/v1/uploads/${encodeURIComponent(uploadId)}`).catch(() => {}); // else it is collected in some days
    }
  }

  #close() {
    const parent = this.parentElement;
    this.remove();
    parent.dispatchEvent(new CustomEvent("card-closed", { bubbles: true }));
  }

  async #post() {
    this.#showForm();
    if (!this.#uploadId || this.isPosted) {
      return;
    }
    const { title, description, disclosure } = this.#form.elements;
    const body = {
      upload_id: this.#uploadId,
      title: title.value,
      description: description.value,
      disclosure: disclosure.value,
      product_tags: this.querySelector("nm-tag-editor").tags,
    };
    try {
      const video = await postJson("/api/v1/videos", body, { idempotencyKey: this.#key });
      this.#showPosted(video);
    } catch (error) {
      this.#refuse(error);
    }
  }

  /** Show why the form was refused. Another try is another act: its words may differ. */
  #refuse(error) {
    if (error.status) {
      this.#key = randomId();
    }
    this.#wantsPost = false;
    this.#showForm();
    const problem = error.problem ?? {};
    const sentences = (problem.errors ?? []).map((one) => one.message);
    const notice = this.querySelector(".upload-card__error");
    notice.hidden = false;
    notice.querySelector("p").textContent = [problem.title ?? message("network_failed"), ...sentences].join(" ");
  }

  #showForm() {
    this.querySelector(".upload-card__error").hidden = true;
    const submit = this.#form.querySelector("button[type=submit]");
    submit.toggleAttribute("disabled", this.#wantsPost);
    submit.querySelector("span").textContent = message(this.#wantsPost && !this.#uploadId ? "posts_when_sent" : "post");
  }

  #showPosted(video) {
    this.isPosted = true;
    forgetUpload(this.#uploadId);
    this.#preview.pause();
    this.querySelector(".upload-card__title").textContent = video.title;
    this.querySelector("nm-video-progress").follow(video);
    this.dataset.state = "posted";
  }

  #showProgress(sentBytes) {
    const progress = this.querySelector(".upload-card__progress");
    const share = this.#file.size ? sentBytes / this.#file.size : 1;
    progress.querySelector("progress").value = 100 * share;
    progress.querySelector(".progress__value").textContent = `${Math.floor(100 * share)}%`;
    this.querySelector(".upload-card__bytes").textContent = message("bytes_of", {
      sent: formatBytes(Math.min(sentBytes, this.#file.size)),
      all: formatBytes(this.#file.size),
    });
  }

  #showState(state, sentence) {
    const words = {
      sending: "upload_sending",
      waiting: "upload_waiting",
      paused: "upload_paused",
      arrived: "upload_arrived",
      failed: "upload_failed",
    };
    this.dataset.state = state;
    this.querySelector(".upload-card__state").textContent = sentence ?? message(words[state]);
    const progress = this.querySelector(".upload-card__progress");
    progress.classList.toggle("progress--done", state === "arrived");
    progress.classList.toggle("progress--failed", state === "failed");
    const pause = this.#button("pause");
    pause.hidden = state === "arrived" || state === "failed";
    pause.setAttribute("aria-label", message(state === "paused" ? "go_on" : "pause"));
    setIcon(pause.querySelector(".icon"), state === "paused" ? "play" : "pause");
    this.#button("retry").hidden = state !== "failed";
  }
}

customElements.define("nm-upload-card", UploadCard);
