import assert from "node:assert/strict";
import test from "node:test";
import { BitrateLadder, STEPS_BPS } from "../../../static/js/live/publish/bitrate.js";
import { ServerClock } from "../../../static/js/live/publish/clock.js";
import { chooseFormat, describeDeviceError, findObstacle } from "../../../static/js/live/publish/formats.js";
import { toLevel } from "../../../static/js/live/publish/level_meter.js";
import { holdHead } from "../../../static/js/live/publish/recording.js";
import { Outbox } from "../../../static/js/live/publish/outbox.js";
import { isFrontCamera, sizeOf } from "../../../static/js/live/publish/sources.js";

function outboxWith(count) {
  const outbox = new Outbox();
  outbox.begin({ recording_id: "one" });
  for (let number = 0; number < count; number += 1) {
    outbox.add(`piece ${number}`, number * 100);
  }
  return outbox;
}

function takeAll(outbox) {
  const taken = [];
  for (let piece = outbox.take(); piece; piece = outbox.take()) {
    taken.push(piece.sequence);
  }
  return taken;
}

test("pieces are sent once each, in order", () => {
  const outbox = outboxWith(3);

  const taken = takeAll(outbox);

  assert.deepEqual(taken, [0, 1, 2]);
  assert.equal(outbox.take(), null);
});

test("no more are on their way than the window allows, until one is confirmed", () => {
  const outbox = outboxWith(50);
  const first = takeAll(outbox);

  outbox.acknowledge(5);

  assert.equal(first.length, 20);
  assert.deepEqual(takeAll(outbox), [20, 21, 22, 23, 24]);
});

test("after a reconnect exactly what the market has not got is sent again", () => {
  const outbox = outboxWith(6);
  takeAll(outbox);
  outbox.acknowledge(2);

  outbox.rewind(4);

  assert.deepEqual(outbox.take(), { sequence: 4, bytes: "piece 4" });
  assert.deepEqual(takeAll(outbox), [5]);
});

test("a late acknowledgement of what is confirmed already changes nothing", () => {
  const outbox = outboxWith(6);
  takeAll(outbox);
  outbox.acknowledge(4);

  outbox.acknowledge(2);
  outbox.rewind(3);

  assert.deepEqual(takeAll(outbox), [4, 5]);
});

test("a new recording waits until the one before is confirmed", () => {
  const outbox = outboxWith(2);
  outbox.begin({ recording_id: "two" });
  outbox.add("other", 300);
  takeAll(outbox);

  const before = [outbox.header.recording_id, outbox.isDrained];
  outbox.acknowledge(2);

  assert.deepEqual(before, ["one", false]);
  assert.equal(outbox.isDrained, true);
  outbox.shift();
  assert.deepEqual([outbox.header.recording_id, takeAll(outbox)], ["two", [0]]);
});

test("a recording of which nothing was recorded is forgotten", () => {
  const outbox = new Outbox();
  outbox.begin({ recording_id: "empty" });

  outbox.begin({ recording_id: "two" });

  assert.equal(outbox.header.recording_id, "two");
});

test("what was forgotten takes its late pieces with it", () => {
  const outbox = outboxWith(3);

  outbox.clear();
  outbox.add("late", 400);

  assert.deepEqual([outbox.header, outbox.take(), outbox.waitedMs(9000)], [null, null, 0]);
});

test("the wait is that of the oldest unconfirmed piece", () => {
  const outbox = outboxWith(3);

  outbox.acknowledge(1);

  assert.equal(outbox.waitedMs(1000), 900);
  outbox.acknowledge(3);
  assert.equal(outbox.waitedMs(1000), 0);
});

/** Observe every second for a while; returns the moments (s) at which the bitrate changed and what it became. */
function watchLadder(ladder, fromSeconds, untilSeconds, waitedMs) {
  const changes = [];
  for (let second = fromSeconds; second < untilSeconds; second += 1) {
    if (ladder.observe(waitedMs, second * 1000)) {
      changes.push([second, ladder.bitsPerSecond]);
    }
  }
  return changes;
}

