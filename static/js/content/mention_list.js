/**
 * People are suggested while somebody is being named with @ in any field with `data-mentions` (its value names the list). Up and down choose, Enter
 * or Tab take, Escape closes; a screen reader hears who is chosen. Loaded once on a page; fields that come later work as well.
 */

import { getJson } from "../lib/api.js";
import { complete, findBegun } from "./mention_text.js";

const WAIT_MS = 150;
const LIST_ID = "mention-list";

let open = null;
let asked = 0;

function createOption(person, index) {
  const option = document.createElement("li");
  Object.assign(option, { id: `${LIST_ID}-${index}`, role: "option", className: "mention-list__person" });
  const [name, handle] = [document.createElement("span"), document.createElement("span")];
  name.textContent = person.display_name;
  handle.textContent = `@${person.handle}`;
  handle.className = "muted";
  option.append(name, handle);
  option.addEventListener("pointerdown", (event) => {
    event.preventDefault(); // the field keeps the focus
    take(index);
  });
  return option;
}

function close() {
  if (open) {
    open.list.remove();
    for (const name of ["aria-controls", "aria-activedescendant", "aria-autocomplete"]) {
      open.field.removeAttribute(name);
    }
    open = null;
  }
}

function choose(index) {
  const options = [...open.list.children];
  open.index = (index + options.length) % options.length;
  options.forEach((option, at) => option.setAttribute("aria-selected", String(at === open.index)));
  options[open.index].scrollIntoView({ block: "nearest" });
  open.field.setAttribute("aria-activedescendant", options[open.index].id);
}

function take(index) {
  const { field, begun, people } = open;
  const { text, caret } = complete(field.value, begun, people[index].handle);
  close();
  field.value = text;
  field.setSelectionRange(caret, caret);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function show(field, begun, people) {
  close();
  if (!people.length || document.activeElement !== field) {
    return;
  }
  const list = document.createElement("ul");
  Object.assign(list, { id: LIST_ID, role: "listbox", className: "mention-list" });
  list.setAttribute("aria-label", field.dataset.mentions);
  list.append(...people.map(createOption));
  field.after(list);
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", LIST_ID);
  open = { field, begun, people, list, index: 0 };
  choose(0);
}

async function suggest(field) {
  asked += 1;
  const [turn, begun] = [asked, findBegun(field.value, field.selectionStart)];
  if (!begun) {
    close();
    return;
  }
  await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
  if (turn !== asked) {
    return;
  }
  // Nobody is stopped from writing by a list that does not come.
  const { items } = await getJson(`/api/v1/people?start=${encodeURIComponent(begun.start)}`).catch(() => ({ items: [] }));
  if (turn === asked) {
    show(field, begun, items);
  }
}

const KEYS = {
  ArrowDown: () => choose(open.index + 1),
  ArrowUp: () => choose(open.index - 1),
  Enter: () => take(open.index),
  Tab: () => take(open.index),
  Escape: close,
};

/** Suggest people in this page's fields. */
export function suggestMentions() {
  document.addEventListener("input", ({ target }) => target.matches?.("[data-mentions]") && suggest(target));
  document.addEventListener("focusout", ({ target }) => {
    if (target === open?.field) {
      asked += 1;
      close();
    }
  });
  // Before all others hear the key: Enter in a comment would send it, Escape would close its sheet.
  document.addEventListener(
    "keydown",
    (event) => {
      if (open && event.target === open.field && event.key in KEYS && !event.isComposing) {
        event.preventDefault();
        event.stopPropagation();
        KEYS[event.key]();
      }
    },
    true,
  );
}
