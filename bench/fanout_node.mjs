/** The yardstick: Node's own Socket.IO server, doing what bench/fanout_server.py does. Usage: node fanout_node.mjs PORT */
import { setTimeout as sleep } from "node:timers/promises";
import { setImmediate as turn } from "node:timers/promises";

import { Server } from "socket.io";

const ROOM = "room";
const io = new Server(Number(process.argv[2]), { transports: ["websocket"], perMessageDeflate: false, serveClient: false });
const bench = io.of("/bench");

async function emit(socket, { event, count, rate, bytes }) {
  const text = "x".repeat(bytes);
  const began = performance.now();
  for (let number = 0; number < count; number += 1) {
    bench.to(ROOM).emit(event, { seq: number, at: Date.now(), text });
    const late = rate ? began + ((number + 1) * 1000) / rate - performance.now() : 0;
    await (late > 0 ? sleep(late) : turn());
  }
  socket.emit("ended", {});
}

bench.on("connection", (socket) => {
  if (!socket.handshake.query.control) {
    socket.join(ROOM);
  }
  socket.on("begin", (wanted) => emit(socket, wanted));
});
