/**
 * What the parts of a room or a replay share: the broadcast, the player, the room, and which product is explained in the picture that this
 * viewer sees.
 *
 * Events: `explained` (detail: the pin or null), `tray` (the cards changed), `over`. Prices and stock of a product are amended in one place, here, for tray
 * and pins alike.
 */

import { getJson } from "../../lib/api.js";
import { dealState } from "./deal_clock.js";
import { readPageClock } from "./page_clock.js";
import { PinSchedule, readPinLog } from "./pin_schedule.js";
import { StockBook } from "./stock_book.js";

/** An overlay may be this late at most; measured from the playhead, so it costs nothing to look often. */
const LOOK_MS = 50;

export class Stage extends EventTarget {
  me;
  cards = new Map();
  #clock;
  #room;
  #schedule = new PinSchedule();
  #stock = new StockBook();
  #explained = null;
  #shown = "";
  #isRecalled = false;

  /**
   * @param {{data: object, player: HTMLElement, room: import("../room.js").LiveRoom|null}} parts `room` is null in a replay
   */
  constructor({ data, player, room }) {
    super();
    this.#clock = room ? room.server : readPageClock(data.server_time_ms);
    this.data = data;
    this.player = player;
    this.me = data.me;
    this.#room = room;
    setInterval(() => this.#follow(), LOOK_MS); // for as long as the page stands
    if (room) {
      this.#listen(room);
    }
  }

  get id() {
    return this.data.id;
  }

  get path() {
    return `/api/v1/broadcasts/${this.data.id}`;
  }

  get room() {
    return this.#room;
  }

  get serverNowMs() {
    return this.#clock.toServer(Date.now());
  }

  /** The pin that belongs to the picture on the screen, or null. */
  get explained() {
    return this.#explained;
  }

  /** What a purchase is told to have been seen in. */
  get source() {
    const programTimeMs = this.player.programTimeMs;
    return {
      kind: "broadcast",
      id: this.id,
      ...(programTimeMs === null ? {} : { program_time_ms: Math.round(programTimeMs) }),
      ...(this.#explained ? { pin_id: this.#explained.pin_id } : {}),
    };
  }

  /** How many units of a card's product can be bought, as far as is known here. */
  availableOf(card) {
    return this.#stock.availableOf(card);
  }

  /** Return the card's deal while it can be had or is about to begin; null otherwise. */
  dealOf(card) {
    const state = dealState(card.deal, this.serverNowMs);
    return state === "open" || state === "coming" ? { ...card.deal, state } : null;
  }

  /** Follow another schedule, e.g. one read from the log. */
  follow(schedule) {
    this.#schedule = schedule;
    this.#follow();
  }

  setTray(items) {
    const left = new Set(items.map((item) => item.product_id));
    this.cards.forEach((_card, productId) => left.has(productId) || this.#schedule.withdraw(productId));
    items.forEach((item) => this.#schedule.restore(item.product_id));
    this.cards = new Map(items.map((item) => [item.product_id, item]));
    this.#tell("tray");
  }

  finish() {
    this.#tell("over");
  }

  #listen(room) {
    this.player.addEventListener("player-place", () => this.#recall());
    room.on("joined", (answer) => this.#join(answer));
    room.on("tick", ({ stock }) => stock && this.#takeStock(stock));
    room.on("product_pinned", (pin) => this.#pin(pin));
    room.on("product_unpinned", ({ pin_id: pinId, program_time_ms: at }) => this.#schedule.end(pinId, at));
    room.on("sold_out", ({ variant_id: variantId }) => this.#takeStock({ [variantId]: 0 }));
    room.on("tray_changed", ({ items }) => this.setTray(items));
    room.on("deal_opened", (deal) => this.#amendDeal(deal));
    room.on("deal_changed", (deal) => this.#amendDeal(deal));
    room.on("deal_closed", (deal) => this.#amend(deal.product_id, { deal: null, price_minor: deal.present_price_minor, was_minor: null }));
  }

  #join(answer) {
    this.me = answer.me ?? this.me;
    if (answer.tray) {
      this.setTray(answer.tray);
    }
    if (answer.stock) {
      this.#takeStock(answer.stock);
    }
    if (answer.pin) {
      this.#pin(answer.pin);
    } else if (this.#explained) {
      this.#schedule.end(this.#explained.pin_id);
    }
    this.#tell("tray");
  }

  /** Learn what was explained before this page was opened, once the viewer winds back to it. */
  async #recall() {
    if (this.#isRecalled || this.player.isAtLive) {
      return;
    }
    this.#isRecalled = true;
    try {
      const log = await getJson(`${this.path}/pins`);
      const cards = log.products.map((card) => [card.product_id, card]);
      readPinLog(log.items, new Map([...cards, ...this.cards]), this.#schedule);
      this.#follow();
    } catch {
      this.#isRecalled = false; // asked again when he winds on
    }
  }

  #pin(pin) {
    this.#schedule.add(pin);
    this.#follow();
  }

  #takeStock(stock) {
    this.#stock.take(stock);
    this.#tell("tray");
    this.#tellExplained();
  }

  #amendDeal(deal) {
    const prices = deal.is_open ? { price_minor: deal.price_minor, was_minor: deal.was_minor } : {};
    this.#amend(deal.product_id, { deal, ...prices });
  }

  #amend(productId, changes) {
    const card = this.cards.get(productId);
    if (card) {
      this.cards.set(productId, { ...card, ...changes });
    }
    this.#schedule.amend(productId, changes);
    this.#tell("tray");
    this.#follow();
  }

  #follow() {
    const pin = this.#schedule.at(this.player.programTimeMs);
    const key = JSON.stringify(pin);
    if (key !== this.#shown) {
      this.#shown = key;
      this.#explained = pin;
      this.#tellExplained();
    }
  }

  #tellExplained() {
    this.dispatchEvent(new CustomEvent("explained", { detail: this.#explained }));
  }

  #tell(name) {
    this.dispatchEvent(new CustomEvent(name));
  }
}

/** Hand the stage to every part of a page. */
export function attachAll(root, stage) {
  for (const part of root.querySelectorAll("*")) {
    part.attach?.(stage);
  }
}
