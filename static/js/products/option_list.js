/**
 * What buyers choose, as fields: one group for each option, in it a field for each value and an empty one that makes the
 * next. `options` is what they say; `onChange(isOtherShape)` is called when a text (false) or the shape (true) changed.
 */

import { randomId } from "../lib/ids.js";

export class OptionList {
  #editor;
  #onChange;
  options = [];

  constructor(editor, options, onChange) {
    this.#editor = editor;
    this.#onChange = onChange;
    this.#place.addEventListener("input", (event) => this.#type(event.target));
    this.#place.addEventListener("focusout", (event) => this.#leave(event.target));
    this.#place.addEventListener("click", (event) => this.#press(event.target));
    this.#place.addEventListener("keydown", (event) => this.#pressKey(event));
    editor.querySelector("[data-add-option]").addEventListener("click", () => this.#addOption());
    this.show(options);
  }

  /** Show other options, for example those of before. */
  show(options) {
    this.options = options;
    this.#place.replaceChildren(...options.map((option) => this.#createOption(option)));
    this.#showLimit();
  }

  get #place() {
    return this.#editor.querySelector("[data-options]");
  }

  #copy(name) {
    return this.#editor.querySelector(`template[data-${name}]`).content.firstElementChild.cloneNode(true);
  }

  #createOption(option) {
    const group = this.#copy("option");
    group.dataset.optionId = option.id;
    group.querySelector('[name="option_name"]').value = option.name;
    const values = group.querySelector("[data-values]");
    values.append(...option.values.map((value) => this.#createValue(value)), this.#createValue(null));
    return group;
  }

  #createValue(value) {
    const item = this.#copy("value");
    const input = item.querySelector("input");
    if (value) {
      item.dataset.valueId = value.id;
      input.value = value.text;
    }
    item.querySelector("[data-remove-value]").hidden = !value;
    return item;
  }

  #addOption() {
    const option = { id: randomId(), name: "", values: [] };
    this.options.push(option);
    const group = this.#createOption(option);
    this.#place.append(group);
    this.#showLimit();
    group.querySelector("input").focus();
  }

  #showLimit() {
    this.#editor.querySelector("[data-add-option]").hidden = this.options.length >= Number(this.#editor.dataset.maxOptions);
  }

  #optionOf(target) {
    const { optionId } = target.closest("[data-option-id]").dataset;
    return this.options.find((option) => option.id === optionId);
  }

  #type(input) {
    const option = this.#optionOf(input);
    if (input.name === "option_name") {
      option.name = input.value;
      this.#onChange(false);
      return;
    }
    const item = input.closest("li");
    const value = option.values.find((one) => one.id === item.dataset.valueId);
    if (value) {
      value.text = input.value;
      this.#onChange(false);
    } else if (input.value.trim()) {
      this.#addValue(option, item, input.value);
    }
  }

  /** What is typed into the empty field is a value from its first character on, and another empty field follows. */
  #addValue(option, item, text) {
    const value = { id: randomId(), text };
    option.values.push(value);
    item.dataset.valueId = value.id;
    item.querySelector("[data-remove-value]").hidden = false;
    item.after(this.#createValue(null));
    this.#onChange(true);
  }

  #leave(input) {
    const isEmptied = input.name === "option_value" && !input.value.trim() && input.closest("[data-value-id]");
    if (isEmptied) {
      this.#removeValue(input.closest("li"));
    }
  }

  #press(target) {
    if (target.closest("[data-remove-value]")) {
      const item = target.closest("li");
      item.nextElementSibling.querySelector("input").focus();
      this.#removeValue(item);
    } else if (target.closest("[data-remove-option]")) {
      const group = target.closest("[data-option-id]");
      this.options = this.options.filter((option) => option.id !== group.dataset.optionId);
      group.remove();
      this.#showLimit();
      this.#editor.querySelector("[data-add-option]").focus();
      this.#onChange(true);
    }
  }

  #removeValue(item) {
    const option = this.#optionOf(item);
    option.values = option.values.filter((value) => value.id !== item.dataset.valueId);
    item.remove();
    this.#onChange(true);
  }

  #pressKey(event) {
    if (event.key !== "Enter" || event.isComposing || event.target.localName !== "input") {
      return;
    }
    event.preventDefault();
    const inputs = [...event.target.closest("[data-option-id]").querySelectorAll("input")];
    inputs[inputs.indexOf(event.target) + 1]?.focus();
  }
}
