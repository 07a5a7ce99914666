/**
 * News from the server over Socket.IO, namespace /news: one connection per page, opened when somebody first listens.
 *
 * The library is loaded only then. Connections use websockets alone and come back by themselves, spread out by chance so that
 * a restarted server is not met by everybody at once. News may be lost while a connection is away: `onReconnected` is the
 * moment to read the present state again.
 */

const NAMESPACE = "/news";
const FIRST_DELAY_MS = 1000;
const LONGEST_DELAY_MS = 20_000;

const rooms = new Map();
const handlers = new Map();
const reconnectedHandlers = new Set();
let connecting;

/** Return the address of the Socket.IO server: this page's host under its port, or this page's origin. */
export function realtimeOrigin(configured, page = location) {
  if (!configured) {
    return page.origin;
  }
  const url = new URL(configured);
  // A phone on the same network reaches this machine under another name than the configured one.
  return url.port ? `${url.protocol}//${page.hostname}:${url.port}` : url.origin;
}

function tell(name, payload) {
  for (const handle of handlers.get(name) ?? []) {
    handle(payload);
  }
}

function reconnectLater(socket) {
  // The server closes a connection whose session ended. Socket.IO itself does not come back from that.
  setTimeout(() => socket.connect(), FIRST_DELAY_MS * (1 + 2 * Math.random()));
}

async function connect() {
  const { io } = await import("socket.io-client");
  const configured = document.querySelector('meta[name="realtime-url"]')?.content ?? "";
  const socket = io(realtimeOrigin(configured) + NAMESPACE, {
    transports: ["websocket"],
    withCredentials: true,
    reconnectionDelay: FIRST_DELAY_MS,
    reconnectionDelayMax: LONGEST_DELAY_MS,
    randomizationFactor: 0.5,
  });
  let wasConnected = false;
  socket.on("connect", () => {
    rooms.forEach((_count, room) => socket.emit("watch", { room }));
    if (wasConnected) {
      reconnectedHandlers.forEach((handle) => handle());
    }
    wasConnected = true;
  });
  socket.on("disconnect", (reason) => reason === "io server disconnect" && reconnectLater(socket));
  socket.onAny(tell);
  return socket;
}

function connection() {
  connecting ??= connect();
  return connecting;
}

/**
 * Call `handle(payload)` for every message of this name. Return a function that stops it.
 *
 * @param {string} name e.g. "stock_changed"
 * @param {(payload: object) => void} handle
 */
export function onMessage(name, handle) {
  if (!handlers.has(name)) {
    handlers.set(name, new Set());
  }
  handlers.get(name).add(handle);
  connection();
  return () => handlers.get(name).delete(handle);
}

/** Call `handle()` when a lost connection is back. Return a function that stops it. */
export function onReconnected(handle) {
  reconnectedHandlers.add(handle);
  return () => reconnectedHandlers.delete(handle);
}

/** Hear the messages of a public room ("product:<id>", "video:<id>"). Return a function that leaves it. */
export function watch(room) {
  const count = rooms.get(room) ?? 0;
  rooms.set(room, count + 1);
  if (count === 0) {
    connection().then((socket) => socket.connected && rooms.has(room) && socket.emit("watch", { room }));
  }
  return () => leave(room);
}

function leave(room) {
  const count = (rooms.get(room) ?? 0) - 1;
  if (count > 0) {
    rooms.set(room, count);
  } else if (rooms.delete(room)) {
    connection().then((socket) => socket.connected && !rooms.has(room) && socket.emit("unwatch", { room }));
  }
}
