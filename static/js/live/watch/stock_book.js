/** How many units can be bought: what a card said when it came, and what the room has told of its variants since. */

export class StockBook {
  #counts = new Map();

  /** Take the counts of some variants, absolute: {variant id: count}. */
  take(stock) {
    for (const [variantId, count] of Object.entries(stock)) {
      this.#counts.set(variantId, count);
    }
  }

  /**
   * Return how many units of a product can be bought. Variants that nobody has spoken of are counted as the card says, together.
   *
   * @param {{available_count: number, variant_ids: string[]}} card
   */
  availableOf(card) {
    const told = (card.variant_ids ?? []).filter((id) => this.#counts.has(id));
    if (!told.length) {
      return card.available_count;
    }
    const known = told.reduce((sum, id) => sum + this.#counts.get(id), 0);
    return told.length === card.variant_ids.length ? known : Math.max(known, card.available_count);
  }
}
