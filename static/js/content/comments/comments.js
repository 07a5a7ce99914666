/**
 * <nm-comments>: what is said about a post, over the post itself (templates/content/comments.html). `show(postId)` opens it; the video goes on.
 *
 * Others' comments come as they are said: news tell only that something changed, what may be read is asked for. data-state: loading | failed |
 * empty | ready. Event: `comments-counted` (detail: postId, count), bubbles.
 */

import { NetworkError } from "../../lib/api.js";
import { onMessage, onReconnected, watch } from "../../lib/realtime.js";
import { showToast } from "../../ui/toast.js";
import { CommentForm } from "./comment_form.js";
import { createRow, ownParts, updateRow } from "./comment_row.js";
import * as api from "./comments_api.js";
import { compareComments } from "./text.js";

/** Many may talk at once; the list is read again at most so often. */
const REFRESH_AFTER_MS = 400;

export class Comments extends HTMLElement {
  #postId = null;
  #cursor = null;
  #order = "newest";
  #words = {};
  #form = null;
  #stops = [];
  #refreshing;

  connectedCallback() {
    this.#words = JSON.parse(this.querySelector(".comments__words").textContent);
    const form = this.querySelector(".comments__form");
    this.#form = form && new CommentForm(form, this.#words, (...said) => this.#say(...said));
    this.addEventListener("closed", () => this.#stop());
    this.addEventListener("click", (event) => this.#act(event.target.closest("[data-act]")));
    const signIn = this.querySelector("[data-sign-in]");
    signIn?.addEventListener("click", () => {
      signIn.href = `/login?next=${encodeURIComponent(location.pathname)}`;
    });
  }

  /** Open the comments of a post, on top one that the person was told of. */
  show(postId, commentId = null) {
    if (postId !== this.#postId) {
      this.#form?.clear();
    }
    this.#stop();
    this.#postId = postId;
    this.querySelector("nm-sheet").open();
    this.#load(commentId);
    this.#stops = [
      watch(`post:${postId}`),
      onMessage("comments_changed", (news) => news.post_id === this.#postId && this.#hear(news.comments_count)),
      onReconnected(() => this.#refresh()),
    ];
  }

  get #list() {
    return this.querySelector(".comments__list");
  }

  #stop() {
    clearTimeout(this.#refreshing);
    this.#stops.forEach((stop) => stop());
    this.#stops = [];
  }

  async #load(commentId) {
    const postId = this.#postId;
    this.#setState("loading");
    this.#list.replaceChildren();
    try {
      const page = await api.listComments(postId, this.#order);
      if (postId !== this.#postId) {
        return;
      }
      this.#cursor = page.next_cursor;
      this.#list.append(...page.items.map((comment) => this.#createRow(comment)));
      this.#showFurther();
    } catch {
      this.#setState("failed");
      return;
    }
    this.#setState();
    if (commentId) {
      await this.#showTold(commentId);
    }
  }

  /** Show the comment that a notification told of: an answer below what it answers. */
  async #showTold(commentId) {
    const told = await api.getComment(commentId).catch(() => null);
    if (!told) {
      return;
    }
    const first = told.parent_id ? await api.getComment(told.parent_id).catch(() => told) : told;
    if (!this.#row(first.id)) {
      this.#list.prepend(this.#createRow(first));
    }
    if (told.parent_id) {
      await this.#openReplies(this.#row(first.id));
    }
    this.#row(told.id)?.scrollIntoView({ block: "center" });
    this.#row(told.id)?.focus();
    this.#setState();
  }

  #setState(state = this.#list.children.length ? "ready" : "empty") {
    this.dataset.state = state;
    for (const name of ["loading", "failure", "empty"]) {
      this.querySelector(`.comments__${name}`).hidden = name !== (state === "failed" ? "failure" : state);
    }
  }

