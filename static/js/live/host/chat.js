/**
 * <nm-host-chat>: what the room says, newest at the bottom, with what a host may do about it: take a comment away, mute or ban its author,
 * make him a moderator. Comments that are held for review have a list of their own. The host answers in the field below.
 */

import { callApi, deleteJson, getJson, postJson, randomId } from "../../lib/api.js";
import { message } from "../../lib/messages.js";
import { onMessage } from "../../lib/realtime.js";
import { confirmAction } from "../../ui/confirm.js";
import { showToast } from "../../ui/toast.js";
import { attempt, onSubmit } from "./acts.js";
import { createCommentRow } from "./comment_row.js";

const MOST_ROWS = 200;
const MUTE_SECONDS = 600;
const NEAR_END_PX = 80;

/** Return the sentence for a comment that the room did not take. */
function describeRefusal(answer) {
  return answer ? (answer.error?.title ?? answer.error ?? message("request_failed")) : message("network_failed");
}

export class HostChat extends HTMLElement {
  #path;
  #room;

  attach({ id, path, room, broadcast }) {
    this.#path = path;
    this.#room = room;
    room.on("joined", ({ comments }) => comments?.forEach((comment) => this.#add(comment)));
    room.on("tick", ({ comments, more }) => this.#take(comments ?? [], more ?? 0));
    room.on("comment_removed", ({ comment_id: id }) => this.#find(id)?.remove());
    room.on("comment_released", ({ comment }) => this.#release(comment));
    onMessage("comment_held", ({ broadcast_id: heldIn, comment }) => heldIn === id && this.#hold(comment));
    this.addEventListener("click", (event) => this.#press(event.target.closest("[data-act]")));
    onSubmit(this.querySelector("[data-say]"), (form) => this.#say(form));
    if (broadcast.chat?.holds_for_review) {
      attempt(() => this.#readHeld());
    }
  }

  get #list() {
    return this.querySelector("[data-comments]");
  }

  get #held() {
    return this.querySelector("[data-held]");
  }

  #find(id) {
    return this.querySelector(`[data-comment="${CSS.escape(id)}"]`);
  }

  #take(comments, more) {
    comments.forEach((comment) => this.#add(comment));
    this.querySelector("[data-more]").textContent = more ? message("more_comments", { count: more }) : "";
  }

  #add(comment) {
    if (this.#find(comment.id)) {
      return;
    }
    const list = this.#list;
    const isAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_END_PX;
    list.append(createCommentRow(comment));
    while (list.children.length > MOST_ROWS) {
      list.firstElementChild.remove();
    }
    if (isAtEnd) {
      list.scrollTop = list.scrollHeight;
    }
  }

  #hold(comment) {
    if (!this.#find(comment.id)) {
      this.#held.append(createCommentRow(comment, { isHeld: true }));
      this.#countHeld();
    }
  }

  #release(comment) {
    this.#find(comment.id)?.remove();
    this.#add(comment);
    this.#countHeld();
  }

  #countHeld() {
    const count = this.#held.children.length;
    this.querySelector("[data-held-box]").hidden = count === 0;
    this.querySelector("[data-held-count]").textContent = String(count);
    this.closest("nm-panels")?.count("panel-chat", count);
  }

  async #readHeld() {
    const { items } = await getJson(`${this.#path}/comments?state=held`);
    items.forEach((comment) => this.#hold(comment));
  }

  async #say(form) {
    const answer = await this.#room.ask("comment", { text: form.elements.text.value, client_id: randomId() });
    if (answer?.ok) {
      form.reset();
    } else {
      showToast(describeRefusal(answer), { kind: "error" });
    }
  }

  #press(control) {
    const row = control?.closest("[data-comment]");
    if (!row) {
      return;
    }
    const acts = {
      "remove-comment": () => this.#remove(row),
      release: () => this.#letThrough(row),
      mute: () => this.#restrict(row, "mute", MUTE_SECONDS),
      ban: () => this.#ban(row),
      "make-moderator": () => this.#makeModerator(row),
    };
    control.closest("details")?.removeAttribute("open");
    attempt(() => acts[control.dataset.act]?.(), control);
  }

  async #remove(row) {
    await deleteJson(`${this.#path}/comments/${row.dataset.comment}`);
    row.remove();
    this.#countHeld();
  }

  async #letThrough(row) {
    await postJson(`${this.#path}/comments/${row.dataset.comment}/release`, {});
    row.remove();
    this.#countHeld();
  }

  async #restrict(row, kind, seconds) {
    await postJson(`${this.#path}/restrictions`, { user_id: row.dataset.author, kind, seconds });
    showToast(message(kind === "ban" ? "person_banned" : "person_muted", { name: row.dataset.name }), {
      action: { label: message("undo"), run: () => attempt(() => deleteJson(`${this.#path}/restrictions/${row.dataset.author}`)) },
    });
  }

  async #ban(row) {
    const { name } = row.dataset;
    if (await confirmAction({ title: message("ban_title", { name }), text: message("ban_text"), confirmText: message("ban") })) {
      await this.#restrict(row, "ban", null);
    }
  }

  async #makeModerator(row) {
    await callApi("PUT", `${this.#path}/moderators/${row.dataset.author}`);
    showToast(message("made_moderator", { name: row.dataset.name }), { kind: "success" });
  }
}

customElements.define("nm-host-chat", HostChat);
