/**
 * Lets people put the children of a list in order: by dragging a `[data-handle]` with pointer or finger, or with the arrow keys,
 * Home and End while the handle has the focus.
 */

/** Move `row` by letting the others change sides: it stays in the document, so it keeps the pointer and the focus. */
function moveTo(list, row, index) {
  const rows = [...list.children];
  const goal = Math.max(0, Math.min(rows.length - 1, index));
  for (let at = rows.indexOf(row); at < goal; at += 1) {
    row.before(row.nextElementSibling);
  }
  for (let at = rows.indexOf(row); at > goal; at -= 1) {
    row.after(row.previousElementSibling);
  }
  return goal;
}

function indexAt(list, row, clientY) {
  const others = [...list.children].filter((child) => child !== row);
  return others.filter((child) => {
    const box = child.getBoundingClientRect();
    return clientY > box.top + box.height / 2;
  }).length;
}

function rowOf(list, handle) {
  return [...list.children].find((child) => child.contains(handle));
}

function moveByKey(list, event, row) {
  const at = [...list.children].indexOf(row);
  return { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: list.children.length - 1 }[event.key];
}

/**
 * @param {HTMLElement} list
 * @param {{onMoved: (row: HTMLElement, position: number) => void, onDone: () => void}} options `position` counts from 1
 */
export function makeSortable(list, { onMoved, onDone }) {
  let dragged = null;
  list.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest("[data-handle]");
    if (handle) {
      dragged = rowOf(list, handle);
      handle.setPointerCapture(event.pointerId);
      dragged.toggleAttribute("data-dragged", true);
    }
  });
  list.addEventListener("pointermove", (event) => dragged && moveTo(list, dragged, indexAt(list, dragged, event.clientY)));
  for (const name of ["pointerup", "pointercancel"]) {
    list.addEventListener(name, () => {
      dragged?.removeAttribute("data-dragged");
      if (dragged) {
        onDone();
      }
      dragged = null;
    });
  }
  list.addEventListener("keydown", (event) => {
    const handle = event.target.closest("[data-handle]");
    const row = handle && rowOf(list, handle);
    const index = row ? moveByKey(list, event, row) : undefined;
    if (index !== undefined) {
      event.preventDefault();
      onMoved(row, moveTo(list, row, index) + 1);
      onDone();
    }
  });
}
