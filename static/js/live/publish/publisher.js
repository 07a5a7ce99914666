/**
 * A broadcast from this browser: records a stream, sends it, keeps it going through lost connections and slow networks.
 *
 * States: idle → connecting → live ⇄ reconnecting → ended. `reconnecting` counts the seconds that the market waits. Event `changed`
 * tells every change of `state`, `secondsLeft`, `health`, `bitsPerSecond`; `ended` comes once, with detail.reason (and a sentence of the market's).
 */

import { realtimeOrigin } from "../../lib/realtime.js";
import { randomId } from "../../lib/ids.js";
import { BitrateLadder } from "./bitrate.js";
import { KEEP_MS, Outbox } from "./outbox.js";
import { Recording } from "./recording.js";
import { Sender } from "./sender.js";

const LOOK_EVERY_MS = 500;
const SEND_REST_MS = 3000;

async function createSocket({ ticket, url, path }) {
  const { io } = await import("socket.io-client");
  return io(`${realtimeOrigin(url)}/publish`, {
    path: path || undefined,
    transports: ["websocket"],
    auth: { ticket },
    autoConnect: false,
    reconnectionDelay: 300,
    reconnectionDelayMax: 1500,
  });
}

export class Publisher extends EventTarget {
  state = "idle";
  secondsLeft = 0;
  health = null;
  #sender = null;
  #recording = null;
  #source = null;
  #outbox = new Outbox();
  #ladder = new BitrateLadder();
  #lostAtMs = 0;
  #timer;
  #changing = Promise.resolve();

  get bitsPerSecond() {
    return this.#ladder.bitsPerSecond;
  }

  get isRunning() {
    return ["connecting", "live", "reconnecting"].includes(this.state);
  }

  /**
   * Go live.
   *
   * @param {{ticket: string, url: string, path: string}} place where to send, from POST publish-ticket
   * @param {{stream: MediaStream, preview: HTMLVideoElement, mime: string}} source
   */
  async start(place, source) {
    this.#source = source;
    this.#outbox = new Outbox();
    this.#become("connecting");
    this.#sender = new Sender(await createSocket(place), this.#outbox);
    this.#listen(this.#sender);
    this.#sender.connect();
    await this.#record();
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY_MS);
  }

  /** Go on with another camera, microphone or screen. */
  async change(source) {
    this.#source = source;
    if (this.isRunning) {
      await this.#record();
    }
  }

  /** Stop sending, after the rest was confirmed or SEND_REST_MS passed. The broadcast itself is ended by the API. */
  async stop(reason = "stopped_here") {
    if (!this.isRunning) {
      return;
    }
    clearInterval(this.#timer);
    await this.#recording?.stop();
    this.#outbox.finish();
    this.#sender.pump();
    const deadlineMs = Date.now() + SEND_REST_MS;
    while (this.#outbox.header && this.state === "live" && Date.now() < deadlineMs) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    this.#end(reason);
  }

  #listen(sender) {
    sender.addEventListener("connected", () => this.#look());
    sender.addEventListener("disconnected", () => {
      if (this.isRunning) {
        this.#lostAtMs = Date.now();
        this.#become("reconnecting");
        this.#look();
      }
    });
    sender.addEventListener("confirmed", () => this.state !== "live" && this.isRunning && this.#become("live"));
    sender.addEventListener("health", ({ detail }) => {
      this.health = detail;
      this.#tellChanged();
    });
    sender.addEventListener("lost", () => {
      this.#outbox.clear();
      this.#record();
    });
    sender.addEventListener("refused", ({ detail }) => this.#giveUp("refused", detail.sentence));
    sender.addEventListener("ended", ({ detail }) => this.#giveUp("ended", detail.sentence, detail.reason));
  }

  /** Begin a new recording after the running one; changes queue up behind one another. */
  #record() {
    this.#changing = this.#changing.then(async () => {
      await this.#recording?.stop();
      if (!this.isRunning) {
        return;
      }
      const { stream, preview, mime } = this.#source;
      this.#recording = new Recording(stream, { mime, bitsPerSecond: this.bitsPerSecond, preview });
      const { width, height } = stream.getVideoTracks()[0]?.getSettings() ?? {};
      this.#recording.start({
        onStart: (startedAtMs) => this.#outbox.begin({ ...describe(mime, width, height), started_at_local_ms: startedAtMs }),
        onPiece: (bytes) => {
          this.#outbox.add(bytes, Date.now());
          this.#sender.pump();
        },
        onError: () => this.#record(),
      });
    });
    return this.#changing;
  }

  #look() {
    const nowMs = Date.now();
    const waitedMs = this.#outbox.waitedMs(nowMs);
    if (this.state === "reconnecting") {
      this.secondsLeft = Math.max(0, Math.ceil((this.#lostAtMs + KEEP_MS - nowMs) / 1000));
      this.#tellChanged();
    } else if (this.#ladder.observe(waitedMs, nowMs)) {
      this.#record();
      this.#tellChanged();
    }
    if (waitedMs > KEEP_MS) {
      this.#outbox.clear();
      this.#record();
    }
  }

  #giveUp(reason, sentence = "", detailReason = "") {
    if (this.isRunning) {
      clearInterval(this.#timer);
      this.#recording?.stop();
      this.#end(detailReason || reason, sentence);
    }
  }

  #end(reason, sentence = "") {
    if (this.state === "ended") {
      return; // told by the market and by the page itself
    }
    this.#sender.close();
    this.#recording = null;
    this.#become("ended");
    this.dispatchEvent(new CustomEvent("ended", { detail: { reason, sentence } }));
  }

  #become(state) {
    this.state = state;
    this.#tellChanged();
  }

  #tellChanged() {
    this.dispatchEvent(new CustomEvent("changed"));
  }
}

function describe(mime, width = 0, height = 0) {
  return { recording_id: randomId(), container: "webm", mime, width, height };
}
