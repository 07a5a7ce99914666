/**
 * <nm-line-chart>: one line over time as SVG, with the same figures as a table below it (templates/components/chart.html).
 *
 * The line is read from the table's rows where the server wrote them (data-at, data-value); else `points` are set: {at: Date|string, value: number}
 * in the order of time, and the table is filled with them. A dashed line lies at `data-level`, if that is given. Each point can be pointed at, or chosen with the arrow keys; it says its moment and value.
 */

import { formatDuration } from "../lib/time.js";

const SVG = "http://www.w3.org/2000/svg";
const [WIDTH, HEIGHT, BASE] = [320, 88, 84];
const MOST_ROWS = 30;
/** More points than this are drawn, but not all of them can be chosen: they would be closer than a pointer is exact. */
const MOST_MARKS = 100;
const STEPS = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity };

function createSvg(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) {
    element.setAttribute(key, value);
  }
  return element;
}

/** Return the "x,y" pairs of a line that fills the box: time from left to right, 0 at the bottom, the highest value at the top. */
export function placePoints(points, width = WIDTH, base = BASE, level = 0) {
  const times = points.map((point) => Number(new Date(point.at)));
  const span = Math.max(1, times.at(-1) - times[0]);
  const highest = highestOf(points, level);
  return points.map((point, index) => [
    Math.round(((times[index] - times[0]) / span) * width * 10) / 10,
    Math.round((base - (point.value / highest) * (base - 6)) * 10) / 10,
  ]);
}

function highestOf(points, level) {
  return Math.max(1e-9, level, ...points.map((point) => point.value));
}

/** Return how high a level lies among points. */
export function placeLevel(level, points, base = BASE) {
  return Math.round((base - (level / highestOf(points, level)) * (base - 6)) * 10) / 10;
}

/** Return at most `count` points, evenly chosen, the last always among them. */
export function thin(points, count) {
  const step = Math.max(1, Math.ceil(points.length / count));
  return points.filter((_point, index) => (points.length - 1 - index) % step === 0);
}

/** Return the index of the mark that is closest to a place, both in the picture's own width. */
export function nearest(xs, x) {
  return xs.reduce((best, one, index) => (Math.abs(one - x) < Math.abs(xs[best] - x) ? index : best), 0);
}

function tellTime(points) {
  const beginMs = Number(new Date(points[0].at));
  return points.map(({ at, value }) => ({ at, value, label: formatDuration((Number(new Date(at)) - beginMs) / 1000), text: String(value) }));
}

function readRow(row) {
  const [label, value] = row.cells;
  return { at: row.dataset.at, value: Number(row.dataset.value), label: label.textContent, text: value.textContent };
}

export class LineChart extends HTMLElement {
  #marks = [];
  #xs = [];

  connectedCallback() {
    const picture = this.querySelector("svg");
    picture.addEventListener("pointermove", (event) => this.#pointAt(event));
    picture.addEventListener("pointerleave", () => this.#choose(null));
    picture.addEventListener("keydown", (event) => this.#step(event));
    picture.addEventListener("focusin", (event) => this.#choose(event.target));
    picture.addEventListener("focusout", () => this.#choose(null));
    this.#draw([...this.querySelectorAll("tbody > tr[data-value]")].map(readRow));
  }

  set points(points) {
    const told = points.length ? tellTime(points) : [];
    this.#draw(told);
    this.#fillTable(told);
  }

  #draw(points) {
    this.toggleAttribute("data-empty", points.length < 2);
    if (points.length < 2) {
      return;
    }
    const level = Number(this.dataset.level ?? 0);
    const placed = placePoints(points, WIDTH, BASE, level);
    const line = placed.map((pair) => pair.join(",")).join(" ");
    const chosen = Math.max(0, this.#marks.findIndex((mark) => mark === document.activeElement));
    const hadFocus = this.#marks.includes(document.activeElement);
    this.#createMarks(points, placed);
    const picture = this.querySelector("svg");
    picture.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
    picture.replaceChildren(
      createSvg("polygon", { points: `0,${BASE} ${line} ${placed.at(-1)[0]},${BASE}`, class: "chart__area" }),
      createSvg("polyline", { points: line, class: "chart__line" }),
      ...(level ? [createSvg("path", { d: `M0,${placeLevel(level, points)}H${WIDTH}`, class: "chart__level" })] : []),
      ...this.#marks,
    );
    if (hadFocus) {
      this.#marks.at(Math.min(chosen, this.#marks.length - 1)).focus();
    }
    const highest = points.reduce((best, point) => (point.value > best.value ? point : best));
    this.querySelector("[data-highest]").textContent = highest.text;
  }

  #createMarks(points, placed) {
    const all = points.map((point, index) => ({ ...point, x: placed[index][0], y: placed[index][1] }));
    const shown = thin(all, MOST_MARKS);
    this.#xs = shown.map(({ x }) => x);
    this.#marks = shown.map(({ x, y, label, text }, index) => {
      const name = `${label}: ${text}`;
      const tabindex = index === shown.length - 1 ? "0" : "-1";
      // A line without length and with round ends stays a dot, however the picture is stretched.
      return createSvg("path", { d: `M${x},${y}h0.01`, class: "chart__mark", role: "img", "aria-label": name, tabindex });
    });
  }

  #pointAt(event) {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    this.#choose(this.#marks[nearest(this.#xs, ((event.clientX - left) / Math.max(1, width)) * WIDTH)]);
  }

  #step(event) {
    const at = this.#marks.indexOf(event.target);
    if (at < 0 || !(event.key in STEPS)) {
      return;
    }
    event.preventDefault();
    const next = this.#marks[Math.min(this.#marks.length - 1, Math.max(0, at + STEPS[event.key]))];
    event.target.setAttribute("tabindex", "-1");
    next.setAttribute("tabindex", "0");
    next.focus();
  }

  /** Say what a point says; of none, what the highest is. */
  #choose(mark) {
    this.#marks.forEach((one) => one.toggleAttribute("data-chosen", one === mark));
    this.querySelector("[data-chosen-point]").textContent = mark?.getAttribute("aria-label") ?? "";
    this.toggleAttribute("data-pointing", Boolean(mark));
  }

  #fillTable(points) {
    const rows = thin(points, MOST_ROWS).map((point) => {
      const row = document.createElement("tr");
      const time = document.createElement("th");
      time.scope = "row";
      time.textContent = point.label;
      const value = document.createElement("td");
      value.className = "table__number";
      value.textContent = point.text;
      row.append(time, value);
      return row;
    });
    this.querySelector("tbody").replaceChildren(...rows);
  }
}

customElements.define("nm-line-chart", LineChart);
