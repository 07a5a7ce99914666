/**
 * <nm-local-times> around a form: its `datetime-local` fields show and take the reader's own time, and are sent in UTC.
 *
 * Without scripts they are in UTC, as their hint says; `data-local-hint` is the hint instead of that.
 */

const MINUTE_CHARACTERS = "2026-11-23T15:00".length;

export class LocalTimes extends HTMLElement {
  connectedCallback() {
    this.#fields.forEach(showLocal);
    this.querySelector("form").addEventListener("formdata", ({ formData }) => {
      for (const field of this.#fields) {
        formData.set(field.name, field.value && new Date(field.value).toISOString().slice(0, MINUTE_CHARACTERS));
      }
    });
  }

  get #fields() {
    return [...this.querySelectorAll('input[type="datetime-local"]')];
  }
}

function showLocal(field) {
  const moment = field.value && new Date(`${field.value}Z`);
  if (moment) {
    const inOwnZone = new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000);
    field.value = inOwnZone.toISOString().slice(0, MINUTE_CHARACTERS);
  }
  if (field.dataset.localHint) {
    document.getElementById(`${field.id}-hint`).textContent = field.dataset.localHint;
  }
}

customElements.define("nm-local-times", LocalTimes);
