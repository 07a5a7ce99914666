/**
 * Which product is explained at a moment of the recording. The same for live, for winding back and for replays.
 *
 * Pins and unpins carry the program time (unix milliseconds on the media's own time line) at which they belong; what is shown follows the
 * viewer's own playhead, so that picture and price agree however late somebody is. What protects people does not wait for the playhead:
 * `withdraw` and `markSoldOut` hold for every moment, from now on.
 */

export class PinSchedule {
  #pins = new Map();
  #ends = new Map();
  #withdrawn = new Set();

  /**
   * Take a pin as `product_pinned` tells it; telling it again changes what it shows, not when it began.
   *
   * @param {{pin_id: string, product_id: string, program_time_ms: number|null}} pin without a time it holds from the start
   */
  add(pin) {
    const fromMs = pin.program_time_ms ?? -Infinity;
    this.#pins.set(pin.pin_id, { pin, fromMs: this.#pins.get(pin.pin_id)?.fromMs ?? fromMs });
  }

  /** Tell whether a pin has been taken. */
  knows(pinId) {
    return this.#pins.has(pinId);
  }

  /** End a pin at a program time; without one, at once. */
  end(pinId, programTimeMs = null) {
    this.#ends.set(pinId, programTimeMs ?? -Infinity);
  }

  /** Take a product away at once, wherever the playhead is: recalled, delisted, banned. */
  withdraw(productId) {
    this.#withdrawn.add(productId);
  }

  /** Let a product be shown again. */
  restore(productId) {
    this.#withdrawn.delete(productId);
  }

  /** Change what is told of a product in all its pins (price, stock, deal), at once. */
  amend(productId, changes) {
    for (const entry of this.#pins.values()) {
      if (entry.pin.product_id === productId) {
        entry.pin = { ...entry.pin, ...changes };
      }
    }
  }

  /** Return what is explained at a program time, or null. Without a time (the player knows none), what is explained last. */
  at(programTimeMs) {
    const moment = programTimeMs ?? Infinity;
    const begun = [...this.#pins.values()].filter((entry) => entry.fromMs <= moment);
    const last = begun.reduce((best, entry) => (best === null || entry.fromMs >= best.fromMs ? entry : best), null);
    if (last === null || this.#withdrawn.has(last.pin.product_id) || this.#isOver(last.pin.pin_id, moment)) {
      return null;
    }
    return last.pin;
  }

  #isOver(pinId, moment) {
    return this.#ends.has(pinId) && this.#ends.get(pinId) <= moment;
  }
}

/**
 * Return the schedule of a recording from its pin log (GET /broadcasts/<id>/pins) and the cards of its products. A schedule that is given
 * learns what it does not know yet.
 *
 * @param {{id: string, kind: string, product_id: string, pin_id: string|null, program_time_ms: number|null, price_minor: number|null}[]} log
 * @param {Map<string, object>} cards product id → card as the tray has it
 */
export function readPinLog(log, cards, schedule = new PinSchedule()) {
  const pins = log.filter((entry) => entry.kind === "pin" && cards.has(entry.product_id) && !schedule.knows(entry.id));
  for (const entry of pins) {
    schedule.add({
      ...cards.get(entry.product_id),
      pin_id: entry.id,
      program_time_ms: entry.program_time_ms,
      pinned_price_minor: entry.price_minor,
      pinned_deal_id: entry.deal_id ?? null,
    });
  }
  for (const entry of log.filter(({ kind, pin_id: pinId }) => kind === "unpin" && pinId)) {
    schedule.end(entry.pin_id, entry.program_time_ms);
  }
  return schedule;
}
