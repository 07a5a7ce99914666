import assert from "node:assert/strict";
import test from "node:test";
import { CommentLog, MOST_KEPT } from "../../../static/js/live/watch/comment_log.js";
import { CommentTrack } from "../../../static/js/live/watch/comment_track.js";
import { countDown, dealState, splitTime } from "../../../static/js/live/watch/deal_clock.js";
import { chooseMoment, isLate, placeOf, windowOf } from "../../../static/js/live/watch/dvr.js";
import { LIKE_INTERVAL_MS, LikeBatch } from "../../../static/js/live/watch/like_batch.js";
import { readPageClock } from "../../../static/js/live/watch/page_clock.js";
import { findPosition, programTimeAt, readSpan } from "../../../static/js/live/watch/playlist_time.js";
import { ProgramClock } from "../../../static/js/live/watch/program_clock.js";
import { Recovery } from "../../../static/js/live/watch/recovery.js";
import { SoldLately } from "../../../static/js/live/watch/sold_lately.js";
import { StockBook } from "../../../static/js/live/watch/stock_book.js";
import { chooseRate } from "../../../static/js/live/watch/transport_mse.js";
import { STANDSTILL_MS, Watchdog } from "../../../static/js/live/watch/watchdog.js";

const says = (id, extra = {}) => ({ id, author: { id: "a", name: "A" }, text: id, ...extra });

test("a comment is shown once, however often the room tells it", () => {
  const log = new CommentLog();

  assert.deepEqual([log.take(says("1")), log.take(says("1")), log.take(says("2"))], [true, false, true]);
});

test("an own comment that the server confirms is the one that stands there already", () => {
  const log = new CommentLog();
  log.send("mine");

  assert.equal(log.confirm("mine", "7"), false);
  assert.equal(log.take(says("7")), false);
});

test("an own comment that the tick told before the answer came is found to stand there twice", () => {
  const log = new CommentLog();
  log.send("mine");
  log.take(says("7"));

  assert.equal(log.confirm("mine", "7"), true);
});

test("a removed comment does not come back with a resync, an own one is removed under the name it has here", () => {
  const log = new CommentLog();
  log.send("mine");
  log.confirm("mine", "7");

  assert.equal(log.remove("7"), "mine");
  assert.equal(log.remove("8"), "8");
  assert.equal(log.take(says("8")), false);
});

test("the chat keeps what a screen can hold and names what is too much, oldest first", () => {
  const log = new CommentLog();
  for (let number = 0; number < MOST_KEPT + 3; number += 1) {
    log.take(says(`c${number}`));
  }

  assert.deepEqual(log.trim(), ["c0", "c1", "c2"]);
  assert.deepEqual(log.trim(), []);
  assert.equal(log.take(says("c1")), false);
});

test("taps on the heart leave once a second, together", () => {
  const sent = [];
  const waiting = [];
  let nowMs = 0;
  const batch = new LikeBatch((count) => sent.push(count), { now: () => nowMs, wait: (run, ms) => waiting.push({ run, ms }) });

  batch.add();
  batch.add();
  waiting.shift().run();
  nowMs = 300;
  batch.add();

  assert.deepEqual(sent, [2]);
  assert.equal(waiting[0].ms, LIKE_INTERVAL_MS - 300);
});

test("a live price is coming, open, or over by the server's clock and the units left", () => {
  const deal = { starts_at_ms: 100, ends_at_ms: 200, left_count: 1 };

  assert.deepEqual([50, 100, 199, 200].map((now) => dealState(deal, now)), ["coming", "open", "open", "over"]);
  assert.equal(dealState({ ...deal, left_count: 0 }, 150), "over");
  assert.equal(dealState(null, 150), null);
});

test("a countdown shows its last second until it is over", () => {
  assert.deepEqual([61_000, 999, 1, 0, -5].map((left) => countDown(left, 0)), ["1:01", "0:01", "0:01", "0:00", "0:00"]);
  assert.equal(countDown(3_723_000, 0), "1:02:03");
  assert.deepEqual(splitTime(90_061_000, 0), { days: 1, hours: 1, minutes: 1, seconds: 1 });
});

test("winding back reaches to the start of a young broadcast and to the kept time of an old one", () => {
  const young = windowOf({ startedAtMs: 50_000, dvrSeconds: 900, nowMs: 100_000 });
  const old = windowOf({ startedAtMs: 0, dvrSeconds: 60, nowMs: 1_000_000 });

  assert.deepEqual(young, { fromMs: 50_000, untilMs: 100_000 });
  assert.deepEqual(old, { fromMs: 944_000, untilMs: 1_000_000 });
});

test("the right end of the slider is live, everything left of it a moment", () => {
  const window = { fromMs: 0, untilMs: 100_000 };

  assert.deepEqual([1, 0.95, 0.5].map((place) => chooseMoment(place, window)), [null, null, 50_000]);
  assert.deepEqual([placeOf(50_000, window), placeOf(-9, window), placeOf(null, window)], [0.5, 0, 1]);
});

test("a short pause goes on live, a long one goes on where it was", () => {
  assert.deepEqual([isLate(95_000, 100_000), isLate(60_000, 100_000), isLate(null, 100_000)], [false, true, false]);
});

