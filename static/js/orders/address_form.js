/**
 * The address part of the buy sheet and of the checkout: remembered addresses to choose from, or fields for another one. The form
 * dispatches a bubbling "countrychange" with the country when the address is in another one than before.
 */

const FIELDS = ["name", "line1", "city", "postal_code", "country", "phone"];

export class AddressForm {
  #form;
  #choice;
  #addresses = [];
  #country;

  constructor(form) {
    this.#form = form;
    this.#choice = form.querySelector("[data-remembered] select");
    this.#choice.addEventListener("change", () => this.#showFields());
    form.elements.country.addEventListener("change", () => this.#tellCountry());
    this.#country = this.country;
  }

  /** The country of the chosen or entered address; "" as long as there is none. */
  get country() {
    return this.read().country;
  }

  /** Offer these addresses; the first is chosen. */
  offer(addresses) {
    this.#addresses = addresses;
    const options = addresses.map((address, number) => new Option(`${address.name}, ${address.line1}, ${address.city}`, number));
    this.#choice.replaceChildren(...options, new Option(this.#choice.dataset.newAddress, "new"));
    this.#form.querySelector("[data-remembered]").hidden = addresses.length === 0;
    this.#showFields();
  }

  /** Return the chosen or entered address. */
  read() {
    const remembered = this.#remembered;
    return remembered ?? Object.fromEntries(FIELDS.map((name) => [name, this.#form.elements[name].value.trim()]));
  }

  /** Mark the fields that the server refuses ({field, message}) and put the reader into the first. */
  showErrors(errors) {
    const refused = errors
      .map(({ field, message }) => [this.#form.elements[field.replace("shipping_address.", "")], message])
      .filter(([control]) => control);
    refused.forEach(([control, text]) => {
      control.setCustomValidity(text);
      control.addEventListener("input", () => control.setCustomValidity(""), { once: true });
    });
    if (refused.length > 0) {
      this.#choice.value = "new";
      this.#showFields();
      this.#form.reportValidity();
    }
    return refused.length > 0;
  }

  get #remembered() {
    return this.#addresses.length > 0 ? this.#addresses[Number(this.#choice.value)] : undefined;
  }

  #showFields() {
    const fields = this.#form.querySelector("[data-address]");
    fields.hidden = this.#remembered !== undefined;
    fields.querySelectorAll("input, select").forEach((control) => {
      control.disabled = fields.hidden;
    });
    this.#tellCountry();
  }

  #tellCountry() {
    if (this.country !== this.#country) {
      this.#country = this.country;
      this.#form.dispatchEvent(new CustomEvent("countrychange", { bubbles: true, detail: this.#country }));
    }
  }
}