  #showFurther() {
    this.querySelector(".comments__further").hidden = !this.#cursor;
  }

  #row(id) {
    return this.querySelector(`[data-comment="${id}"]`);
  }

  #hear(count) {
    this.dispatchEvent(new CustomEvent("comments-counted", { bubbles: true, detail: { postId: this.#postId, count } }));
    clearTimeout(this.#refreshing);
    this.#refreshing = setTimeout(() => this.#refresh(), REFRESH_AFTER_MS);
  }

  /** Read the first page again: put in what is new, take out what is gone, open what was answered. */
  async #refresh() {
    const postId = this.#postId;
    const page = await api.listComments(postId, this.#order).catch(() => null);
    if (!page || postId !== this.#postId || this.dataset.state === "loading") {
      return;
    }
    const rows = [...this.#list.children];
    const { added, removed } = compareComments(
      rows.map((row) => row.dataset.comment),
      page.items,
      !page.next_cursor,
      this.#order === "newest",
    );
    removed.forEach((id) => this.#row(id).remove());
    for (const comment of page.items.filter(({ id }) => added.includes(id))) {
      this.#insert(comment);
    }
    await Promise.all(page.items.map((comment) => this.#update(comment)));
    this.#setState();
    if (added.length) {
      this.#tell(this.#words.new_one);
    }
  }

  async #update(comment) {
    const row = this.#row(comment.id);
    const hasNewAnswers = row.comment.replies_count !== comment.replies_count;
    updateRow(row, comment, this.#words);
    if (hasNewAnswers && !row.querySelector(".comment__replies").hidden) {
      await this.#openReplies(row);
    }
  }

  /** Put a comment where it belongs: the newest on top, below the pinned one. Among the most liked a new one is on top until they are read again. */
  #insert(comment) {
    const rows = [...this.#list.children];
    const isBehind = (row) => this.#order === "top" || row.dataset.comment < comment.id;
    const next = rows.find((row) => !row.comment.is_pinned && isBehind(row));
    this.#list.insertBefore(this.#createRow(comment), comment.is_pinned ? rows[0] : (next ?? null));
  }

  async #say(text, parentId, key) {
    const said = await this.#try(() => api.addComment(this.#postId, text, parentId, key));
    if (!said) {
      return false;
    }
    if (said.parent_id) {
      const row = this.#row(said.parent_id);
      await this.#openReplies(row);
      this.#row(said.id)?.scrollIntoView({ block: "nearest" });
    } else if (!this.#row(said.id)) {
      this.#insert(said);
      this.#list.parentElement.scrollTo({ top: 0 });
    }
    this.#setState();
    this.#tell(said.is_held ? this.#words.held : this.#words.sent);
    return true;
  }

  #act(button) {
    const row = button?.closest(".comment");
    const acts = {
      again: () => this.#load(),
      order: () => this.#sort(button),
      like: () => this.#like(row),
      further: () => this.#loadFurther(button),
      reply: () => this.#form.answer(row.comment),
      replies: () => this.#openReplies(row),
      release: () => this.#change(row, () => api.releaseComment(row.comment.id)),
      pin: () => this.#pin(row),
      delete: () => this.#delete(row),
    };
    acts[button?.dataset.act]?.();
  }

  #createRow(comment) {
    return createRow(comment, this.#words, {
      send: (isOn) => api.setLiked(comment.id, isOn),
      failed: (error) => this.#complain(error),
    });
  }

  #like(row) {
    if ("signedIn" in document.body.dataset) {
      row.like.press();
    } else {
      location.assign(`/login?next=${encodeURIComponent(`${location.pathname}#comments/${row.comment.id}`)}`);
    }
  }

  #sort(button) {
    this.#order = button.value;
    for (const one of this.querySelectorAll("[data-act=order]")) {
      one.setAttribute("aria-pressed", String(one === button));
    }
    this.#load();
  }

  async #loadFurther(button) {
    button.setAttribute("aria-busy", "true");
    const page = await this.#try(() => api.listComments(this.#postId, this.#order, this.#cursor));
    button.removeAttribute("aria-busy");
    if (page) {
      const fresh = page.items.filter(({ id }) => !this.#row(id)).map((comment) => this.#createRow(comment));
      this.#cursor = page.next_cursor;
      this.#list.append(...fresh);
      this.#showFurther();
      fresh[0]?.focus();
    }
  }

  async #openReplies(row) {
    const list = row.querySelector(".comment__replies");
    const rows = [];
    let cursor = null;
    do {
      const page = await this.#try(() => api.listReplies(row.comment.id, cursor));
      if (!page) {
        return;
      }
      rows.push(...page.items.map((comment) => this.#createRow(comment)));
      cursor = page.next_cursor;
    } while (cursor);
    list.replaceChildren(...rows);
    list.hidden = rows.length === 0;
    ownParts(row, "[data-act=replies]")[0].setAttribute("aria-expanded", String(rows.length > 0));
    updateRow(row, { ...row.comment, replies_count: rows.length }, this.#words);
  }

  async #pin(row) {
    const isPinned = !row.comment.is_pinned;
    const done = await this.#try(() => api.setPinned(row.comment.id, isPinned).then(() => true));
    if (done) {
      await this.#load();
      this.#row(row.comment.id)?.focus();
    }
  }

  async #change(row, ask) {
    const comment = await this.#try(ask);
    if (comment) {
      updateRow(row, comment, this.#words);
    }
  }

  async #delete(row) {
    const { id } = row.comment;
    if (!(await this.#try(() => api.deleteComment(id).then(() => true)))) {
      return;
    }
    const [list, next] = [row.parentElement, row.nextElementSibling];
    (next ?? row.previousElementSibling ?? this.querySelector(".comments__field"))?.focus();
    row.remove();
    this.#setState();
    const undo = async () => {
      const back = await this.#try(() => api.restoreComment(id));
      if (back) {
        list.insertBefore(row, next?.parentElement === list ? next : null);
        this.#setState();
        row.focus();
      }
    };
    showToast(this.#words.deleted, { action: { label: this.#words.undo, run: undo } });
  }

  #tell(text) {
    this.querySelector("[data-status]").textContent = text;
  }

  /** Do something that may fail; say so in a sentence, and resolve to what came of it. */
  async #try(ask) {
    try {
      return await ask();
    } catch (error) {
      this.#complain(error);
      return null;
    }
  }

  #complain(error) {
    const sentence = error instanceof NetworkError ? this.#words.failed : (error.problem?.title ?? this.#words.failed);
    showToast(sentence, { kind: "error" });
  }
}

customElements.define("nm-comments", Comments);
