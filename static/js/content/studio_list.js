/** <nm-studio-list> around <nm-studio-post>s: acts for several posts at once, with one undo for all of them. */

import { message } from "../lib/messages.js";
import { showToast } from "../ui/toast.js";
import "./studio_post.js";

export class StudioList extends HTMLElement {
  connectedCallback() {
    this.addEventListener("change", () => this.#show());
    this.addEventListener("click", (event) => this.#press(event.target.closest("[data-bulk-act]")));
  }

  get #selected() {
    return [...this.querySelectorAll("nm-studio-post")].filter((post) => post.isSelected);
  }

  #show() {
    const selected = this.#selected;
    this.querySelector("[data-bulk]").hidden = selected.length === 0;
    this.querySelector("[data-selected]").textContent = message("selected", { count: selected.length });
    this.querySelector("[data-bulk-act=publish]").disabled = !selected.some((post) => post.isDraft);
  }

  async #press(control) {
    if (!control) {
      return;
    }
    control.setAttribute("aria-busy", "true");
    const isPublishing = control.dataset.bulkAct === "publish";
    const posts = this.#selected.filter((post) => !isPublishing || post.isDraft);
    const done = await attemptAll(posts, (post) => (isPublishing ? post.publish() : post.remove()));
    if (!isPublishing && done.length) {
      const undo = { label: message("undo"), run: () => this.#restore(done) };
      showToast(message("posts_removed", { count: done.length }), { action: undo });
    }
    control.removeAttribute("aria-busy");
    this.#show();
  }

  async #restore(posts) {
    const done = await attemptAll(posts, (post) => post.restore());
    showToast(message("posts_restored", { count: done.length }), { kind: "success" });
  }
}

/** Act on each of the posts, one after the other; return those where it worked, and say the first refusal. */
async function attemptAll(posts, act) {
  const done = [];
  let refusal = null;
  for (const post of posts) {
    try {
      await act(post);
      done.push(post);
    } catch (error) {
      refusal ??= error;
    }
  }
  if (refusal) {
    showToast(refusal.problem?.title ?? message("network_failed"), { kind: "error" });
  }
  return done;
}

customElements.define("nm-studio-list", StudioList);
