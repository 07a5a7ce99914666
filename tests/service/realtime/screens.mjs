/**
 * Screens for the tests: connections of the real socket.io-client, told what to do on standard input, one JSON object a
 * line, and telling what happens on standard output likewise.
 *
 * {do: "open", screen, url, auth, headers} (url with the namespace) | {do: "emit", screen, message, data} |
 * {do: "flood", screen, message, count} | {do: "pause", screen} | {do: "close", screen}
 */
import { createInterface } from "node:readline";

import { io } from "socket.io-client";

const screens = new Map();

function tell(screen, event, data) {
  process.stdout.write(`${JSON.stringify({ screen, event, data: data ?? null })}\n`);
}

function open({ screen, url, auth, headers }) {
  const socket = io(url, {
    transports: ["websocket"],
    forceNew: true,
    auth,
    extraHeaders: headers,
    reconnectionDelay: 50,
    reconnectionDelayMax: 200,
  });
  screens.set(screen, socket);
  socket.on("connect", () => tell(screen, "connect"));
  socket.on("disconnect", (reason) => tell(screen, "disconnect", reason));
  socket.on("connect_error", (error) => tell(screen, "connect_error", error.message));
  socket.on("question", (question, answer) => answer?.(question));
  socket.onAny((message, payload, bytes) => tell(screen, message, bytes ? [payload, bytes.toString("base64")] : payload));
}

/** Stop reading from the network for a while, as a phone in a tunnel does. */
function pause({ screen }) {
  const stream = screens.get(screen).io.engine.transport.ws._socket;
  stream.pause();
  setTimeout(() => stream.resume(), 1500);
}

const actions = {
  open,
  pause,
  emit: ({ screen, message, data }) => screens.get(screen).emit(message, data, (answer) => tell(screen, "answer", answer)),
  flood: ({ screen, message, count }) => {
    for (let number = 0; number < count; number += 1) {
      screens.get(screen).emit(message, {});
    }
  },
  close: ({ screen }) => screens.get(screen).close(),
};

createInterface({ input: process.stdin })
  .on("line", (line) => {
    const wanted = JSON.parse(line);
    actions[wanted.do](wanted);
  })
  .on("close", () => process.exit(0));
