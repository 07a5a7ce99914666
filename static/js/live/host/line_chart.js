/**
 * <nm-line-chart label>: one line over time as SVG, with the same figures as a table that can be opened below it.
 * `points` are {at: Date|string, value: number} in the order of time.
 */

import { formatDuration } from "../../lib/time.js";

const SVG = "http://www.w3.org/2000/svg";
const [WIDTH, HEIGHT, BASE] = [320, 88, 84];
const MOST_ROWS = 30;

function createSvg(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) {
    element.setAttribute(key, value);
  }
  return element;
}

/** Return the "x,y" pairs of a line that fills the box: time from left to right, 0 at the bottom, the highest value at the top. */
export function placePoints(points, width = WIDTH, base = BASE) {
  const times = points.map((point) => Number(new Date(point.at)));
  const span = Math.max(1, times.at(-1) - times[0]);
  const highest = Math.max(1, ...points.map((point) => point.value));
  return points.map((point, index) => [
    Math.round(((times[index] - times[0]) / span) * width * 10) / 10,
    Math.round((base - (point.value / highest) * (base - 6)) * 10) / 10,
  ]);
}

/** Return at most `count` points, evenly chosen, the last always among them. */
export function thin(points, count) {
  const step = Math.max(1, Math.ceil(points.length / count));
  return points.filter((_point, index) => (points.length - 1 - index) % step === 0);
}

export class LineChart extends HTMLElement {
  set points(points) {
    const svg = this.querySelector("svg");
    this.toggleAttribute("data-empty", points.length < 2);
    if (points.length < 2) {
      return;
    }
    const placed = placePoints(points);
    const line = placed.map((pair) => pair.join(",")).join(" ");
    svg.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
    svg.replaceChildren(
      createSvg("polygon", { points: `0,${BASE} ${line} ${placed.at(-1)[0]},${BASE}`, class: "chart__area" }),
      createSvg("polyline", { points: line, class: "chart__line" }),
    );
    this.querySelector("[data-highest]").textContent = String(Math.max(...points.map((point) => point.value)));
    this.#fillTable(points);
  }

  #fillTable(points) {
    const beginMs = Number(new Date(points[0].at));
    const rows = thin(points, MOST_ROWS).map((point) => {
      const row = document.createElement("tr");
      const time = document.createElement("th");
      time.scope = "row";
      time.textContent = formatDuration((Number(new Date(point.at)) - beginMs) / 1000);
      const value = document.createElement("td");
      value.className = "table__number";
      value.textContent = String(point.value);
      row.append(time, value);
      return row;
    });
    this.querySelector("tbody").replaceChildren(...rows);
  }
}

customElements.define("nm-line-chart", LineChart);
