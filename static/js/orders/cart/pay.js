/**
 * <nm-pay checkout-id payment-id was-declined>: paying what was ordered. Plays the sandbox's outcomes, waits for the bank, and shows
 * what came of it: the page is read again, also when another tab or the bank was first.
 */

import { NetworkError } from "../../lib/api.js";
import { message } from "../../lib/messages.js";
import { onMessage, onReconnected } from "../../lib/realtime.js";
import { feel } from "../../ui/haptics.js";
import { playOutcome, waitForPayment } from "../purchase.js";

export class Pay extends HTMLElement {
  #stops = [];
  #isBusy = false;

  connectedCallback() {
    this.#prepare();
    this.addEventListener("click", (event) => this.#pay(event.target.closest("[data-outcome]")?.dataset.outcome));
    this.#stops = [onMessage("order_changed", () => this.#readAgain()), onReconnected(() => this.#readAgain())];
  }

  disconnectedCallback() {
    this.#stops.forEach((stop) => stop());
  }

  #prepare() {
    this.querySelector("[data-sandbox]")?.removeAttribute("hidden");
  }

  async #pay(outcome) {
    if (!outcome || this.#isBusy) {
      return;
    }
    this.#setBusy(true);
    try {
      await playOutcome(this.getAttribute("payment-id"), outcome);
      const isDeclinedBefore = this.hasAttribute("was-declined") && outcome === "success";
      const result = await waitForPayment(`/api/v1/checkouts/${this.getAttribute("checkout-id")}`, { isDeclinedBefore });
      this.toggleAttribute("was-declined", result === "declined");
      this.#setBusy(false);
      await this.#readAgain();
      this.#tell(result);
    } catch (error) {
      this.#setBusy(false);
      this.#say(message(error instanceof NetworkError ? "buy_network" : "buy_failed"));
    }
  }

  #tell(result) {
    if (result === "paid") {
      feel("buy");
    } else if (result === "slow") {
      this.#say(message("buy_slow"));
    }
  }

  #setBusy(isBusy) {
    this.#isBusy = isBusy;
    this.querySelector("[data-waiting]").hidden = !isBusy;
    this.querySelectorAll("[data-outcome]").forEach((button) => button.setAttribute("aria-busy", String(isBusy)));
  }

  #say(words) {
    const notice = document.createElement("div");
    notice.className = "notice notice--warning";
    notice.setAttribute("role", "alert");
    notice.textContent = words;
    this.querySelector("[data-outcome-words]").replaceChildren(notice);
  }

  async #readAgain() {
    if (this.#isBusy) {
      return;
    }
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
    if (!answer?.ok || this.#isBusy || !this.isConnected) {
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    this.replaceChildren(...page.querySelector("nm-pay").childNodes);
    document.title = page.title;
    this.#prepare();
  }
}

customElements.define("nm-pay", Pay);
