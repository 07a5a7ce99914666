/**
 * <nm-report subject-kind subject-id> around a link or a button: tells the moderators that something is wrong, in a dialog. The
 * dialog is the server's (/reports/new), so it speaks the reader's language; without this script the link leads there.
 *
 * Without `subject-id` it is about the comment that it stands in; with `of-post`, about the post whose menu was opened last.
 */

import { postJson, randomId } from "../lib/api.js";
import { message } from "../lib/messages.js";
import { showToast } from "../ui/toast.js";
import { buildBody } from "./form_body.js";

export class Report extends HTMLElement {
  #onMenu = ({ target: { item } }) => {
    this.setAttribute("subject-kind", item.kind ?? "video");
    this.setAttribute("subject-id", item.id);
  };

  connectedCallback() {
    if (this.hasAttribute("of-post")) {
      document.addEventListener("menu-wanted", this.#onMenu);
    }
    this.addEventListener("click", (event) => {
      const opener = event.target.closest("a, button");
      if (opener && !event.ctrlKey && !event.metaKey) {
        event.preventDefault();
        event.stopPropagation();
        this.#open(opener);
      }
    });
  }

  disconnectedCallback() {
    document.removeEventListener("menu-wanted", this.#onMenu);
  }

  get #path() {
    const id = this.getAttribute("subject-id") ?? this.closest("[data-comment]").dataset.comment;
    const subject = { subject_kind: this.getAttribute("subject-kind"), subject_id: id };
    return `/reports/new?${new URLSearchParams(subject)}`;
  }

  async #open(opener) {
    if (opener.getAttribute("aria-busy") === "true") {
      return;
    }
    opener.setAttribute("aria-busy", "true");
    try {
      const response = await fetch(this.#path);
      if (response.status === 401) {
        location.assign(`/login?next=${encodeURIComponent(location.pathname + location.search)}`);
        return;
      }
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const template = page.getElementById("report-dialog");
      if (template) {
        this.#show(document.importNode(template.content, true).querySelector("nm-sheet"), opener);
      } else {
        showToast(page.querySelector("main h2")?.textContent ?? message("request_failed"), { kind: "error" });
      }
    } catch {
      showToast(message("network_failed"), { kind: "error" });
    } finally {
      opener.removeAttribute("aria-busy");
    }
  }

  #show(sheet, opener) {
    document.getElementById("report")?.closest("nm-sheet").remove();
    this.closest("#player-menu")?.close();
    document.body.append(sheet);
    const form = sheet.querySelector("form");
    const key = randomId();
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send(sheet, form, key);
    });
    sheet.addEventListener("closed", () => {
      sheet.remove();
      opener.focus();
    });
    sheet.open();
  }

  async #send(sheet, form, idempotencyKey) {
    const button = form.querySelector(".sheet__foot button");
    const error = form.querySelector("[role=alert]");
    button.setAttribute("aria-busy", "true");
    const body = buildBody(new FormData(form));
    delete body.csrf_token;
    try {
      const { id } = await postJson("/api/v1/reports", body, { idempotencyKey });
      form.hidden = true;
      const receipt = sheet.querySelector("[data-receipt]");
      receipt.querySelector("[data-receipt-id]").textContent = id;
      receipt.hidden = false;
      receipt.focus();
    } catch (refusal) {
      error.textContent = refusal.problem?.title ?? message("network_failed");
      error.hidden = false;
    }
    button.removeAttribute("aria-busy");
  }
}

customElements.define("nm-report", Report);
