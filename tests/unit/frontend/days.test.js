import assert from "node:assert/strict";
import test from "node:test";
import { findDays, nameDay } from "../../../static/js/growth/days.js";

const WORDS = { today: "Today", yesterday: "Yesterday", locale: "en" };
const NOW = new Date(2026, 10, 23, 0, 30);

test("a day ends at the reader's midnight, not 24 hours ago", () => {
  const names = [new Date(2026, 10, 23, 0, 10), new Date(2026, 10, 22, 23, 50), new Date(2026, 10, 22, 0, 5)].map((moment) =>
    nameDay(moment, NOW, WORDS),
  );

  assert.deepEqual(names, ["Today", "Yesterday", "Yesterday"]);
});

test("older days are named by weekday and date, those of another year with the year", () => {
  assert.equal(nameDay(new Date(2026, 10, 20, 12), NOW, WORDS), "Friday, November 20");
  assert.match(nameDay(new Date(2025, 11, 31, 12), NOW, WORDS), /2025/);
});

test("a heading stands above the first row of each day only", () => {
  const moments = [new Date(2026, 10, 23, 0, 20), new Date(2026, 10, 23, 0, 10), new Date(2026, 10, 22, 12), new Date(2026, 10, 22, 8)];

  assert.deepEqual(findDays(moments, NOW, WORDS), [
    { index: 0, name: "Today" },
    { index: 2, name: "Yesterday" },
  ]);
});
