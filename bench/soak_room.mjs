/**
 * The viewers of `bench.live_soak`: each has a socket in the room and plays; some talk and like.
 * Argument: JSON {url, folder, broadcast, tokens, viewers}.
 *
 * Each line on standard input is answered with a line of JSON: what the viewers have counted. `finish` ends the talking first.
 */
import { randomUUID } from "node:crypto";
import { createInterface } from "node:readline";

import { io } from "socket.io-client";

import { play, played } from "./soak_player.mjs";

const { url, folder, broadcast, tokens, viewers } = JSON.parse(process.argv[2]);
const TALK_MS = 4000;
/** The one whose screen is compared with what was acknowledged: he says nothing, and is there from the beginning. */
const listener = tokens.length;
const counted = { acknowledged: 0, refused: 0, ticks: 0, gaps: 0, resyncs: 0, disconnects: 0, doubled: 0, lost: 0 };
const acknowledged = new Set();
const watched = new Set();
let isTalking = true;

function open(number) {
  const socket = io(`${url}/live`, {
    transports: ["websocket"],
    forceNew: true,
    auth: number < tokens.length ? { token: tokens[number] } : {},
  });
  const told = new Set();
  let seq = null;
  const show = (comments) => number === listener && comments.forEach(({ id }) => watched.add(id));
  const join = () =>
    socket.emit("join_broadcast", { broadcast_id: broadcast }, (answer) => {
      seq = answer.seq;
      show(answer.comments ?? []);
    });
  socket.on("connect", join);
  socket.on("disconnect", () => (counted.disconnects += isTalking ? 1 : 0));
  socket.on("tick", (tick) => {
    counted.ticks += 1;
    if (seq !== null && tick.seq > seq + 1) {
      counted.gaps += 1;
      counted.resyncs += 1;
      socket.emit("resync", { seq }, (answer) => show(answer.comments ?? []));
    }
    seq = tick.seq;
    for (const { id } of tick.comments) {
      counted.doubled += told.has(id) ? 1 : 0;
      told.add(id);
    }
    show(tick.comments);
  });
  if (number < tokens.length) {
    setTimeout(() => talk(socket, number), Math.random() * TALK_MS);
  }
}

function talk(socket, number) {
  if (!isTalking) {
    return;
  }
  socket.emit("comment", { text: `${number} says ${randomUUID().slice(0, 8)}`, client_id: randomUUID() }, (answer) => {
    counted[answer?.ok ? "acknowledged" : "refused"] += 1;
    if (answer?.ok) {
      acknowledged.add(answer.id);
    }
  });
  socket.emit("like", { count: 3 });
  setTimeout(() => talk(socket, number), TALK_MS * (0.5 + Math.random()));
}

const everybody = [listener, ...Array(viewers).keys()].slice(0, viewers);
new Set(everybody).forEach((number) => {
  setTimeout(() => {
    open(number);
    play(folder, () => !isTalking);
  }, number === listener ? 0 : 1000 + number * 50);
});

function report() {
  counted.lost = isTalking ? 0 : [...acknowledged].filter((id) => !watched.has(id)).length;
  process.stdout.write(`${JSON.stringify({ ...counted, ...played })}\n`);
}

createInterface({ input: process.stdin }).on("line", (line) => {
  if (line !== "finish") {
    report();
    return;
  }
  isTalking = false;
  setTimeout(report, 3000);
});