test("a network that can't keep up lowers the bitrate step by step and not below the last one", () => {
  const ladder = new BitrateLadder();

  const changes = watchLadder(ladder, 0, 60, 3000);

  assert.deepEqual(changes.map(([, bitrate]) => bitrate), STEPS_BPS.slice(1));
  assert.ok(changes[1][0] - changes[0][0] >= 4, "the first step gets time to show its effect");
});

test("calm brings the bitrate back, one step after another", () => {
  const ladder = new BitrateLadder();
  watchLadder(ladder, 0, 10, 3000);

  const changes = watchLadder(ladder, 10, 200, 100);

  assert.deepEqual(changes.map(([, bitrate]) => bitrate), [STEPS_BPS[1], STEPS_BPS[0]]);
});

test("going up in vain makes the next attempt wait longer", () => {
  const ladder = new BitrateLadder();
  watchLadder(ladder, 0, 10, 3000);
  const [[first]] = watchLadder(ladder, 10, 100, 100);
  watchLadder(ladder, 100, 115, 3000);

  const [[second]] = watchLadder(ladder, 115, 300, 100);

  assert.ok(second - 115 >= 2 * (first - 10), `${first - 10} s, then ${second - 115} s`);
});

test("a short hiccup changes nothing", () => {
  const ladder = new BitrateLadder();

  assert.deepEqual(watchLadder(ladder, 0, 30, 1200), []);
});

test("the first piece is more than the single byte that Chromium begins with, and nothing is lost", () => {
  const handedOn = [];
  const take = holdHead((bytes) => handedOn.push([...new Uint8Array(bytes)]), 4);

  [[1], [2, 3], [4, 5], [6], [7]].forEach((bytes) => take(new Uint8Array(bytes).buffer));

  assert.deepEqual(handedOn, [[1, 2, 3, 4, 5], [6], [7]]);
});

test("of several answers the quickest sets the clock", () => {
  const clock = new ServerClock();
  clock.add(1000, 1400, 6900);
  clock.add(2000, 2020, 7010);
  clock.add(3000, 3900, 9000);

  assert.equal(clock.toServer(10_000), 15_000);
});

test("without any answer the own clock is taken", () => {
  assert.equal(new ServerClock().toServer(1234.4), 1234);
});

test("H.264 is recorded where the browser can, else what it can", () => {
  assert.equal(chooseFormat(() => true), "video/webm;codecs=h264,opus");
  assert.equal(chooseFormat((type) => type.includes("vp8")), "video/webm;codecs=vp8,opus");
  assert.equal(chooseFormat(() => false), null);
});

test("each obstacle has its own sentence", () => {
  const devices = { getUserMedia: () => {} };

  assert.equal(findObstacle({ isSecure: false, devices, format: "x" }), "publish_insecure");
  assert.equal(findObstacle({ isSecure: true, devices: undefined, format: "x" }), "publish_insecure");
  assert.equal(findObstacle({ isSecure: true, devices, format: null }), "publish_no_recorder");
  assert.equal(findObstacle({ isSecure: true, devices, format: "x" }), null);
  assert.equal(describeDeviceError({ name: "NotAllowedError" }), "publish_refused");
  assert.equal(describeDeviceError({ name: "NotReadableError" }), "publish_device_busy");
  assert.equal(describeDeviceError({ name: "Unheard" }), "publish_device_failed");
});

test("pictures are upright or wide with the same short side", () => {
  assert.deepEqual(sizeOf("portrait", 720), [720, 1280]);
  assert.deepEqual(sizeOf("landscape", 540), [960, 540]);
});

test("a camera that looks at the person is shown like a mirror, one that looks away is not", () => {
  const camera = (facingMode, label = "") => ({ label, getSettings: () => ({ facingMode }) });

  assert.equal(isFrontCamera(camera("user")), true);
  assert.equal(isFrontCamera(camera("environment")), false);
  assert.equal(isFrontCamera(camera(undefined, "HD Webcam")), true);
  assert.equal(isFrontCamera(camera(undefined, "Back Camera")), false);
});

test("silence is the bottom of the meter and full scale its top", () => {
  assert.equal(toLevel(0), 0);
  assert.equal(toLevel(1), 1);
  assert.equal(toLevel(0.001), 0.5);
});
