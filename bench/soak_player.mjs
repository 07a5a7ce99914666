/**
 * Players of low-latency HLS for `bench.live_soak`, as bytes on the wire: blocking playlists and the parts that they name, nothing decoded.
 */
import http from "node:http";

/** A playlist that names nothing new for so long is a stall. */
const STALL_MS = 3000;
const RETRY_MS = 500;
const TIMEOUT_MS = 10_000;

export const played = { parts: 0, stalls: 0, errors: 0 };

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

/** Play until `isOver()`; `folder` is the broadcast's address with its token. */
export async function play(folder, isOver) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  let place = [-1, -1];
  let movedAt = Date.now();
  while (!isOver()) {
    try {
      const query = place[0] < 0 ? "" : `?_HLS_msn=${place[0]}&_HLS_part=${place[1] + 1}`;
      const parts = readParts((await fetchBody(`${folder}/source.m3u8${query}`, agent)).toString());
      const fresh = place[0] < 0 ? parts.slice(-1) : parts.filter((part) => isAfter(part, place));
      for (const [msn, index, uri] of fresh) {
        await fetchBody(`${folder}/${uri}`, agent);
        played.parts += 1;
        place = [msn, index];
        movedAt = Date.now();
      }
    } catch {
      played.errors += 1;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
    if (Date.now() - movedAt > STALL_MS) {
      played.stalls += 1;
      movedAt = Date.now();
    }
  }
  agent.destroy();
}
