/**
 * <nm-variant-editor data-max-count data-max-options>: what buyers choose, and the matrix of variants that it makes.
 *
 * A row is one combination. It keeps what was typed, its price and its stock as long as its values stay; what an option
 * takes away can be brought back by the message that tells of it. A combination that is left out stays in sight.
 */

import { randomId } from "../lib/ids.js";
import { message } from "../lib/messages.js";
import { showToast } from "../ui/toast.js";
import { OptionList } from "./option_list.js";
import { describe, readOptions, rearrange, suggestSku } from "./variant_matrix.js";
import { readAll, readKeptVariant, readNewVariant, RowRefused } from "./variant_row.js";

const valueOf = (row, name) => row.element.querySelector(`[name="${name}"]`)?.value ?? "";

export class VariantEditor extends HTMLElement {
  #rows = [];
  #list = null;
  #before = null;

  connectedCallback() {
    const elements = [...this.#place.children];
    const answers = elements.map((element) => JSON.parse(element.dataset.options));
    const options = readOptions(answers, randomId);
    this.#rows = elements.map((element, index) => ({ element, valueIds: this.#findIds(options, answers[index]) }));
    this.#list = new OptionList(this, options, (isOtherShape) => this.#update(isOtherShape));
    this.addEventListener("click", (event) => this.#press(event.target));
    this.addEventListener("keydown", (event) => this.#pressKey(event));
    // A combination that the product does not have is one that its merchant left out.
    this.#arrange(elements.length > 0);
    this.#remember();
  }

  /**
   * Return what the rows say, as the API takes it: those that stay with their id, new ones with their stock.
   *
   * @throws {RowRefused} a row does not fit (it shows where), there are too many, or none
   */
  read(currency) {
    const rows = this.#sold;
    if (rows.length === 0 || rows.length > Number(this.dataset.maxCount)) {
      throw new RowRefused();
    }
    return readAll(rows, (row) => {
      const answers = describe(this.#list.options, row.valueIds);
      return row.element.dataset.variantId
        ? readKeptVariant(row.element, answers, currency)
        : readNewVariant(row.element, answers, currency);
    });
  }

  /** Return the row that was sent as number `index`. */
  rowAt(index) {
    return this.#sold[index]?.element;
  }

  /** The API took the rows: what was new has an id and a stock of its own from now on. */
  accept(variants) {
    this.#sold.forEach((row, index) => this.#settle(row, variants[index]));
  }

  get #place() {
    return this.querySelector("[data-list]");
  }

  get #sold() {
    return this.#rows.filter((row) => !row.isLeftOut);
  }

  #findIds(options, answers) {
    return options.map(({ name, values }) => values.find((value) => value.text === answers[name]).id);
  }

  #update(isOtherShape) {
    if (!isOtherShape) {
      this.#showLabels();
      return;
    }
    const { options, rows } = this.#before;
    const gone = this.#arrange(false).filter((row) => row.element.dataset.variantId || valueOf(row, "price"));
    if (gone.length) {
      showToast(message("rows_removed", { count: gone.length }), {
        action: { label: message("undo"), run: () => this.#restore(options, rows) },
      });
    }
    this.#remember();
  }

  #remember() {
    const options = this.#list.options.map((option) => ({ ...option, values: option.values.map((value) => ({ ...value })) }));
    this.#before = { options, rows: this.#rows.map((row) => ({ row, valueIds: row.valueIds })) };
  }

