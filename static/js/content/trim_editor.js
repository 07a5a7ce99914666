/**
 * <nm-trim-editor video-id duration sprite-url>: what is left of a video, between two handles on a film strip: moved by finger, mouse and keys (arrows
 * 0.1 s, with shift 1 s). Asks before product tags or captions would be left out; a cut is made by the worker, and followed live.
 * `player` is the video's <video>. Event: `video-cut` (detail: the video) when a new version is shown.
 */

import { callApi, deleteJson, getJson, postJson } from "../lib/api.js";
import { message } from "../lib/messages.js";
import { onMessage } from "../lib/realtime.js";
import { confirmAction } from "../ui/confirm.js";
import { showToast } from "../ui/toast.js";
import { fillStrip } from "./film_strip.js";
import { isCut, moveEdge, stepOf } from "./trim_range.js";

const ASK_MS = 3000;

export class TrimEditor extends HTMLElement {
  player = null;
  #duration = 0;
  #range = { start: 0, end: 0 };
  #dragged = null;
  #playlist = null;
  #timer;
  #stop = null;

  connectedCallback() {
    this.#playlist = this.getAttribute("playlist");
    this.#begin(Number(this.getAttribute("duration")), this.getAttribute("sprite-url"));
    this.addEventListener("click", (event) => this.#press(event.target.closest("[data-act]")));
    for (const handle of this.#handles) {
      handle.addEventListener("pointerdown", (event) => this.#grab(event, handle));
      handle.addEventListener("pointermove", (event) => this.#drag(event));
      handle.addEventListener("pointerup", () => this.#drop());
      handle.addEventListener("pointercancel", () => this.#drop());
      handle.addEventListener("keydown", (event) => this.#key(event, handle));
    }
    const edit = JSON.parse(this.querySelector(".trim-editor__data").textContent);
    this.#showEdit(edit);
  }

  disconnectedCallback() {
    this.#end();
  }

  get #handles() {
    return [...this.querySelectorAll(".strip__handle")];
  }

  get #url() {
    return `/api/v1/videos/${encodeURIComponent(this.getAttribute("video-id"))}`;
  }

  #begin(duration, spriteUrl) {
    this.#duration = duration;
    this.#range = { start: 0, end: duration };
    if (spriteUrl) {
      fillStrip(this.querySelector(".strip__film"), spriteUrl, duration);
    }
    this.#paint();
  }

  #grab(event, handle) {
    event.preventDefault();
    handle.focus();
    handle.setPointerCapture(event.pointerId);
    this.#dragged = handle.dataset.edge;
  }

  #drag(event) {
    if (this.#dragged) {
      const { left, width } = this.querySelector(".strip").getBoundingClientRect();
      this.#move(this.#dragged, ((event.clientX - left) / width) * this.#duration);
    }
  }

  #drop() {
    this.#dragged = null;
  }

  #key(event, handle) {
    const { edge } = handle.dataset;
    const ends = { Home: 0, End: this.#duration };
    const step = stepOf(event);
    if (step !== null || event.key in ends) {
      event.preventDefault();
      this.#move(edge, step === null ? ends[event.key] : this.#range[edge] + step);
    }
  }

