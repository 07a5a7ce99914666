/**
 * <nm-rehearsal>: the badge of a rehearsal and the way to the real thing. One that has not begun simply stops being a rehearsal; one that is
 * running ends, and the same show is made anew: what was rehearsed is never shown to anybody.
 */

import { callApi, postJson } from "../../lib/api.js";
import { message } from "../../lib/messages.js";
import { confirmAction } from "../../ui/confirm.js";
import { attempt } from "./acts.js";

export class Rehearsal extends HTMLElement {
  #hasBegun = false;

  attach({ path, room, broadcast }) {
    this.hidden = !broadcast.is_rehearsal;
    this.#hasBegun = broadcast.state !== "scheduled";
    room.on("broadcast_started", () => {
      this.#hasBegun = true;
    });
    const button = this.querySelector("button");
    button.addEventListener("click", () => attempt(() => this.#goReal(path), button));
  }

  async #goReal(path) {
    const question = { title: message("go_real_title"), text: message("go_real_text"), confirmText: message("go_real"), danger: false };
    if (!(await confirmAction(question))) {
      return;
    }
    if (!this.#hasBegun) {
      await callApi("PATCH", path, { body: { is_rehearsal: false } });
      location.reload();
      return;
    }
    const items = document.querySelector("nm-host-tray").items.map(({ product_id: id, note }) => ({ product_id: id, note: note ?? "" }));
    const { title, category, disclosure, audience } = JSON.parse(this.dataset.broadcast);
    const real = await postJson("/api/v1/broadcasts", { title, category, disclosure, audience, product_ids: items.map((item) => item.product_id) });
    await callApi("PUT", `/api/v1/broadcasts/${real.id}/tray`, { body: { items } });
    await postJson(`${path}/end`, {});
    location.assign(`/studio/live/${real.id}`);
  }
}

customElements.define("nm-rehearsal", Rehearsal);
