/**
 * <nm-reactions post-id path>: like, save and share a post. Buttons are [data-react=like|save|share] with the count in [data-count] and the
 * button's word in data-none, which stands there instead of a zero. Markup: templates/content/reactions.html.
 *
 * Whoever is not signed in is led to sign in, and comes back to the post. Event: `share-wanted` (bubbles), see share.js.
 */

import { callApi } from "../../lib/api.js";
import { message } from "../../lib/messages.js";
import { feel } from "../../ui/haptics.js";
import { showToast } from "../../ui/toast.js";
import { shortCount } from "./counts.js";
import { Toggle } from "./toggle.js";

const WORDS = { like: ["like", "unlike"], save: ["save", "unsave"] };

export class Reactions extends HTMLElement {
  #toggles = {};

  connectedCallback() {
    if (this.dataset.ready) {
      return;
    }
    this.dataset.ready = "";
    for (const kind of ["like", "save"]) {
      this.#toggles[kind] = this.#createToggle(kind);
    }
    this.querySelectorAll("[data-react]").forEach((button) => showCount(button, Number(button.dataset.number || 0)));
    this.addEventListener("click", (event) => this.#press(event.target.closest("[data-react]")?.dataset.react));
  }

  /** What the viewer did with this post before, as the server says. */
  set own({ liked, saved }) {
    this.#toggles.like?.confirm(liked);
    this.#toggles.save?.confirm(saved);
  }

  /** Like it; it stays liked when it is already. */
  like() {
    this.#set("like", true);
  }

  toggleLike() {
    this.#press("like");
  }

  toggleSave() {
    this.#press("save");
  }

  share() {
    this.#press("share");
  }

  /** Count a share that was carried out. */
  countShare() {
    const button = this.querySelector("[data-react=share]");
    showCount(button, Number(button.dataset.number || 0) + 1);
  }

  #press(kind) {
    if (kind === "share") {
      this.dispatchEvent(new CustomEvent("share-wanted", { bubbles: true, detail: { reactions: this } }));
    } else if (kind) {
      this.#set(kind, !this.#toggles[kind].isOn);
    }
  }

  #set(kind, wanted) {
    if (!("signedIn" in document.body.dataset)) {
      location.assign(`/login?next=${encodeURIComponent(this.getAttribute("path"))}`);
      return;
    }
    if (wanted && !this.#toggles[kind].isOn) {
      feel(kind === "save" ? "add" : "like");
    }
    this.#toggles[kind].set(wanted);
  }

  #createToggle(kind) {
    const button = this.querySelector(`[data-react=${kind}]`);
    const state = { isOn: button.getAttribute("aria-pressed") === "true", count: Number(button.dataset.number || 0) };
    return new Toggle(state, {
      send: (isOn) => callApi(isOn ? "PUT" : "DELETE", `/api/v1/posts/${encodeURIComponent(this.getAttribute("post-id"))}/${kind}`),
      show: ({ isOn, count }) => {
        button.setAttribute("aria-pressed", String(isOn));
        button.setAttribute("aria-label", message(WORDS[kind][Number(isOn)]));
        showCount(button, count);
      },
      failed: (error) => showToast(error.problem?.title ?? message("network_failed"), { kind: "error" }),
    });
  }
}

function showCount(button, count) {
  button.dataset.number = String(count);
  button.querySelector("[data-count]").textContent = shortCount(count, button.dataset.none);
}

customElements.define("nm-reactions", Reactions);
