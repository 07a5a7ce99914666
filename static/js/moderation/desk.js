/**
 * <nm-desk next-href previous-href>: a moderator decides about one thing, with the mouse or by keys (keys.js); the next one follows.
 *
 * Each `form[data-act]` inside is sent to its action as JSON; a button with `data-open="act"` shows that act's form. After
 * `approve`, `reject` and `escalate` the next page follows; after any other act the page is read again.
 */

import { postJson, randomId } from "../lib/api.js";
import { message } from "../lib/messages.js";
import { buildBody } from "./form_body.js";
import { deskActOf } from "./keys.js";

const GOES_ON = new Set(["approve", "reject", "escalate"]);

export class Desk extends HTMLElement {
  #keys = new WeakMap();
  #onKey = (event) => this.#press(event);

  connectedCallback() {
    this.addEventListener("click", (event) => {
      const opener = event.target.closest("[data-open]");
      if (opener) {
        this.#toggle(opener.dataset.open);
      }
    });
    this.addEventListener("change", (event) => this.#showSentence(event.target));
    this.addEventListener("submit", (event) => {
      if (event.target.matches("form[data-act]")) {
        event.preventDefault();
        this.#send(event.target);
      }
    });
    // Before the clip that is looked at hears it: here j and k mean the next case.
    document.addEventListener("keydown", this.#onKey, { capture: true });
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.#onKey, { capture: true });
  }

  #form(act) {
    return this.querySelector(`form[data-act="${act}"]`);
  }

  get #openForm() {
    return this.querySelector("form[data-act]:not([hidden]):has(textarea)");
  }

  #press(event) {
    const act = deskActOf(event);
    const acts = {
      next: () => location.assign(this.getAttribute("next-href")),
      previous: () => location.assign(this.getAttribute("previous-href")),
      approve: () => this.#form("approve")?.requestSubmit(),
      reject: () => this.#toggle("reject", true),
      escalate: () => this.#toggle("escalate", true),
      help: () => document.getElementById("desk-keys")?.showModal(),
      close: () => this.#close(),
      send: () => this.#openForm?.requestSubmit(),
    };
    const run = act === null ? null : (acts[act] ?? (() => this.#choose(Number(act))));
    if (run) {
      event.preventDefault();
      run();
    }
  }

  #toggle(act, shown = this.#form(act)?.hidden) {
    const form = this.#form(act);
    if (!form) {
      return;
    }
    this.#close();
    form.hidden = !shown;
    this.querySelector(`[data-open="${act}"]`)?.setAttribute("aria-expanded", String(shown));
    if (shown) {
      form.querySelector("input:checked, textarea").focus();
    }
  }

  #close() {
    for (const opener of this.querySelectorAll("[data-open]")) {
      opener.setAttribute("aria-expanded", "false");
      const form = this.#form(opener.dataset.open);
      if (form?.contains(document.activeElement)) {
        opener.focus();
      }
      form?.toggleAttribute("hidden", true);
    }
  }

  #choose(number) {
    const radio = this.#openForm?.querySelectorAll('input[name="template"]')[number - 1];
    if (radio) {
      radio.checked = true;
      radio.focus();
      this.#showSentence(radio);
    }
  }

  #showSentence(control) {
    const shown = control.form?.querySelector("[data-sentence-shown]");
    if (shown && control.name === "template") {
      shown.textContent = control.dataset.sentence;
    }
  }

  async #send(form) {
    const button = form.querySelector("button:not([type=button])");
    if (button.getAttribute("aria-busy") === "true") {
      return;
    }
    button.setAttribute("aria-busy", "true");
    const key = this.#keys.get(form) ?? randomId();
    this.#keys.set(form, key);
    try {
      await postJson(form.getAttribute("action"), buildBody(new FormData(form)), { idempotencyKey: key });
      location.assign(GOES_ON.has(form.dataset.act) ? this.getAttribute("next-href") : location.href);
    } catch (error) {
      if (error.status) {
        this.#keys.delete(form);
      }
      const line = this.querySelector(".desk__error");
      line.textContent = error.problem?.title ?? message("network_failed");
      line.hidden = false;
      button.removeAttribute("aria-busy");
    }
  }
}

customElements.define("nm-desk", Desk);
