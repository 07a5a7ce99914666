/**
 * The room of a broadcast as its host sees it: joins over Socket.IO, namespace /live, and tells every message as an event of its name.
 *
 * `joined` comes with the answer to every join, the first one and those after a lost connection: it is the whole present state.
 */

import { realtimeOrigin } from "../../lib/realtime.js";

const JOIN_MS = 5000;
const AGAIN_MS = 2000;

export class Room extends EventTarget {
  #broadcastId;
  #socket = null;

  constructor(broadcastId) {
    super();
    this.#broadcastId = broadcastId;
  }

  async connect() {
    const { io } = await import("socket.io-client");
    const configured = document.querySelector('meta[name="realtime-url"]')?.content ?? "";
    this.#socket = io(`${realtimeOrigin(configured)}/live`, {
      transports: ["websocket"],
      withCredentials: true,
      reconnectionDelayMax: 5000,
    });
    this.#socket.on("connect", () => this.#join());
    // The server closes sockets whose session ended; Socket.IO itself does not come back from that.
    this.#socket.on("disconnect", (reason) => reason === "io server disconnect" && setTimeout(() => this.#socket.connect(), AGAIN_MS));
    this.#socket.onAny((name, payload) => this.#tell(name, payload));
  }

  /** Ask the server something; resolve to its answer, or null when none came. */
  async ask(name, payload) {
    try {
      return await this.#socket.timeout(JOIN_MS).emitWithAck(name, payload);
    } catch {
      return null;
    }
  }

  /** Call `handle(payload)` for every message of this name. */
  on(name, handle) {
    this.addEventListener(name, (event) => handle(event.detail));
  }

  async #join() {
    const answer = await this.ask("join_broadcast", { broadcast_id: this.#broadcastId });
    if (answer?.ok) {
      this.#tell("joined", answer);
    } else if (this.#socket.connected) {
      setTimeout(() => this.#socket.connected && this.#join(), AGAIN_MS);
    }
  }

  #tell(name, payload) {
    this.dispatchEvent(new CustomEvent(name, { detail: payload }));
  }
}
