/** Chooses how a broadcast's media come: by HLS of one kind or another, or pushed over the socket. */

import { addressOf } from "./media_address.js";
import { HlsTransport } from "./transport_hls.js";
import { MseTransport } from "./transport_mse.js";

function audioAddress(media) {
  return addressOf(media.master_url).replace(/[^/]*$/, "audio.m3u8");
}

/**
 * Return a transport, not started.
 *
 * @param {HTMLVideoElement} video
 * @param {{kind: string, media?: object, replayUrl?: string, wire?: object, startAtMs?: number|null}} source
 * @param {object} on the callbacks of transport_hls.js
 */
export function createTransport(video, source, on) {
  const { kind, media, startAtMs } = source;
  const makers = {
    mse: () => new MseTransport(video, { wire: source.wire }, on),
    llhls: () => new HlsTransport(video, { url: addressOf(media.master_url), kind }, on),
    plain: () => new HlsTransport(video, { url: addressOf(media.plain_url), kind }, on),
    audio: () => new HlsTransport(video, { url: audioAddress(media), kind: "llhls" }, on),
    dvr: () => new HlsTransport(video, { url: addressOf(media.dvr_url), kind, startAtMs }, on),
    replay: () => new HlsTransport(video, { url: addressOf(source.replayUrl), kind, startSeconds: 0, startAtMs: source.replayAtMs }, on),
  };
  return makers[kind]();
}
