/**
 * <nm-tag-placer> around a sheet: products are put on a picture. A press on the picture chooses a product for that place; a tag is dragged, or
 * moved with the arrow keys while it has the focus, and taken away with Delete. `await place(url, alt, tags)` gives the tags when it is closed.
 */

import { message } from "../../lib/messages.js";
import "../product_picker.js";

const WHOLE = 1000;
const MOST = 10;
const STEP = 20;
const MOVES = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };

function within(value) {
  return Math.max(0, Math.min(WHOLE, Math.round(value)));
}

export class TagPlacer extends HTMLElement {
  #tags = [];
  #resolve = null;
  #dragged = null;

  connectedCallback() {
    this.addEventListener("closed", (event) => event.target.contains(this.#stage) && this.#finish());
    this.querySelector("[data-act=middle]").addEventListener("click", () => this.#add(WHOLE / 2, WHOLE / 2));
    this.querySelector("[data-act=done]").addEventListener("click", () => this.#sheet.close("done"));
    this.#stage.addEventListener("click", (event) => this.#press(event));
    this.#stage.addEventListener("pointerdown", (event) => this.#grab(event));
    this.#stage.addEventListener("pointermove", (event) => this.#dragged && this.#drag(event));
    this.#stage.addEventListener("keydown", (event) => this.#pressKey(event));
    this.#list.addEventListener("click", (event) => this.#remove(event.target.closest("[data-remove]")?.dataset.remove));
  }

  get #sheet() {
    return this.querySelector("nm-sheet");
  }

  get #stage() {
    return this.querySelector(".tag-placer__stage");
  }

  get #list() {
    return this.querySelector(".tag-placer__list");
  }

  /** Open the sheet with a picture and its tags; wait for the new tags. */
  place(url, alt, tags) {
    this.#tags = tags.map((tag) => ({ ...tag }));
    Object.assign(this.#stage.querySelector("img"), { src: url, alt });
    this.#show();
    this.#sheet.open();
    return new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  #finish() {
    this.#resolve?.(this.#tags);
    this.#resolve = null;
  }

  #placeOf(event) {
    const box = this.#stage.querySelector("img").getBoundingClientRect();
    return [within((WHOLE * (event.clientX - box.left)) / box.width), within((WHOLE * (event.clientY - box.top)) / box.height)];
  }

  #press(event) {
    if (!event.target.closest(".tag-spot")) {
      this.#add(...this.#placeOf(event));
    }
  }

  async #add(x, y) {
    if (this.#tags.length >= MOST) {
      return;
    }
    const chosen = await document.querySelector("nm-product-picker").pick();
    if (chosen) {
      this.#tags.push({ ...chosen, x_permille: x, y_permille: y });
      this.#show();
      this.#stage.querySelector(".tag-spot:last-of-type").focus();
    }
  }

  #grab(event) {
    const spot = event.target.closest(".tag-spot");
    if (spot) {
      this.#dragged = spot;
      spot.setPointerCapture(event.pointerId);
      spot.addEventListener("lostpointercapture", () => (this.#dragged = null), { once: true });
    }
  }

  #drag(event) {
    [this.#tagOf(this.#dragged).x_permille, this.#tagOf(this.#dragged).y_permille] = this.#placeOf(event);
    this.#put(this.#dragged);
  }

  #pressKey(event) {
    const spot = event.target.closest(".tag-spot");
    const move = MOVES[event.key];
    if (!spot) {
      return;
    }
    if (move) {
      event.preventDefault();
      const tag = this.#tagOf(spot);
      [tag.x_permille, tag.y_permille] = [within(tag.x_permille + move[0]), within(tag.y_permille + move[1])];
      this.#put(spot);
    } else if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      this.#remove(spot.dataset.index);
    }
  }

  #remove(index) {
    if (index !== undefined) {
      this.#tags.splice(Number(index), 1);
      this.#show();
      this.querySelector("[data-act=middle]").focus();
    }
  }

  #tagOf(spot) {
    return this.#tags[Number(spot.dataset.index)];
  }

  #put(spot) {
    const tag = this.#tagOf(spot);
    spot.style.setProperty("--x", tag.x_permille / WHOLE);
    spot.style.setProperty("--y", tag.y_permille / WHOLE);
  }

  #show() {
    this.#stage.querySelectorAll(".tag-spot").forEach((spot) => spot.remove());
    this.#stage.append(...this.#tags.map((tag, index) => this.#createSpot(tag, index)));
    this.#list.replaceChildren(...this.#tags.map((tag, index) => this.#createLine(tag, index)));
    this.querySelector("[data-act=middle]").disabled = this.#tags.length >= MOST;
  }

  #createSpot(tag, index) {
    const spot = document.createElement("button");
    Object.assign(spot, { type: "button", className: "tag-spot" });
    spot.dataset.index = String(index);
    spot.setAttribute("aria-label", message("move_tag", { title: tag.title }));
    spot.textContent = String(index + 1);
    this.#put(spot);
    return spot;
  }

  #createLine(tag, index) {
    const line = document.getElementById("tag-line-template").content.firstElementChild.cloneNode(true);
    line.querySelector(".tag-line__number").textContent = String(index + 1);
    line.querySelector(".tag-line__title").textContent = tag.title;
    line.querySelector("button").dataset.remove = String(index);
    return line;
  }
}

customElements.define("nm-tag-placer", TagPlacer);