  #restore(options, rows) {
    rows.forEach(({ row, valueIds }) => {
      row.valueIds = valueIds;
    });
    this.#rows = rows.map(({ row }) => row);
    this.#list.show(options);
    this.#arrange(false);
    this.#remember();
  }

  /** Bring the rows into the order of the combinations; return those that have no place any more. */
  #arrange(isLeftOut) {
    const { rows, gone } = rearrange(this.#list.options, this.#rows, (valueIds) => this.#create(valueIds, isLeftOut));
    this.#rows = rows;
    this.#place.replaceChildren(...rows.map((row) => row.element));
    this.#showLabels();
    this.#showLimits();
    return gone;
  }

  #create(valueIds, isLeftOut) {
    const element = this.querySelector("template[data-row]").content.firstElementChild.cloneNode(true);
    const row = { element, valueIds, isLeftOut, isSuggested: true };
    const price = this.#rows.map((one) => valueOf(one, "price")).find(Boolean);
    element.querySelector('[name="price"]').value = price ?? "";
    element.querySelector('[name="sku"]').addEventListener("input", () => {
      row.isSuggested = false;
    });
    return row;
  }

  #showLabels() {
    const taken = this.#rows.filter((row) => !row.isSuggested).map((row) => valueOf(row, "sku"));
    for (const row of this.#rows) {
      const texts = Object.values(describe(this.#list.options, row.valueIds));
      const label = row.element.querySelector("[data-label]");
      label.textContent = texts.join(" · ");
      label.hidden = texts.length === 0;
      if (row.isSuggested && this.#rows.length > 1) {
        const sku = suggestSku(taken, texts);
        row.element.querySelector('[name="sku"]').value = sku;
        taken.push(sku);
      }
    }
  }

  #showLimits() {
    const sold = this.#sold;
    const maxCount = Number(this.dataset.maxCount);
    const place = this.querySelector("[data-matrix-problem]");
    const problem = sold.length === 0 ? message("last_variant") : message("too_many_variants", { count: sold.length, max: maxCount });
    place.hidden = sold.length > 0 && sold.length <= maxCount;
    place.textContent = place.hidden ? "" : problem;
    this.querySelector("[data-tools]").hidden = sold.length < 2;
    for (const row of this.#rows) {
      const leave = row.element.querySelector("[data-leave]");
      leave.hidden = this.#rows.length === 1;
      leave.setAttribute("aria-pressed", String(Boolean(row.isLeftOut)));
      leave.textContent = message(row.isLeftOut ? "put_back" : "leave_out");
      row.element.classList.toggle("variant--left", Boolean(row.isLeftOut));
      row.element.querySelectorAll("input").forEach((input) => {
        input.disabled = Boolean(row.isLeftOut);
      });
    }
  }

  #press(target) {
    const leave = target.closest("[data-leave]");
    if (leave) {
      const row = this.#rows.find((one) => one.element.contains(leave));
      row.isLeftOut = !row.isLeftOut;
      this.#showLimits();
    } else if (target.closest("[data-fill]")) {
      this.#fill();
    }
  }

  /** Write the first row's price into all rows, and the first stock into those that are new. */
  #fill() {
    for (const name of ["price", "stock"]) {
      const inputs = this.#sold.map((row) => row.element.querySelector(`[name="${name}"]`)).filter(Boolean);
      inputs.forEach((input) => {
        input.value = inputs[0].value;
      });
    }
  }

  #pressKey(event) {
    const element = event.target.closest(".variant");
    if (event.key !== "Enter" || event.isComposing || !element || event.target.localName !== "input") {
      return;
    }
    event.preventDefault();
    element.nextElementSibling?.querySelector(`[name="${event.target.name}"]`)?.focus();
  }

  #settle(row, variant) {
    row.isSuggested = false;
    if (row.element.dataset.variantId) {
      return;
    }
    row.element.dataset.variantId = variant.id;
    const cell = this.querySelector("template[data-stock]").content.firstElementChild.cloneNode(true);
    cell.querySelector("[data-correct]").dataset.correct = variant.id;
    cell.querySelector("[data-counts]").textContent = message("on_hand", { on_hand: variant.stock_count, reserved: 0 });
    row.element.querySelector(".variant__cell--stock").replaceWith(cell);
  }
}

customElements.define("nm-variant-editor", VariantEditor);