  /** Move an end, and show its picture on the player. */
  #move(edge, seconds) {
    this.#range = moveEdge(this.#range, edge, seconds, this.#duration);
    if (this.player) {
      this.player.pause();
      this.player.currentTime = this.#range[edge];
    }
    this.#paint();
  }

  #paint() {
    const { start, end } = this.#range;
    const strip = this.querySelector(".strip");
    strip.style.setProperty("--start", String(start / this.#duration));
    strip.style.setProperty("--end", String(end / this.#duration));
    for (const handle of this.#handles) {
      const seconds = this.#range[handle.dataset.edge];
      handle.setAttribute("aria-valuemax", this.#duration.toFixed(1));
      handle.setAttribute("aria-valuenow", seconds.toFixed(1));
      handle.setAttribute("aria-valuetext", message("trim_seconds", { seconds: seconds.toFixed(1) }));
    }
    const values = { start: start.toFixed(1), end: end.toFixed(1), length: (end - start).toFixed(1) };
    this.querySelector(".trim-editor__length").textContent = message("trim_length", values);
    this.#allow();
  }

  #allow() {
    const isBusy = this.hasAttribute("data-busy");
    this.querySelector("[data-act=cut]").disabled = isBusy || !isCut(this.#range, this.#duration);
    this.querySelector("[data-act=undo]").disabled = isBusy;
  }

  async #press(control) {
    const acts = {
      play: () => this.#play(),
      cut: () => this.#cut(),
      undo: async () => this.#showVideo(await deleteJson(`${this.#url}/trim`)),
      stop: async () => this.#showVideo(await postJson(`${this.#url}/cancel`, {})),
      again: async () => this.#showVideo(await postJson(`${this.#url}/trim/retry`, {})),
    };
    const act = acts[control?.dataset.act];
    if (!act) {
      return;
    }
    control.setAttribute("aria-busy", "true");
    try {
      await act();
    } catch (error) {
      showToast(error.problem?.title ?? message("network_failed"), { kind: "error" });
    }
    control.removeAttribute("aria-busy");
  }

  /** Play from the first end to the second. */
  async #play() {
    const { player } = this;
    const { end } = this.#range;
    player.currentTime = this.#range.start;
    const stopAtEnd = () => {
      if (player.currentTime >= end || player.paused) {
        player.removeEventListener("timeupdate", stopAtEnd);
        player.pause();
      }
    };
    await player.play();
    player.addEventListener("timeupdate", stopAtEnd);
  }

  async #cut() {
    const { start, end } = this.#range;
    const body = { start_seconds: start, end_seconds: end };
    const loss = await getJson(`${this.#url}/trim?${new URLSearchParams(body)}`);
    const captions = Object.values(loss.captions_counts).reduce((sum, count) => sum + count, 0);
    if (loss.product_tags_count + captions > 0) {
      const text = message("trim_loss", { tags: loss.product_tags_count, captions });
      const question = { title: message("trim_question"), text, confirmText: message("trim_confirm"), danger: false };
      if (!(await confirmAction(question))) {
        return;
      }
    }
    this.#showVideo(await callApi("PUT", `${this.#url}/trim`, { body }));
  }

  #showVideo(video) {
    this.#showEdit(video.edit);
    this.querySelector("[data-act=undo]").hidden = video.trim === null;
    if (video.playlist_url !== this.#playlist && !video.edit) {
      this.#playlist = video.playlist_url;
      this.#begin(video.duration_seconds, video.sprite_url);
      showToast(message("trim_done"), { kind: "success" });
      this.dispatchEvent(new CustomEvent("video-cut", { bubbles: true, detail: video }));
    }
  }

  /** Show how far a cut is, or why there is none. */
  #showEdit(edit) {
    const isRunning = Boolean(edit) && edit.failure === null;
    const bar = this.querySelector(".progress");
    this.toggleAttribute("data-busy", isRunning);
    bar.hidden = !isRunning;
    this.querySelector("[data-act=stop]").hidden = !isRunning;
    this.querySelector("[data-act=again]").hidden = !edit?.failure;
    this.querySelector(".trim-editor__note").textContent = isRunning ? message("trim_running") : (edit?.failure ?? "");
    if (isRunning) {
      this.#showProgress(edit.progress);
      this.#follow();
    } else {
      this.#end();
    }
    this.#allow();
  }

  #showProgress(progress) {
    const bar = this.querySelector(".progress");
    const share = Math.floor(100 * progress);
    if (share > 0) {
      bar.querySelector("progress").value = share;
    } else {
      bar.querySelector("progress").removeAttribute("value");
    }
    bar.querySelector(".progress__value").textContent = share > 0 ? `${share}%` : "";
  }

  /** Hear of the cut while it is made, and ask now and then in case news are lost. */
  #follow() {
    this.#stop ??= onMessage("video_edit_progress", ({ video_id: id, state, progress }) => {
      if (id === this.getAttribute("video-id")) {
        return state === "running" ? this.#showProgress(progress) : this.#ask();
      }
      return null;
    });
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(), ASK_MS);
  }

  async #ask() {
    clearTimeout(this.#timer);
    const video = await getJson(this.#url).catch(() => null);
    if (video) {
      this.#showVideo(video);
    } else {
      this.#follow();
    }
  }

  #end() {
    this.#stop?.();
    this.#stop = null;
    clearTimeout(this.#timer);
  }
}

customElements.define("nm-trim-editor", TrimEditor);
