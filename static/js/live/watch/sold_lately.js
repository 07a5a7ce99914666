/** How much was sold in the last minute: real purchases only, as the room tells them. */

export const LATELY_MS = 60_000;

export class SoldLately {
  #sales = [];

  /** Note a purchase of so many units. */
  add(atMs, quantity) {
    this.#sales.push({ atMs, quantity });
  }

  /** Return how many units were sold in the minute before `nowMs`. */
  count(nowMs) {
    this.#sales = this.#sales.filter(({ atMs }) => nowMs - atMs < LATELY_MS);
    return this.#sales.reduce((sum, { quantity }) => sum + quantity, 0);
  }
}
