import assert from "node:assert/strict";
import test from "node:test";

globalThis.HTMLElement = class {};
globalThis.customElements = { define: () => {} };

const { nearest, placeLevel, placePoints } = await import("../../../static/js/ui/line_chart.js");

test("a pointer chooses the mark that is closest to it", () => {
  assert.equal(nearest([0, 10, 20], 4), 0);
  assert.equal(nearest([0, 10, 20], 6), 1);
  assert.equal(nearest([0, 10, 20], 400), 2);
});

test("a value below one fills its chart as a large one does", () => {
  const at = (day) => `2026-11-0${day}`;

  const placed = placePoints([{ at: at(1), value: 0 }, { at: at(2), value: 0.5 }], 100, 84);

  assert.deepEqual(placed, [[0, 84], [100, 6]]);
});

test("where nothing happened the line lies at the bottom", () => {
  const placed = placePoints([{ at: "2026-11-01", value: 0 }, { at: "2026-11-02", value: 0 }], 100, 84);

  assert.deepEqual(placed.map(([, y]) => y), [84, 84]);
});

test("a level above all values is the top, and the line lies below it", () => {
  const points = [{ at: "2026-11-01", value: 50 }, { at: "2026-11-02", value: 50 }];

  assert.equal(placeLevel(100, points, 84), 6);
  assert.deepEqual(placePoints(points, 100, 84, 100), [[0, 45], [100, 45]]);
});
