/** The form below the comments: what is written, whom it answers, and sending it once. */

import { randomId } from "../../lib/ids.js";

export class CommentForm {
  #form;
  #send;
  #words;
  #key = randomId();
  #answered = null;

  /**
   * @param {HTMLFormElement} form
   * @param {Record<string, string>} words
   * @param {(text: string, parentId: string|null, key: string) => Promise<boolean>} send resolves to whether it was taken
   */
  constructor(form, words, send) {
    this.#form = form;
    this.#send = send;
    this.#words = words;
    form.addEventListener("submit", (event) => this.#submit(event));
    form.addEventListener("keydown", (event) => this.#sendByKey(event));
    form.elements.text.addEventListener("input", () => {
      this.#key = randomId(); // other words are another act
    });
    form.querySelector("[data-act=no-answer]").addEventListener("click", () => this.answer(null));
  }

  /** Answer a comment, or the post itself. */
  answer(comment) {
    this.#answered = comment;
    const line = this.#form.querySelector(".comments__answering");
    line.hidden = !comment;
    if (comment) {
      line.querySelector("[data-answering]").textContent = this.#words.replying_to.replace("%(name)s", comment.author.display_name);
      this.#form.elements.text.focus();
    }
  }

  /** Forget what was written for another post. */
  clear() {
    this.#form.reset();
    this.answer(null);
  }

  #sendByKey(event) {
    // An input method confirms its candidates with Enter; a thumb's Enter makes a new line.
    const isTyping = event.isComposing || event.shiftKey || !matchMedia("(pointer: fine)").matches;
    if (event.key === "Enter" && event.target === this.#form.elements.text && !isTyping) {
      event.preventDefault();
      this.#form.requestSubmit();
    }
  }

  async #submit(event) {
    event.preventDefault();
    const button = this.#form.querySelector("[type=submit]");
    const text = this.#form.elements.text.value.trim();
    if (!text || button.getAttribute("aria-busy") === "true") {
      return;
    }
    button.setAttribute("aria-busy", "true");
    if (await this.#send(text, this.#answered?.id ?? null, this.#key)) {
      this.clear();
    }
    button.removeAttribute("aria-busy");
  }
}
