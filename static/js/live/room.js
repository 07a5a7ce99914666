/**
 * The room of a broadcast over Socket.IO, namespace /live: joins, stays joined, tells every message by its name.
 *
 * `joined` comes with the answer to every join, also after a lost connection: it is the whole present state. Ticks are numbered; when one
 * is missing, the room asks for what it missed (`resync`) and tells that as `joined`, too. `server` is the server's clock.
 */

import { realtimeOrigin } from "../lib/realtime.js";
import { ServerClock } from "./publish/clock.js";

const ANSWER_MS = 5000;
const FIRST_DELAY_MS = 800;
const LONGEST_DELAY_MS = 8000;

/** Return the origin of the realtime process as this page reaches it. */
export function liveOrigin() {
  return realtimeOrigin(document.querySelector('meta[name="realtime-url"]')?.content ?? "");
}

export class LiveRoom {
  #broadcastId;
  #socket = null;
  #handlers = new Map();
  #fragmentHandlers = new Set();
  #seq = null;
  #isResyncing = false;
  #noteJoined;
  #isLeft = false;

  /** @param {ServerClock} server what is known of the server's clock; every join adds to it */
  constructor(broadcastId, server = new ServerClock()) {
    this.#broadcastId = broadcastId;
    this.server = server;
    /** Resolves when the room was joined for the first time. */
    this.joined = new Promise((resolve) => {
      this.#noteJoined = resolve;
    });
  }

  async connect() {
    const { io } = await import("socket.io-client");
    if (this.#isLeft) {
      return;
    }
    this.#socket = io(`${liveOrigin()}/live`, {
      transports: ["websocket"],
      withCredentials: true,
      reconnectionDelay: FIRST_DELAY_MS,
      reconnectionDelayMax: LONGEST_DELAY_MS,
      randomizationFactor: 0.5,
    });
    this.#socket.on("connect", () => this.#join());
    this.#socket.on("disconnect", (reason) => this.#lose(reason));
    this.#socket.on("fragment", (meta, bytes) => this.#fragmentHandlers.forEach((handle) => handle(meta, bytes)));
    this.#socket.on("tick", (tick) => this.#tick(tick));
    this.#socket.onAny((name, payload) => name !== "fragment" && name !== "tick" && this.#tell(name, payload));
  }

  /** Leave for good. */
  leave() {
    this.#isLeft = true;
    this.#socket?.emit("leave_broadcast", { broadcast_id: this.#broadcastId });
    this.#socket?.disconnect();
  }

  get isConnected() {
    return this.#socket?.connected ?? false;
  }

  /** Call `handle(payload)` for every message of this name. Return a function that stops it. */
  on(name, handle) {
    this.#handlers.set(name, (this.#handlers.get(name) ?? new Set()).add(handle));
    return () => this.#handlers.get(name).delete(handle);
  }

  /** Call `handle(meta, bytes)` for every fragment of the watched rendition. Return a function that stops it. */
  onFragment(handle) {
    this.#fragmentHandlers.add(handle);
    return () => this.#fragmentHandlers.delete(handle);
  }

  /** Say something to the server; resolve to its answer, or null when none came. */
  async ask(name, payload) {
    if (!this.isConnected) {
      return null;
    }
    try {
      return await this.#socket.timeout(ANSWER_MS).emitWithAck(name, payload);
    } catch {
      return null;
    }
  }

  /** Say something that needs no answer. */
  say(name, payload) {
    this.#socket?.volatile.emit(name, payload);
  }

  async #join() {
    const askedAtMs = Date.now();
    const answer = await this.ask("join_broadcast", { broadcast_id: this.#broadcastId });
    if (answer?.ok) {
      this.server.add(askedAtMs, Date.now(), answer.server_time_ms);
      this.#seq = answer.seq ?? null;
      this.#tell("joined", answer);
      this.#noteJoined();
    } else if (answer) {
      this.#tell("refused", answer);
    } else if (this.isConnected) {
      setTimeout(() => this.isConnected && this.#join(), FIRST_DELAY_MS * (1 + Math.random()));
    }
  }

  #tick(tick) {
    const isGap = this.#seq !== null && tick.seq > this.#seq + 1;
    if (this.#seq !== null && tick.seq <= this.#seq) {
      return; // told before, by a resync or twice
    }
    const missedFrom = this.#seq;
    this.#seq = tick.seq;
    this.#tell("tick", tick);
    if (isGap) {
      this.#resync(missedFrom);
    }
  }

  async #resync(seq) {
    if (this.#isResyncing) {
      return;
    }
    this.#isResyncing = true;
    const askedAtMs = Date.now();
    const answer = await this.ask("resync", { seq });
    this.#isResyncing = false;
    if (answer?.ok) {
      if (answer.server_time_ms) {
        this.server.add(askedAtMs, Date.now(), answer.server_time_ms);
      }
      this.#seq = Math.max(this.#seq, answer.seq ?? 0);
      this.#tell("joined", answer);
    }
  }

  #lose(reason) {
    this.#tell("lost", { reason });
    if (reason === "io server disconnect" && !this.#isLeft) {
      // The session ended, or the server put us out. Socket.IO itself does not come back from that.
      setTimeout(() => this.#isLeft || this.#socket.connect(), FIRST_DELAY_MS * (1 + 2 * Math.random()));
    }
  }

  #tell(name, payload) {
    for (const handle of this.#handlers.get(name) ?? []) {
      handle(payload);
    }
  }
}
