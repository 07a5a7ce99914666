/**
 * A page that broadcasts, for the tests: the market's own sender and outbox with the real socket.io-client, and in place of
 * MediaRecorder an ffmpeg whose Matroska is cut every 100 ms. Told what to do on standard input, one JSON object a line, and
 * telling what happens on standard output likewise.
 *
 * {do: "connect", url, path, ticket, headers} | {do: "record", command} | {do: "drop", away_ms} | {do: "send", name, values} | {do: "close"}
 */
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { createInterface } from "node:readline";

import { io } from "socket.io-client";

import { Outbox } from "../../../../static/js/live/publish/outbox.js";
import { Sender } from "../../../../static/js/live/publish/sender.js";

const PIECE_MS = 100;
const outbox = new Outbox();
let socket;
let sender;
let encoder;
let piecesCount = 0;
let confirmedCount = 0;

function tell(event, data) {
  process.stdout.write(`${JSON.stringify({ event, data: data ?? null })}\n`);
}

function connect({ url, path, ticket, headers }) {
  socket = io(`${url}/publish`, {
    path,
    transports: ["websocket"],
    auth: { ticket },
    extraHeaders: headers,
    autoConnect: false,
    reconnectionDelay: 200,
    reconnectionDelayMax: 400,
  });
  sender = new Sender(socket, outbox);
  socket.on("connect_error", (error) => tell("connect_error", error.message));
  for (const name of ["connected", "disconnected", "health", "refused", "ended", "lost"]) {
    sender.addEventListener(name, ({ detail }) => tell(name, detail));
  }
  sender.addEventListener("confirmed", () => {
    confirmedCount += 1;
    tell("confirmed", { count: confirmedCount });
  });
  sender.connect();
}

/** Begin a recording; the one before ends. */
function record({ command }) {
  encoder?.kill("SIGKILL");
  const [program, ...rest] = command;
  const ours = spawn(program, rest, { stdio: ["ignore", "pipe", "ignore"] });
  encoder = ours;
  let waiting = [];
  let startedAtMs = 0;
  ours.stdout.on("data", (bytes) => {
    startedAtMs ||= Date.now();
    waiting.push(bytes);
  });
  const timer = setInterval(() => {
    if (ours !== encoder) {
      clearInterval(timer);
    } else if (waiting.length) {
      if (startedAtMs > 0) {
        outbox.begin({ recording_id: randomUUID(), container: "webm", mime: "video/webm;codecs=h264,opus", width: 360, height: 640, started_at_local_ms: startedAtMs });
        startedAtMs = -1;
      }
      outbox.add(Buffer.concat(waiting), Date.now());
      waiting = [];
      piecesCount += 1;
      tell("recorded", { count: piecesCount, waited_ms: outbox.waitedMs(Date.now()) });
      sender.pump();
    }
  }, PIECE_MS);
}

/** Lose the connection as a phone does that changes its network, and stay away for a while. */
function drop({ away_ms: awayMs }) {
  socket.io.reconnectionDelay(awayMs);
  socket.io.reconnectionDelayMax(awayMs);
  socket.io.engine.transport.ws.terminate();
}

const actions = {
  connect,
  record,
  drop,
  forget: () => outbox.clear(),
  send: ({ name, values }) => socket.emit(name, ...values, (answer) => tell("answer", answer)),
  send_bytes: ({ name, sequence, hex }) => socket.emit(name, sequence, Buffer.from(hex, "hex"), (answer) => tell("answer", answer)),
  close: () => sender.close(),
};

createInterface({ input: process.stdin })
  .on("line", (line) => {
    const wanted = JSON.parse(line);
    actions[wanted.do](wanted);
  })
  .on("close", () => {
    encoder?.kill("SIGKILL");
    process.exit(0);
  });
