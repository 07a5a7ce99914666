/**
 * <nm-bell>: how many notifications are unread, in `[data-unread]`; it changes as soon as there is one more.
 *
 * Several on a page show one count, which is asked for and listened to when the page has done what it was opened for.
 */

import { getJson } from "../lib/api.js";
import { onMessage, onReconnected } from "../lib/realtime.js";

/** The server counts to 100. */
const MOST_SHOWN = 99;

const whenIdle = globalThis.requestIdleCallback ?? ((run) => setTimeout(run, 500));
const bells = new Set();

function show(count) {
  bells.forEach((bell) => bell.show(count));
}

async function ask() {
  const answer = await getJson("/api/v1/me/notifications/unread").catch(() => null);
  if (answer) {
    show(answer.unread_count);
  }
}

function start() {
  ask();
  onMessage("notifications_changed", (news) => show(news.unread_count));
  onReconnected(ask);
}

export class Bell extends HTMLElement {
  connectedCallback() {
    if (bells.size === 0) {
      whenIdle(start);
    }
    bells.add(this);
  }

  show(count) {
    this.querySelector("[data-unread]").hidden = count === 0;
    this.querySelector("[data-unread-count]").textContent = count > MOST_SHOWN ? `${MOST_SHOWN}+` : String(count);
  }
}

customElements.define("nm-bell", Bell);
