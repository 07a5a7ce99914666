/**
 * What composing photos and articles has in common: the fields, the draft that saves itself, publishing now or later. Derived elements give
 * `kind`, `collect()` (their part of what the API takes) and `fill(post)`. The post stands as JSON in .composer__data.
 */

import { callApi, deleteJson, postJson } from "../../lib/api.js";
import { message } from "../../lib/messages.js";
import { showToast } from "../../ui/toast.js";
import { Draft } from "./draft.js";
import { sendPicture } from "./send_picture.js";

/** Say why the server refused something. */
export function showProblem(error) {
  const sentences = (error.problem?.errors ?? []).map((one) => one.message);
  showToast([error.problem?.detail || error.problem?.title || message("network_failed"), ...sentences].join(" "), { kind: "error" });
}

export class Composer extends HTMLElement {
  draft;

  connectedCallback() {
    const post = JSON.parse(this.querySelector(".composer__data").textContent);
    this.draft = new Draft(post, { kind: this.kind, collect: () => this.#collectAll(), tell: (state, text) => this.#tell(state, text) });
    this.fill(post);
    const form = this.querySelector("form");
    form.addEventListener("input", (event) => event.target.type !== "file" && this.draft.touch());
    form.addEventListener("submit", (event) => event.preventDefault());
    this.addEventListener("click", (event) => this.#press(event.target.closest("[data-act]")));
    document.getElementById("schedule").addEventListener("submit", (event) => this.#schedule(event));
    window.addEventListener("beforeunload", this.#warn);
  }

  disconnectedCallback() {
    window.removeEventListener("beforeunload", this.#warn);
  }

  /** Send a picture for this post, beginning it if need be. */
  async send(file, onProgress) {
    await this.draft.begin();
    return sendPicture(`${this.draft.url}/pictures`, file, onProgress);
  }

  /** Remove one of the post's pictures, after what is on the screen was saved without it. */
  async removePicture(pictureId) {
    this.draft.touch();
    await this.draft.save();
    await deleteJson(`${this.draft.url}/pictures/${encodeURIComponent(pictureId)}`);
  }

  #warn = (event) => this.draft.isChanged && event.preventDefault();

  #collectAll() {
    const { title, description, disclosure } = this.querySelector("form").elements;
    return { title: title.value, description: description.value, disclosure: disclosure.value, ...this.collect() };
  }

  #tell(state, sentence) {
    const line = this.querySelector("[data-save-state]");
    line.textContent = sentence ?? message(`draft_${state}`);
    line.dataset.state = state;
  }

  async #press(control) {
    const acts = {
      publish: () => this.#publish(),
      save: () => this.#save(),
      unschedule: () => this.#unschedule(),
    };
    const act = acts[control?.dataset.act];
    if (!act) {
      return;
    }
    control.setAttribute("aria-busy", "true");
    try {
      await act();
    } catch (error) {
      showProblem(error);
    }
    control.removeAttribute("aria-busy");
  }

  async #save() {
    await this.draft.save();
    showToast(message("saved"), { kind: "success" });
  }

  async #publish() {
    await this.draft.save();
    const post = await postJson(`${this.draft.url}/publish`, {});
    location.assign(post.path);
  }

  async #unschedule() {
    await deleteJson(`${this.draft.url}/schedule`);
    location.reload();
  }

  async #schedule(event) {
    event.preventDefault();
    const form = event.target;
    try {
      await this.draft.save();
      await callApi("PUT", `${this.draft.url}/schedule`, { body: { at: new Date(form.elements.at.value).toISOString() } });
      location.assign("/studio");
    } catch (error) {
      showProblem(error);
    }
  }
}
