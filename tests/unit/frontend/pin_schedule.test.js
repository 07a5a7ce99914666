import assert from "node:assert/strict";
import test from "node:test";
import { PinSchedule, readPinLog } from "../../../static/js/live/watch/pin_schedule.js";

const pin = (id, at, product = `product-${id}`) => ({ pin_id: id, product_id: product, program_time_ms: at, price_minor: 100 });
const shownAt = (schedule, moments) => moments.map((moment) => schedule.at(moment)?.pin_id ?? null);

test("a product is shown when the viewer's own playhead gets to its pin, not when the news of it come", () => {
  const schedule = new PinSchedule();
  schedule.add(pin("a", 1000));
  schedule.add(pin("b", 5000));

  assert.deepEqual(shownAt(schedule, [999, 1000, 4999, 5000, 9000]), [null, "a", "a", "b", "b"]);
});

test("an unpin belongs to a moment of the picture, too", () => {
  const schedule = new PinSchedule();
  schedule.add(pin("a", 1000));
  schedule.end("a", 3000);

  assert.deepEqual(shownAt(schedule, [2999, 3000]), ["a", null]);
});

test("after an unpin the pin before does not come back", () => {
  const schedule = new PinSchedule();
  schedule.add(pin("a", 1000));
  schedule.add(pin("b", 2000));
  schedule.end("b", 3000);

  assert.equal(schedule.at(3500), null);
});

test("news that come in another order, or twice, change nothing", () => {
  const schedule = new PinSchedule();
  schedule.end("a", 3000);
  schedule.add(pin("b", 2000));
  schedule.add(pin("a", 1000));
  schedule.add(pin("a", 1000));

  assert.deepEqual(shownAt(schedule, [1500, 2500, 3500]), ["a", "b", "b"]);
});

test("a recalled product is gone at once, wherever the playhead is", () => {
  const schedule = new PinSchedule();
  schedule.add(pin("a", 1000));
  schedule.withdraw("product-a");

  assert.deepEqual(shownAt(schedule, [1000, 9000, null]), [null, null, null]);
});

test("a pin without a moment holds at once, and a player that knows no time shows the newest", () => {
  const schedule = new PinSchedule();
  schedule.add(pin("a", null));
  schedule.add(pin("b", 5000));

  assert.deepEqual(shownAt(schedule, [0, null]), ["a", "b"]);
});

test("a changed price is told in every pin of the product and moves none of them", () => {
  const schedule = new PinSchedule();
  schedule.add(pin("a", 1000));
  schedule.amend("product-a", { price_minor: 70 });

  assert.equal(schedule.at(999), null);
  assert.equal(schedule.at(1000).price_minor, 70);
});

test("a replay reads the same schedule from the log, with the prices of then", () => {
  const card = { product_id: "p", title: "Teapot", price_minor: 900 };
  const log = [
    { id: "0", kind: "list", product_id: "p", pin_id: null, program_time_ms: 0, price_minor: null, deal_id: null },
    { id: "1", kind: "pin", product_id: "p", pin_id: null, program_time_ms: 1000, price_minor: 500, deal_id: "d" },
    { id: "2", kind: "unpin", product_id: "p", pin_id: "1", program_time_ms: 2000, price_minor: null, deal_id: null },
    { id: "3", kind: "pin", product_id: "gone", pin_id: null, program_time_ms: 3000, price_minor: 500, deal_id: null },
  ];

  const schedule = readPinLog(log, new Map([["p", card]]));

  assert.deepEqual(shownAt(schedule, [500, 1500, 2500, 3500]), [null, "1", null, null]);
  assert.deepEqual([schedule.at(1500).pinned_price_minor, schedule.at(1500).price_minor], [500, 900]);
});

test("who winds back learns what was explained before he came, and keeps what he saw", () => {
  const card = { product_id: "p", title: "Teapot", price_minor: 900 };
  const schedule = new PinSchedule();
  schedule.add({ ...card, pin_id: "2", program_time_ms: 3000, price_minor: 700 });
  const log = [
    { id: "1", kind: "pin", product_id: "p", pin_id: null, program_time_ms: 1000, price_minor: 500, deal_id: null },
    { id: "u", kind: "unpin", product_id: "p", pin_id: "1", program_time_ms: 2000, price_minor: null, deal_id: null },
    { id: "2", kind: "pin", product_id: "p", pin_id: null, program_time_ms: 3000, price_minor: 500, deal_id: null },
  ];

  readPinLog(log, new Map([["p", card]]), schedule);

  assert.deepEqual(shownAt(schedule, [500, 1500, 2500, 3500]), [null, "1", null, "2"]);
  assert.equal(schedule.at(3500).price_minor, 700);
});
