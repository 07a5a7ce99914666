/**
 * <nm-live-chat>: what is said in the room. The newest stands at the bottom; whoever scrolls up or pauses is left in peace and told how many
 * came meanwhile. An own comment stands there at once, and once.
 */

import { randomId } from "../../lib/ids.js";
import { message } from "../../lib/messages.js";
import { setIcon } from "../../lib/icon.js";
import { showToast } from "../../ui/toast.js";
import { CommentLog } from "./comment_log.js";
import { createComment } from "./comment_row.js";
import { countDown } from "./deal_clock.js";

const NEAR_END_PX = 48;

export class LiveChat extends HTMLElement {
  #stage;
  #log = new CommentLog();
  #isPaused = false;
  #unseen = 0;

  attach(stage) {
    this.#stage = stage;
    this.#list.addEventListener("scroll", () => this.#isAtEnd && this.#seeAll());
    this.addEventListener("click", (event) => this.#press(event.target.closest("[data-act]")));
    this.querySelector("form[data-say]")?.addEventListener("submit", (event) => this.#say(event));
    const { room } = stage;
    if (room) {
      room.on("joined", ({ comments, me }) => this.#join(comments ?? [], me));
      room.on("tick", ({ comments }) => comments?.forEach((comment) => this.add(comment)));
      room.on("comment_removed", ({ comment_id: id }) => this.remove(id));
      room.on("comment_released", ({ comment }) => this.add(comment));
      room.on("person_restricted", (news) => this.#restrict(news));
    }
    stage.addEventListener("over", () => this.#close());
    this.#allowTalk(stage.me);
  }

  /** Show a comment, unless it stands there. */
  add(comment) {
    if (!this.#log.take(comment)) {
      return;
    }
    this.#append(createComment(comment, { canModerate: this.#canModerate(comment) }));
  }

  remove(id) {
    this.#find(this.#log.remove(id))?.remove();
    this.#find(id)?.remove();
  }

  /** Show these comments and no others: a replay went elsewhere. */
  replace(comments) {
    this.#log = new CommentLog();
    this.#list.replaceChildren();
    comments.forEach((comment) => this.add(comment));
    this.#seeAll();
  }

  get #list() {
    return this.querySelector("[data-comments]");
  }

  get #isAtEnd() {
    const list = this.#list;
    return list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_END_PX;
  }

  #find(id) {
    return this.querySelector(`[data-comment="${CSS.escape(id)}"]`);
  }

  #canModerate({ is_host: isHost, author }) {
    const { me } = this.#stage;
    return Boolean(me.can_moderate) && !isHost && author.id !== me.user_id;
  }

  #append(row) {
    const follows = this.#isAtEnd && !this.#isPaused;
    this.#list.append(row);
    if (follows) {
      this.#log.trim().forEach((id) => this.#find(id)?.remove());
      this.#list.scrollTop = this.#list.scrollHeight;
    } else {
      this.#unseen += 1;
      this.#showUnseen();
    }
  }

  #showUnseen() {
    const button = this.querySelector("[data-act=newest]");
    button.hidden = this.#unseen === 0;
    button.textContent = message("new_comments", { count: this.#unseen });
  }

  #seeAll() {
    if (this.#isPaused) {
      return;
    }
    this.#unseen = 0;
    this.#showUnseen();
    this.#log.trim().forEach((id) => this.#find(id)?.remove());
    this.#list.scrollTop = this.#list.scrollHeight;
  }

  #press(control) {
    const acts = {
      newest: () => this.#setPaused(false),
      "pause-chat": () => this.#setPaused(!this.#isPaused),
      moderate: () => this.#moderate(control.closest("[data-comment]")),
    };
    acts[control?.dataset.act]?.();
  }

  #moderate(row) {
    const detail = { id: row.dataset.comment, authorId: row.dataset.author, text: row.querySelector("[data-text]").textContent };
    this.dispatchEvent(new CustomEvent("moderate-comment", { bubbles: true, detail }));
  }

  #setPaused(isPaused) {
    this.#isPaused = isPaused;
    const button = this.querySelector("[data-act=pause-chat]");
    button.setAttribute("aria-pressed", String(isPaused));
    button.setAttribute("aria-label", message(isPaused ? "resume_chat" : "pause_chat"));
    setIcon(button.querySelector(".icon"), isPaused ? "play" : "pause");
    this.#list.setAttribute("aria-live", isPaused ? "off" : "polite");
    this.#list.scrollTop = this.#list.scrollHeight;
    this.#seeAll();
  }

  #join(comments, me) {
    comments.forEach((comment) => this.add(comment));
    this.#allowTalk(me ?? this.#stage.me);
  }

  async #say(event) {
    event.preventDefault();
    event.stopPropagation(); // the form stays usable: several comments may be on their way
    const { text: field } = event.target.elements;
    const text = field.value.trim();
    if (!text) {
      return;
    }
    const clientId = randomId();
    field.value = "";
    this.#log.send(clientId);
    this.#append(createComment(this.#own(clientId, text)));
    this.#setPaused(false);
    this.#settle(clientId, text, field, await this.#stage.room.ask("comment", { text, client_id: clientId }));
  }

  #own(id, text) {
    const { me, data } = this.#stage;
    const author = { id: me.user_id, ...data.viewer };
    return { id, text, author, is_host: me.user_id === data.creator.id, is_moderator: false };
  }

  #settle(clientId, text, field, answer) {
    if (!answer?.ok) {
      this.#find(clientId)?.remove();
      this.#log.drop(clientId);
      field.value ||= text;
      showToast(describeRefusal(answer), { kind: "error" });
      return;
    }
    const isTold = this.#log.confirm(clientId, answer.id);
    if (isTold) {
      this.#find(clientId)?.remove();
    }
    if (isHeld(answer)) {
      this.#note(message("comment_held"));
    }
  }

  #restrict({ user_id: userId, kind, until_ms: untilMs }) {
    if (userId === this.#stage.me.user_id) {
      this.#allowTalk({ ...this.#stage.me, can_comment: kind === null, muted_until_ms: untilMs });
    }
  }

  #allowTalk({ can_comment: canComment = true, muted_until_ms: untilMs = null }) {
    const field = this.querySelector("form [name=text]");
    if (!field) {
      return;
    }
    field.disabled = canComment === false;
    const leftMs = untilMs ? untilMs - this.#stage.serverNowMs : 0;
    if (leftMs > 0) {
      field.disabled = true;
      this.#note(message("muted_until", { time: countDown(untilMs, this.#stage.serverNowMs) }));
      setTimeout(() => this.#allowTalk({}), leftMs);
    } else if (!field.disabled) {
      this.#note("");
    }
  }

  #note(text) {
    const note = this.querySelector("[data-note]");
    note.hidden = !text;
    note.textContent = text;
  }

  #close() {
    this.querySelector("form")?.setAttribute("inert", "");
  }
}

/** Tell whether a comment that was taken waits for a look; one that was sent twice is answered without it. */
function isHeld({ comment }) {
  return comment?.state === "held";
}

/** Return the sentence for a comment that the room did not take. */
function describeRefusal(answer) {
  return answer?.error?.title ?? answer?.error ?? message("comment_gone");
}

customElements.define("nm-live-chat", LiveChat);
