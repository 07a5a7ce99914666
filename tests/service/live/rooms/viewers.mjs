/**
 * Viewers for the tests: connections of the real socket.io-client that behave as the page does: they join when they are connected, ask
 * for what they missed when a tick is missing, and show each comment once. Told what to do on standard input, one JSON object a line;
 * everything that happens is told on standard output likewise.
 *
 * `seen` tells a comment the first time that it comes in, `doubled` one that a second tick carries.
 */
import { createInterface } from "node:readline";

import { io } from "socket.io-client";

const viewers = new Map();

function tell(screen, event, data) {
  process.stdout.write(`${JSON.stringify({ screen, event, data: data ?? null }, shorten)}\n`);
}

/** Bytes are told by their number alone. */
function shorten(_key, value) {
  return value?.type === "Buffer" ? value.data.length : value;
}

class Viewer {
  seq = null;
  seen = new Set();
  told = new Set();

  constructor({ screen, url, auth, headers, broadcast }) {
    this.name = screen;
    this.broadcast = broadcast;
    this.socket = io(`${url}/live`, {
      transports: ["websocket"],
      forceNew: true,
      auth,
      extraHeaders: headers,
      reconnectionDelay: 50,
      reconnectionDelayMax: 200,
    });
    this.socket.on("connect", () => this.connected());
    this.socket.on("disconnect", (reason) => tell(screen, "disconnect", reason));
    this.socket.on("connect_error", (error) => tell(screen, "connect_error", error.message));
    this.socket.on("tick", (tick) => this.tick(tick));
    this.socket.on("comment_released", ({ comment }) => this.show([comment]));
    this.socket.onAny((message, ...payload) => tell(screen, message, payload.length > 1 ? payload : payload[0]));
  }

  connected() {
    tell(this.name, "connect");
    if (this.broadcast) {
      this.join();
    }
  }

  join() {
    this.socket.emit("join_broadcast", { broadcast_id: this.broadcast }, (answer) => this.joined(answer));
  }

  joined(answer) {
    if (answer.ok) {
      this.seq = answer.seq;
      this.show(answer.comments);
    }
    tell(this.name, answer.ok ? "joined" : "refused", answer);
  }

  tick(tick) {
    if (this.seq !== null && tick.seq > this.seq + 1) {
      tell(this.name, "gap", tick.seq);
      this.socket.emit("resync", { seq: this.seq }, (answer) => answer.ok && this.show(answer.comments));
    }
    this.seq = tick.seq;
    for (const { id } of tick.comments) {
      if (this.told.has(id)) {
        tell(this.name, "doubled", id);
      }
      this.told.add(id);
    }
    this.show(tick.comments);
  }

  show(comments) {
    for (const comment of comments) {
      if (!this.seen.has(comment.id)) {
        this.seen.add(comment.id);
        tell(this.name, "seen", comment);
      }
    }
  }
}

/** Say many things without waiting; tell in the end how many were taken, how many refused, and how many never answered. */
function flood({ screen, message, datas }) {
  const { socket } = viewers.get(screen);
  const answers = datas.map(
    (data) =>
      new Promise((resolve) => {
        socket.timeout(5000).emit(message, data, (error, answer) => resolve(error ? null : answer));
      }),
  );
  Promise.all(answers).then((all) => tell(screen, "flooded", all));
}

/** Stop reading from the network until `resume`, as a phone in a tunnel does. */
function pause({ screen }) {
  viewers.get(screen).socket.io.engine.transport.ws.pause();
}

const actions = {
  open: (wanted) => viewers.set(wanted.screen, new Viewer(wanted)),
  emit: ({ screen, message, data }) => viewers.get(screen).socket.emit(message, data, (answer) => tell(screen, "answer", answer)),
  flood,
  pause,
  resume: ({ screen }) => viewers.get(screen).socket.io.engine.transport.ws.resume(),
  close: ({ screen }) => viewers.get(screen).socket.close(),
};

createInterface({ input: process.stdin })
  .on("line", (line) => {
    const wanted = JSON.parse(line);
    actions[wanted.do](wanted);
  })
  .on("close", () => process.exit(0));
