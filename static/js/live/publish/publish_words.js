/** The words for how a broadcast from this browser stands. */

import { message } from "../../lib/messages.js";

/** Return the sentence for the state of a Publisher. */
export function describeState({ state, secondsLeft }, { isRehearsal = false } = {}) {
  if (state === "live" && isRehearsal) {
    return message("publish_state_rehearsing");
  }
  if (state === "reconnecting") {
    return secondsLeft > 0 ? message("publish_reconnecting", { seconds: secondsLeft }) : message("publish_still_trying");
  }
  return message(`publish_state_${state}`);
}

/** Return the sentence for why a broadcast from here is over: our own where we know the reason, else the market's. */
export function describeEnd({ reason, sentence }) {
  const known = ["stopped", "publisher_lost", "replaced", "host"];
  if (known.includes(reason)) {
    return message(`publish_end_${reason}`);
  }
  return sentence || message("publish_end_ended");
}

/** Return the line of figures of what arrives at the market. */
export function describeHealth({ bitrate_kbps: bitrate, frame_rate: frameRate, key_frame_gap_seconds: gap, latency_ms: latency, dropped_count: dropped }) {
  const parts = [
    message("health_bitrate", { count: Math.round(bitrate ?? 0) }),
    message("health_frame_rate", { count: Math.round(frameRate ?? 0) }),
  ];
  if (gap) {
    parts.push(message("health_key_frames", { seconds: gap.toFixed(1) }));
  }
  if (dropped) {
    parts.push(message("health_dropped", { count: dropped }));
  }
  if (latency) {
    parts.push(message("health_latency", { count: Math.round(latency) }));
  }
  return parts.join(" · ");
}
