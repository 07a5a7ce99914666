/**
 * <nm-variant-editor data-max-count [data-option-names]>: the rows of variants in a product's form.
 *
 * Made for the keyboard: Enter in a row goes to the next one and adds one at the end; removing a row leaves the focus
 * on its neighbour. New products name their options themselves; those of existing ones are in data-option-names.
 */

export class VariantEditor extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => this.#press(event.target));
    this.addEventListener("keydown", (event) => this.#pressKey(event));
    this.#nameInputs.forEach((input) => input.addEventListener("input", () => this.#syncOptions()));
    if (this.rows.length === 0) {
      this.addRow();
    }
    this.#showLimits();
  }

  /** The rows, first to last. */
  get rows() {
    return [...this.#list.children];
  }

  /** What buyers choose, e.g. ["Size", "Colour"]; empty when there is only one variant. */
  get optionNames() {
    if (this.dataset.optionNames) {
      return JSON.parse(this.dataset.optionNames);
    }
    return this.#nameInputs.map((input) => input.value.trim()).filter(Boolean);
  }

  /** Add an empty row at the end and return it. */
  addRow() {
    const row = this.querySelector("template[data-row]").content.firstElementChild.cloneNode(true);
    this.#list.append(row);
    this.#fitOptions(row);
    this.#showLimits();
    return row;
  }

  get #list() {
    return this.querySelector("[data-list]");
  }

  get #nameInputs() {
    return [...this.querySelectorAll('[name="option_name"]')];
  }

  #press(target) {
    if (target.closest("[data-add]")) {
      this.addRow().querySelector("input").focus();
    } else if (target.closest("[data-remove]")) {
      this.#removeRow(target.closest("li"));
    }
  }

  #pressKey(event) {
    const row = event.target.closest("li");
    if (event.key !== "Enter" || event.isComposing || !row || event.target.localName !== "input") {
      return;
    }
    event.preventDefault();
    const next = row.nextElementSibling ?? (this.#isFull ? row : this.addRow());
    next.querySelector(`[name="${event.target.name}"]`)?.focus();
  }

  #removeRow(row) {
    const neighbour = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    this.#showLimits();
    neighbour?.querySelector("input").focus();
  }

  get #isFull() {
    return this.rows.length >= Number(this.dataset.maxCount);
  }

  #showLimits() {
    this.querySelector("[data-add]").disabled = this.#isFull;
    this.rows.forEach((row) => {
      row.querySelector("[data-remove]").disabled = this.rows.length === 1;
    });
  }

  #syncOptions() {
    this.rows.forEach((row) => this.#fitOptions(row));
  }

  /** Give a new row one cell for each option, keeping what was typed. */
  #fitOptions(row) {
    if (row.dataset.variantId) {
      return;
    }
    const names = this.optionNames;
    const cells = [...row.querySelectorAll("[data-option]")];
    cells.slice(names.length).forEach((cell) => cell.remove());
    names.forEach((name, index) => {
      const cell = cells[index] ?? this.#addOptionCell(row);
      cell.querySelector(".variant__label").textContent = name;
    });
  }

  #addOptionCell(row) {
    const cell = this.querySelector("template[data-option-cell]").content.firstElementChild.cloneNode(true);
    row.insertBefore(cell, row.querySelector(".variant__cell--sku"));
    return cell;
  }
}

customElements.define("nm-variant-editor", VariantEditor);
