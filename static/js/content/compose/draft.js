/**
 * A post on its way to the server: begun with the first thing that goes into it, saved by itself while it is a draft, one request at a time.
 * What is public, under review or scheduled is saved only when its creator says so: nobody should read half a sentence.
 */

import { callApi, postJson } from "../../lib/api.js";

const WAIT_MS = 800;
const RETRY_MS = 5000;

export class Draft {
  #post;
  #kind;
  #collect;
  #tell;
  #timer;
  #isChanged = false;
  #begun = null;
  #running = Promise.resolve();

  /**
   * @param {object|null} post as the API answers it; null for a new one
   * @param {{kind: string, collect: () => object, tell: (state: "saving"|"saved"|"unsaved"|"failed", sentence?: string) => void}} options
   *   `collect` gives all that is on the screen as the API takes it
   */
  constructor(post, { kind, collect, tell }) {
    this.#post = post;
    this.#kind = kind;
    this.#collect = collect;
    this.#tell = tell;
  }

  get post() {
    return this.#post;
  }

  /** Whether it saves itself. */
  get isQuiet() {
    return !this.#post || (this.#post.state === "draft" && !this.#post.scheduled_at);
  }

  get isChanged() {
    return this.#isChanged;
  }

  get url() {
    return `/api/v1/posts/${encodeURIComponent(this.#post.id)}`;
  }

  /** Begin the post if there is none yet. */
  async begin() {
    if (this.#post) {
      return;
    }
    this.#begun ??= postJson("/api/v1/posts", { kind: this.#kind });
    try {
      this.#post = await this.#begun;
    } finally {
      this.#begun = null;
    }
    history.replaceState(null, "", `/studio/${this.#kind}s/${this.#post.id}`);
  }

  /** Something on the screen changed. */
  touch() {
    this.#isChanged = true;
    clearTimeout(this.#timer);
    this.#tell(this.isQuiet ? "saving" : "unsaved");
    if (this.isQuiet) {
      this.#timer = setTimeout(() => this.save().catch(() => {}), WAIT_MS);
    }
  }

  /** Save what is on the screen. @throws {ApiError|NetworkError} it was not saved; a draft tries again by itself when the network failed */
  save() {
    clearTimeout(this.#timer);
    this.#running = this.#running.catch(() => {}).then(() => this.#save());
    return this.#running;
  }

  async #save() {
    if (!this.#isChanged && this.#post) {
      return;
    }
    this.#tell("saving");
    this.#isChanged = false;
    try {
      await this.begin();
      this.#post = await callApi("PATCH", this.url, { body: this.#collect() });
      if (!this.#isChanged) {
        this.#tell("saved");
      }
    } catch (error) {
      this.#isChanged = true;
      this.#tell("failed", error.problem?.title);
      if (this.isQuiet && !error.problem) {
        this.#timer = setTimeout(() => this.save().catch(() => {}), RETRY_MS);
      }
      throw error;
    }
  }
}
