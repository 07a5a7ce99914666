/**
 * Players of low-latency HLS for `bench.live_soak`, as bytes on the wire: blocking playlists and the parts that they name, nothing decoded.
 */
import http from "node:http";

/** A playlist that names nothing new for so long is a stall. */
const STALL_MS = 3000;
const RETRY_MS = 500;
const TIMEOUT_MS = 10_000;
/** Before the first playlist. */
const NOWHERE = [-1, -1];

/** `errors` by what went wrong. A player that fell behind what the server keeps begins anew at the live edge: `jumps`. */
export const played = { parts: 0, stalls: 0, jumps: 0, errors: {} };

function fetchBody(url, agent) {
  return new Promise((resolve, reject) => {
    const request = http.get(url, { agent, timeout: TIMEOUT_MS }, (answer) => {
      const pieces = [];
      answer.on("data", (piece) => pieces.push(piece));
      answer.on("error", reject);
      answer.on("end", () =>
        answer.statusCode === 200 ? resolve(Buffer.concat(pieces)) : reject(new Error(`status ${answer.statusCode}`)),
      );
    });
    request.on("timeout", () => request.destroy(new Error("timeout")));
    request.on("error", reject);
  });
}

/** Return the parts that a playlist names: [msn, index, uri]. */
function readParts(playlist) {
  return [...playlist.matchAll(/#EXT-X-PART:.*?URI="([^"]*?p(\d+)\.(\d+)\.m4s)"/g)].map(([, uri, msn, index]) => [
    Number(msn),
    Number(index),
    uri,
  ]);
}

function isAfter([msn, index], place) {
  return msn > place[0] || (msn === place[0] && index > place[1]);
}

class Player {
  #folder;
  #agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  #place = NOWHERE;
  #movedAt = null; // a player that has not begun can't stall

  constructor(folder) {
    this.#folder = folder;
  }

  /** Ask for the playlist that has the next part, and fetch what is new in it. */
  async step() {
    const [msn, index] = this.#place;
    const query = msn < 0 ? "" : `?_HLS_msn=${msn}&_HLS_part=${index + 1}`;
    const parts = readParts((await this.#fetch(`source.m3u8${query}`)).toString());
    for (const part of msn < 0 ? parts.slice(-1) : parts.filter((one) => isAfter(one, this.#place))) {
      await this.#fetch(part[2]);
      played.parts += 1;
      this.#place = part;
      this.#movedAt = Date.now();
    }
  }

  /** Begin anew at the live edge if the server no longer has what comes next; else count the error and wait a little. */
  async recover(error) {
    if (error.message === "status 404" && this.#place !== NOWHERE) {
      played.jumps += 1;
      this.#place = NOWHERE;
      return;
    }
    const reason = error.code ?? error.message;
    played.errors[reason] = (played.errors[reason] ?? 0) + 1;
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }

  countStall() {
    if (this.#movedAt !== null && Date.now() - this.#movedAt > STALL_MS) {
      played.stalls += 1;
      this.#movedAt = Date.now();
    }
  }

  close() {
    this.#agent.destroy();
  }

  #fetch(name) {
    return fetchBody(`${this.#folder}/${name}`, this.#agent);
  }
}

/** Play until `isOver()`; `folder` is the broadcast's address with its token. */
export async function play(folder, isOver) {
  const player = new Player(folder);
  while (!isOver()) {
    await player.step().catch((error) => player.recover(error));
    player.countStall();
  }
  player.close();
}
