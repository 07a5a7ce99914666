/**
 * <nm-upload-desk>: takes clips (chosen or dropped), gives each a card and sends them. Uploads that an earlier page left unfinished are
 * listed, so that choosing the same file again goes on. Leaving while something would be lost asks first.
 */

import { deleteJson } from "../lib/api.js";
import { message } from "../lib/messages.js";
import { showToast } from "../ui/toast.js";
import { formatBytes } from "./bytes.js";
import "./upload_card.js";
import { forgetUpload, listRemembered } from "./uploads/remembered.js";

async function createUppy() {
  const [{ default: Uppy }, { PartsPlugin }] = await Promise.all([import("@uppy/core"), import("./uploads/parts_plugin.js")]);
  return new Uppy({ autoProceed: false, restrictions: { allowedFileTypes: ["video/*", ".mkv", ".mov", ".m4v"] } }).use(PartsPlugin);
}

export class UploadDesk extends HTMLElement {
  #uppy = createUppy();

  connectedCallback() {
    const input = this.querySelector(".dropzone > input");
    input.addEventListener("change", () => {
      this.#take([...input.files]);
      input.value = "";
    });
    const dropzone = this.querySelector(".dropzone");
    for (const name of ["dragover", "dragleave", "drop"]) {
      dropzone.addEventListener(name, (event) => this.#drag(event, dropzone));
    }
    this.addEventListener("card-closed", () => this.#showCount());
    window.addEventListener("beforeunload", (event) => this.#hasUnsaved() && event.preventDefault());
    this.#listUnfinished();
  }

  get #cards() {
    return [...this.querySelectorAll("nm-upload-card")];
  }

  #hasUnsaved() {
    return this.#cards.some((card) => !card.isPosted);
  }

  #drag(event, dropzone) {
    event.preventDefault();
    dropzone.toggleAttribute("data-over", event.type === "dragover");
    if (event.type === "drop") {
      this.#take([...event.dataTransfer.files]);
    }
  }

  async #take(files) {
    const uppy = await this.#uppy;
    for (const file of files) {
      this.#add(uppy, file);
    }
    this.#showCount();
    uppy.upload().catch(() => {}); // each card shows how its own file fares
  }

  #add(uppy, file) {
    try {
      const id = uppy.addFile({ name: file.name, type: file.type, data: file, source: "desk" });
      const card = document.getElementById("upload-card-template").content.firstElementChild.cloneNode(true);
      this.querySelector(".upload-cards").prepend(card);
      card.begin(uppy, id, file);
      this.querySelector(`[data-unfinished="${CSS.escape(`${file.name}/${file.size}`)}"]`)?.remove();
    } catch (error) {
      const isKind = error.isRestriction && error.message.includes("upload");
      showToast(isKind ? message("not_a_video", { name: file.name }) : message("chosen_already", { name: file.name }), { kind: "error" });
    }
  }

  #showCount() {
    this.toggleAttribute("data-busy", this.#cards.length > 0);
  }

  #listUnfinished() {
    const list = this.querySelector(".unfinished__list");
    for (const { uploadId, name, size } of listRemembered()) {
      const row = document.getElementById("unfinished-template").content.firstElementChild.cloneNode(true);
      row.dataset.unfinished = `${name}/${size}`;
      row.querySelector(".unfinished__name").textContent = `${name} · ${formatBytes(size)}`;
      row.querySelector("button").addEventListener("click", () => {
        row.remove();
        forgetUpload(uploadId);
        deleteJson(`/api/v1/uploads/${encodeURIComponent(uploadId)}`).catch(() => {}); // else it is collected in some days
      });
      list.append(row);
    }
  }
}

customElements.define("nm-upload-desk", UploadDesk);
