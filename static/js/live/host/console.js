/**
 * <nm-host-console broadcast-id>: everything that a host works with around the picture.
 *
 * It reads the broadcast, joins its room and hands both to the parts inside it: every element with a method `attach({id, path, room, broadcast})`.
 */

import { getJson } from "../../lib/api.js";
import { message } from "../../lib/messages.js";
import { onMessage } from "../../lib/realtime.js";
import { showToast } from "../../ui/toast.js";
import { attempt } from "./acts.js";
import { LiveRoom } from "../room.js";

export class HostConsole extends HTMLElement {
  #room;

  connectedCallback() {
    this.#room = new LiveRoom(this.getAttribute("broadcast-id"));
    onMessage("host_warned", ({ broadcast_id: id, reason }) => id === this.getAttribute("broadcast-id") && this.#warn(reason));
    attempt(() => this.#open());
  }

  async #open() {
    const id = this.getAttribute("broadcast-id");
    const path = `/api/v1/broadcasts/${id}`;
    const broadcast = await getJson(path);
    for (const part of this.querySelectorAll("*")) {
      part.attach?.({ id, path, room: this.#room, broadcast });
    }
    await this.#room.connect();
  }

  #warn(reason) {
    const notice = this.querySelector("[data-warning]");
    notice.hidden = false;
    notice.querySelector("[data-reason]").textContent = reason;
    showToast(message("host_warned", { reason }), { kind: "error" });
  }
}

customElements.define("nm-host-console", HostConsole);
