/**
 * <nm-sheet><dialog class="sheet" id>…</dialog></nm-sheet>: a bottom sheet on phones, a dialog on wide screens.
 *
 * The native modal dialog gives the focus trap, Esc, the inert page behind and the focus's return to the opener.
 * This element adds: closing by a tap outside and by dragging the bar down, and the `command`/`commandfor`
 * attributes in browsers that lack them. Methods: open(), close(reason). Events: `opened`, `closed`, both bubble;
 * closed.detail.reason is the dialog's returnValue.
 */

const CLOSE_DISTANCE_PX = 96;
const CLOSE_SPEED_PX_PER_MS = 0.6;

export class Sheet extends HTMLElement {
  #drag = null;

  connectedCallback() {
    if (!this.dialog) {
      return;
    }
    this.dialog.addEventListener("click", (event) => this.#closeOnOutside(event));
    this.dialog.addEventListener("close", () => this.#announceClosed());
    this.dialog.addEventListener("toggle", (event) => this.#announceOpened(event));
    const bar = this.querySelector(".sheet__bar");
    bar?.addEventListener("pointerdown", (event) => this.#startDrag(event));
    bar?.addEventListener("pointermove", (event) => this.#moveDrag(event));
    bar?.addEventListener("pointerup", (event) => this.#endDrag(event));
    bar?.addEventListener("pointercancel", () => this.#resetDrag());
  }

  get dialog() {
    return this.querySelector("dialog");
  }

  open() {
    if (!this.dialog.open) {
      this.dialog.showModal();
    }
  }

  close(reason = "") {
    this.dialog.close(reason);
  }

  #announceOpened(event) {
    if (event.newState === "open") {
      this.dispatchEvent(new CustomEvent("opened", { bubbles: true }));
    }
  }

  #announceClosed() {
    this.#resetDrag();
    this.dispatchEvent(new CustomEvent("closed", { bubbles: true, detail: { reason: this.dialog.returnValue } }));
  }

  #closeOnOutside(event) {
    if (event.target !== this.dialog) {
      return;
    }
    const box = this.dialog.getBoundingClientRect();
    const inside =
      event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    if (!inside) {
      this.close("outside");
    }
  }

  #startDrag(event) {
    if (event.pointerType === "mouse" || event.target.closest("button")) {
      return;
    }
    this.#drag = { fromY: event.clientY, fromMs: event.timeStamp };
    event.currentTarget.setPointerCapture(event.pointerId);
  }

  #moveDrag(event) {
    if (this.#drag) {
      const distance = Math.max(0, event.clientY - this.#drag.fromY);
      this.dialog.style.setProperty("--sheet-drag", `${distance}px`);
    }
  }

  #endDrag(event) {
    if (!this.#drag) {
      return;
    }
    const distance = event.clientY - this.#drag.fromY;
    const speed = distance / Math.max(1, event.timeStamp - this.#drag.fromMs);
    this.#resetDrag();
    if (distance > CLOSE_DISTANCE_PX || speed > CLOSE_SPEED_PX_PER_MS) {
      this.close("dragged");
    }
  }

  #resetDrag() {
    this.#drag = null;
    this.dialog.style.removeProperty("--sheet-drag");
  }
}

function carryOutCommand(event) {
  const button = event.target.closest?.("button[commandfor]");
  const dialog = button && document.getElementById(button.getAttribute("commandfor"));
  if (!(dialog instanceof HTMLDialogElement)) {
    return;
  }
  if (button.getAttribute("command") === "show-modal" && !dialog.open) {
    dialog.showModal();
  } else if (button.getAttribute("command") === "close") {
    dialog.close();
  }
}

customElements.define("nm-sheet", Sheet);
if (!("commandForElement" in HTMLButtonElement.prototype)) {
  document.addEventListener("click", carryOutCommand);
}
