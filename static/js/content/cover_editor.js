/**
 * <nm-cover-editor video-id kind>: the picture that stands for a video: one of those on offer (chosen with the form around it), the one that is on
 * the screen of `player`, or a file. Acts at once; `chosen` is the number of a newly chosen offered picture, for the form. While the worker takes a
 * picture (`data-pending`), the server is asked every now and then.
 */

import { callApi, deleteJson, getJson } from "../lib/api.js";
import { putFile } from "../lib/files.js";
import { message } from "../lib/messages.js";
import { onMessage } from "../lib/realtime.js";
import { formatDuration } from "../lib/time.js";
import { showToast } from "../ui/toast.js";

const ASK_MS = 3000;

export class CoverEditor extends HTMLElement {
  player = null;
  #timer;
  #stop = null;

  connectedCallback() {
    this.addEventListener("click", (event) => this.#press(event.target.closest("[data-act]")));
    this.querySelector("input[type=file]").addEventListener("change", (event) => this.#send(event.target));
    if (this.hasAttribute("data-pending")) {
      this.#await();
    }
  }

  disconnectedCallback() {
    this.#end();
  }

  /** The number of an offered picture that was chosen since the page was made, or null. */
  get chosen() {
    const checked = this.querySelector("[name=poster_number]:checked");
    return checked && !checked.defaultChecked ? Number(checked.value) : null;
  }

  /** Show what the server says of a video's pictures. */
  showVideo(video) {
    const { kind, is_pending: isPending } = video.cover;
    const own = this.querySelector(".poster-own");
    const isOffered = video.posters.some((poster) => poster.is_chosen);
    own.hidden = isOffered || !video.poster_url;
    if (!own.hidden) {
      own.querySelector("img").src = video.poster_url;
    }
    this.#showOffered(video.posters);
    this.querySelector("[data-act=automatic]").hidden = kind === "automatic";
    this.querySelector(".cover-editor__note").textContent = isPending ? message("cover_pending") : "";
    this.toggleAttribute("data-pending", isPending);
  }

  #showOffered(posters) {
    this.querySelectorAll("[name=poster_number]").forEach((choice, index) => {
      const poster = posters[index];
      choice.closest("label").hidden = !poster;
      if (poster) {
        choice.closest("label").querySelector("img").src = poster.url;
        choice.defaultChecked = poster.is_chosen;
        choice.checked = poster.is_chosen;
      }
    });
  }

  get #url() {
    return `/api/v1/videos/${encodeURIComponent(this.getAttribute("video-id"))}`;
  }

  async #press(control) {
    const acts = {
      moment: () => this.#take(),
      file: () => this.querySelector("input[type=file]").click(),
      automatic: async () => this.showVideo(await deleteJson(`${this.#url}/cover`)),
    };
    await this.#try(control, acts[control?.dataset.act]);
  }

  async #take() {
    this.player.pause();
    const seconds = Math.min(this.player.currentTime, this.player.duration || 0);
    this.showVideo(await callApi("PUT", `${this.#url}/cover/moment`, { body: { seconds } }));
    showToast(message("cover_asked", { time: formatDuration(seconds) }));
    this.#await();
  }

  async #send(input) {
    const [file] = input.files;
    await this.#try(input, file && (async () => {
      this.showVideo(await putFile(`${this.#url}/cover`, file));
      showToast(message("cover_saved"), { kind: "success" });
    }));
    input.value = "";
  }

  async #try(control, act) {
    if (!act) {
      return;
    }
    control.setAttribute("aria-busy", "true");
    try {
      await act();
    } catch (error) {
      const { title, detail } = error.problem ?? {};
      showToast([title ?? message("network_failed"), detail].filter(Boolean).join(" "), { kind: "error" });
    }
    control.removeAttribute("aria-busy");
  }

  #await() {
    this.#stop ??= onMessage("video_edit_progress", ({ video_id: id }) => id === this.getAttribute("video-id") && this.#ask());
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(), ASK_MS);
  }

  async #ask() {
    clearTimeout(this.#timer);
    const video = await getJson(this.#url).catch(() => null); // asked again
    if (video) {
      this.showVideo(video);
    }
    if (!video || video.cover.is_pending) {
      this.#await();
    } else {
      this.#end();
    }
  }

  #end() {
    this.#stop?.();
    this.#stop = null;
    clearTimeout(this.#timer);
  }
}

customElements.define("nm-cover-editor", CoverEditor);