const PLAYLIST = {
  fragments: [
    { start: 10, duration: 2, programDateTime: 1000_000 },
    { start: 12, duration: 2, programDateTime: 1002_000 },
    { start: 14, duration: 2, programDateTime: 1030_000 },
  ],
  fragmentHint: { start: 16, duration: 0.4, programDateTime: 1032_000 },
};

test("a position of the video has the program time of its own segment, also after a break of the recording", () => {
  assert.deepEqual([10, 13, 14.5, 16.2].map((seconds) => programTimeAt(PLAYLIST, seconds)), [1000_000, 1003_000, 1030_500, 1032_200]);
  assert.equal(programTimeAt({ fragments: [{ start: 0, duration: 2, programDateTime: null }] }, 1), null);
});

test("a program time is found in the video; in a break what comes next is shown", () => {
  assert.deepEqual([1000_500, 1003_000, 1015_000, 900_000, 1099_000].map((at) => findPosition(PLAYLIST, at)), [10.5, 13, 14, 10, null]);
  assert.deepEqual(readSpan(PLAYLIST), { fromMs: 1000_000, untilMs: 1032_400 });
  assert.equal(readSpan(null), null);
});

test("pushed fragments say which program time a position has", () => {
  const clock = new ProgramClock();
  assert.equal(clock.at(1), null);

  clock.add(2, 50_000);
  clock.add(4, 90_000);

  assert.deepEqual([clock.at(1), clock.at(3), clock.at(5)], [49_000, 89_000, 91_000]);
});

test("playing hurries a little when much is buffered, and never so much that it is heard", () => {
  assert.deepEqual([0.2, 0.5, 1.5].map(chooseRate), [1, 1.03, 1.1]);
});

test("three failures in a row go one transport down, the last one is tried for ever", () => {
  const recovery = new Recovery("mse", () => 0.5);
  const used = [];
  for (let number = 0; number < 8; number += 1) {
    used.push(recovery.transport);
    recovery.fail();
  }

  assert.deepEqual(used, ["mse", "mse", "mse", "llhls", "llhls", "llhls", "plain", "plain"]);
});

test("pauses between tries grow to a limit, and good playing makes them short again", () => {
  const recovery = new Recovery("plain", () => 0.5);
  const pauses = Array.from({ length: 6 }, () => recovery.fail());
  recovery.settle();

  assert.deepEqual(pauses, [400, 800, 1600, 3200, 5000, 5000]);
  assert.equal(recovery.fail(), 400);
});

test("a picture that stands still is noticed once, a paused or a moving one never", () => {
  const watchdog = new Watchdog();
  const look = (nowMs, framesCount, shouldPlay = true) => watchdog.looksDead({ nowMs, shouldPlay, seconds: 0, framesCount });

  const seen = [look(0, 1), look(2000, 1), look(STANDSTILL_MS, 1), look(STANDSTILL_MS + 250, 1), look(5000, 2), look(9000, 2, false), look(11_000, 2)];

  assert.deepEqual(seen, [false, false, true, false, false, false, false]);
});

test("sales count for a minute", () => {
  const sold = new SoldLately();
  sold.add(0, 2);
  sold.add(30_000, 1);

  assert.deepEqual([sold.count(59_000), sold.count(61_000), sold.count(99_000)], [3, 1, 0]);
});

test("what is left of a product is what the room told of its variants, else what its card said", () => {
  const stock = new StockBook();
  const card = { available_count: 9, variant_ids: ["a", "b"] };

  const untold = stock.availableOf(card);
  stock.take({ a: 0 });
  const half = stock.availableOf(card);
  stock.take({ b: 0 });

  assert.deepEqual([untold, half, stock.availableOf(card)], [9, 9, 0]);
});

test("the page's own clock is believed as far as its way allows", () => {
  const clock = readPageClock(5000, { requestStart: 100, responseStart: 300 }, 1000);

  assert.equal(clock.toServer(1200), 5000);
  assert.equal(readPageClock(5000, undefined, 0).toServer(7), 7);
});

test("a replay shows the comments that are due, and after a jump those just before", async () => {
  const all = [1, 20, 40, 62, 100, 130].map((second) => says(`c${second}`, { program_time_ms: second * 1000 }));
  const track = new CommentTrack(async (fromMs, untilMs) => all.filter(({ program_time_ms: at }) => at >= fromMs && at < untilMs));
  const ids = ({ due }) => due.map(({ id }) => id);

  track.follow(40_000);
  await new Promise((resolve) => setImmediate(resolve));
  const arrived = track.follow(40_100);
  const between = track.follow(42_000);
  const elsewhere = track.follow(101_000);
  await new Promise((resolve) => setImmediate(resolve));
  const there = track.follow(101_100);

  assert.deepEqual([arrived.isJump, ids(arrived)], [true, ["c20", "c40"]]);
  assert.deepEqual([ids(between), ids(elsewhere)], [[], []]);
  assert.deepEqual([there.isJump, ids(there)], [true, ["c100"]]);
});

test("a replay that plays on shows each comment at its moment, once", async () => {
  const all = [41, 42, 43].map((second) => says(`c${second}`, { program_time_ms: second * 1000 }));
  const track = new CommentTrack(async () => all);
  track.follow(40_000);
  await new Promise((resolve) => setImmediate(resolve));

  const told = [40_000, 40_800, 41_600, 42_400, 43_200].map((at) => track.follow(at).due.map(({ id }) => id));

  assert.deepEqual(told, [[], [], ["c41"], ["c42"], ["c43"]]);
});
