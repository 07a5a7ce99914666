/**
 * <nm-caption-editor video-id>: the captions of a video, language by language: sent, replaced, downloaded, deleted and brought back, and one of them
 * shown on the video (`player`, its `output`) and as a list to look through. What there is stands as JSON in .caption-editor__data.
 */

import { callApi, deleteJson, getJson, postJson } from "../lib/api.js";
import { putFile } from "../lib/files.js";
import { message } from "../lib/messages.js";
import { formatDuration } from "../lib/time.js";
import { showToast } from "../ui/toast.js";
import { Captions, textOf } from "./captions.js";

export class CaptionEditor extends HTMLElement {
  #player = null;
  #captions = null;
  #tracks = [];
  #wanted = null;

  connectedCallback() {
    this.#tracks = JSON.parse(this.querySelector(".caption-editor__data").textContent);
    this.addEventListener("click", (event) => this.#press(event.target.closest("[data-act]")));
    this.addEventListener("change", (event) => event.target.matches("input[type=file]") && this.#send(event.target));
    this.#render();
  }

  disconnectedCallback() {
    this.#captions?.clear();
  }

  /** Show captions on this <video>, in this element. */
  connect(player, output) {
    this.#player = player;
    this.#captions = new Captions(output);
  }

  /** Ask the server again: what is shown may have been cut. */
  async refresh() {
    this.#tracks = (await getJson(this.#videoUrl)).captions;
    this.#render();
  }

  get #videoUrl() {
    return `/api/v1/videos/${encodeURIComponent(this.getAttribute("video-id"))}`;
  }

  #url(language) {
    return `${this.#videoUrl}/captions/${encodeURIComponent(language)}`;
  }

  /** The language's name in the reader's language, as the list of languages has it. */
  #nameOf({ language, label }) {
    return this.querySelector(`[name=language] option[value="${CSS.escape(language)}"]`)?.textContent ?? label;
  }

  #render() {
    const rows = this.#tracks.map((track) => this.#createRow(track));
    this.querySelector(".tracks").replaceChildren(...rows);
    this.toggleAttribute("data-empty", rows.length === 0);
    this.#show(this.#tracks.find(({ language }) => language === this.#wanted) ?? null);
  }

  #createRow(track) {
    const row = document.getElementById("track-template").content.firstElementChild.cloneNode(true);
    const name = this.#nameOf(track);
    row.dataset.language = track.language;
    row.querySelector(".track__name").textContent = name;
    row.querySelector(".track__default").hidden = !track.is_default;
    row.querySelector("[data-act=default]").hidden = track.is_default;
    row.querySelector("[data-act=show]").setAttribute("aria-pressed", String(track.language === this.#wanted));
    const download = row.querySelector("a");
    download.href = track.url;
    download.download = `captions-${track.language}.vtt`;
    row.querySelectorAll("[aria-label]").forEach((control) => {
      control.setAttribute("aria-label", `${control.getAttribute("aria-label")}: ${name}`);
    });
    return row;
  }

  async #press(control) {
    const language = control?.closest("[data-language]")?.dataset.language;
    const acts = {
      show: () => this.#toggle(language),
      default: () => callApi("PUT", `${this.#url(language)}/default`).then(() => this.refresh()),
      delete: () => this.#remove(language),
      file: () => control.nextElementSibling.click(),
      seek: () => this.#seek(Number(control.dataset.seconds)),
    };
    const act = acts[control?.dataset.act];
    if (act) {
      await this.#try(control, act);
    }
  }

  async #send(input) {
    const [file] = input.files;
    const language = input.closest("[data-language]")?.dataset.language ?? this.querySelector("[name=language]").value;
    if (!file) {
      return;
    }
    await this.#try(input, async () => {
      const kept = await putFile(this.#url(language), file);
      this.#wanted = language;
      await this.refresh();
      const counts = { count: kept.cues_count, hidden: kept.hidden_count };
      showToast(message(kept.hidden_count ? "captions_kept_some" : "captions_kept", counts), { kind: "success" });
    });
    input.value = ""; // the same file may be sent again once it is put right
  }

  async #remove(language) {
    await deleteJson(this.#url(language));
    await this.refresh();
    showToast(message("captions_removed"), { action: { label: message("undo"), run: () => this.#restore(language) } });
  }

  async #restore(language) {
    await this.#try(this, async () => {
      await postJson(`${this.#url(language)}/restore`, {});
      await this.refresh();
    });
  }

  /** Do something with the server; say what is wrong, with the line of the file if there is one. */
  async #try(control, act) {
    const failure = this.querySelector(".caption-editor__failure");
    failure.hidden = true;
    control.setAttribute("aria-busy", "true");
    try {
      await act();
    } catch (error) {
      const { title, detail, line } = error.problem ?? {};
      const reason = detail && line ? message("line_says", { line, text: detail }) : detail;
      failure.textContent = [title ?? message("network_failed"), reason].filter(Boolean).join(" ");
      failure.hidden = false;
    }
    control.removeAttribute("aria-busy");
  }

  #toggle(language) {
    this.#wanted = this.#wanted === language ? null : language;
    this.#render();
  }

  #show(track) {
    const list = this.querySelector(".cues");
    list.hidden = true;
    list.replaceChildren();
    if (!this.#player) {
      return;
    }
    this.#captions.show(this.#player, track);
    const element = this.#player.querySelector("track");
    if (track && element) {
      const fill = () => this.#listCues(element.track, track.language);
      if (element.readyState === HTMLTrackElement.LOADED) {
        fill();
      } else {
        element.addEventListener("load", fill, { once: true });
      }
    }
  }

  #listCues(textTrack, language) {
    const list = this.querySelector(".cues");
    list.lang = language;
    list.replaceChildren(...[...textTrack.cues].map(createCue));
    list.hidden = false;
    const rows = [...list.children];
    textTrack.addEventListener("cuechange", () => {
      const active = [...textTrack.activeCues].map((cue) => cue.startTime);
      rows.forEach((row) => row.toggleAttribute("data-now", active.includes(Number(row.firstElementChild.dataset.seconds))));
    });
  }

  #seek(seconds) {
    this.#player.currentTime = seconds;
  }
}

function createCue(cue) {
  const row = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "cue";
  button.dataset.act = "seek";
  button.dataset.seconds = String(cue.startTime);
  const time = document.createElement("span");
  time.className = "cue__time numeric";
  time.textContent = formatDuration(cue.startTime);
  const words = document.createElement("span");
  words.className = "cue__words";
  words.dir = "auto";
  words.textContent = textOf(cue);
  button.append(time, words);
  row.append(button);
  return row;
}

customElements.define("nm-caption-editor", CaptionEditor);
