/**
 * The comments of a room in the order in which they are read: each once, however often it is told, and not more than a screen can hold.
 *
 * An own comment is there at once under its client id; when the server tells it back, it is the same one.
 */

export const MOST_KEPT = 200;

export class CommentLog {
  #ids = new Set();
  #order = [];
  #pending = new Map();
  #removed = new Set();

  /** Note an own comment that is on its way. Return its temporary id. */
  send(clientId) {
    this.#pending.set(clientId, null);
    this.#remember(clientId);
    return clientId;
  }

  /** Note the id that the server gave to an own comment; true when the tick has told it before, so that it stands there twice. */
  confirm(clientId, id) {
    const isTold = this.#ids.has(id);
    this.#pending.set(clientId, id);
    this.#ids.add(id);
    return isTold;
  }

  /** Forget an own comment that was refused. */
  drop(clientId) {
    this.#pending.delete(clientId);
    this.#ids.delete(clientId);
    this.#order = this.#order.filter((id) => id !== clientId);
  }

  /**
   * Tell whether a comment is new here, and note it.
   *
   * @param {{id: string, client_id?: string}} comment
   */
  take(comment) {
    if (this.#ids.has(comment.id) || this.#removed.has(comment.id) || this.#pending.has(comment.client_id)) {
      this.#ids.add(comment.id);
      return false;
    }
    this.#remember(comment.id);
    return true;
  }

  /** Note that a comment was taken away: it must not come back with a resync. Return the id under which it is shown. */
  remove(id) {
    this.#removed.add(id);
    const own = [...this.#pending].find(([, known]) => known === id);
    return own ? own[0] : id;
  }

  /** Return the ids that are too many now, oldest first, and forget them. */
  trim() {
    const surplus = this.#order.splice(0, Math.max(0, this.#order.length - MOST_KEPT));
    // Their ids stay known for a while: a resync may tell them once more.
    if (this.#ids.size > 5 * MOST_KEPT) {
      this.#ids = new Set([...this.#ids].slice(-2 * MOST_KEPT));
    }
    return surplus;
  }

  #remember(id) {
    this.#ids.add(id);
    this.#order.push(id);
  }
}
