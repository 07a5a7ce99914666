/**
 * <nm-broadcaster>: going live from this browser. The camera's picture (mirrored like a mirror when it looks at the person; what is sent is
 * not), level of the sound, devices, and the two buttons that matter: go live, and end.
 *
 * While the broadcast is live from somewhere else (OBS, another device, this page before a reload) it shows what viewers see and offers to go on here.
 */

import { postJson } from "../../lib/api.js";
import { message } from "../../lib/messages.js";
import { confirmAction } from "../../ui/confirm.js";
import { showToast } from "../../ui/toast.js";
import { chooseFormat, describeDeviceError, findObstacle } from "../publish/formats.js";
import { LevelMeter } from "../publish/level_meter.js";
import { Publisher } from "../publish/publisher.js";
import { describeEnd, describeState } from "../publish/publish_words.js";
import { listDevices, openSource } from "../publish/sources.js";
import { WakeLock } from "../publish/wake_lock.js";
import { attempt } from "./acts.js";

export class Broadcaster extends HTMLElement {
  #path;
  #source = null;
  #meter = null;
  #publisher = new Publisher();
  #wakeLock = new WakeLock();
  #isLive = false;
  #isOver = false;
  #obstacle = null;

  attach({ path, broadcast, room }) {
    this.#path = path;
    this.#isLive = broadcast.state === "live";
    this.#isOver = ["ended", "stopped"].includes(broadcast.state);
    this.addEventListener("click", (event) => this.#press(event.target.closest("[data-act]")));
    this.#devices.addEventListener("change", () => this.#source && this.#open());
    this.#preview.addEventListener("resize", () => this.#publisher.isRunning && this.#publisher.change(this.#sending));
    this.#publisher.addEventListener("changed", () => this.#show());
    this.#publisher.addEventListener("ended", ({ detail }) => this.#finish(detail));
    room.on("broadcast_started", () => this.#setLive(true));
    room.on("broadcast_ended", ({ reason, is_stopped: isStopped }) => this.#close(isStopped ? "stopped" : reason));
    window.addEventListener("beforeunload", (event) => this.#publisher.isRunning && event.preventDefault());
    this.#obstacle = findObstacle();
    this.#showObstacle(this.#obstacle);
    this.#show();
  }

  disconnectedCallback() {
    this.#closeSource();
  }

  get #preview() {
    return this.querySelector(".broadcaster__preview");
  }

  get #devices() {
    return this.querySelector("[data-devices]");
  }

  get #sending() {
    return { stream: this.#source.stream, preview: this.#preview, mime: chooseFormat() };
  }

  get #wish() {
    const { elements } = this.#devices;
    return {
      kind: elements.kind.value,
      shape: elements.shape.value,
      shortSide: Number(elements.size.value),
      cameraId: elements.camera.value,
      microphoneId: elements.microphone.value,
      facingMode: "user",
    };
  }

  #press(control) {
    const acts = {
      open: () => this.#open(),
      start: () => this.#start(),
      end: () => this.#askEnd(),
      mute: () => this.#toggle(control, "getAudioTracks"),
      hide: () => this.#toggle(control, "getVideoTracks"),
      flip: () => this.#flip(),
    };
    const act = acts[control?.dataset.act];
    if (act) {
      attempt(act, control);
    }
  }

  /** Open camera or screen with sound; while live the broadcast goes on with it. */
  async #open() {
    let opened;
    try {
      opened = await openSource(this.#wish);
    } catch (error) {
      this.#showObstacle(describeDeviceError(error));
      return;
    }
    this.#closeSource();
    this.#source = opened;
    this.#showObstacle(null);
    this.#preview.srcObject = opened.stream;
    this.toggleAttribute("data-mirrored", opened.isMirrored);
    opened.stream.getVideoTracks()[0].addEventListener("ended", () => this.#loseSource());
    this.#meter ??= this.#startMeter();
    this.#meter.connect(opened.stream);
    await this.#fillDevices();
    await this.#publisher.change(this.#sending);
    this.#show();
  }

  #closeSource() {
    this.#source?.stop();
    this.#source = null;
  }

  /** The person ended the sharing of his screen in the browser's own bar, or pulled the camera's plug. */
  #loseSource() {
    this.#closeSource();
    this.#showObstacle("publish_source_ended");
    this.#show();
  }

  #startMeter() {
    const meter = new LevelMeter();
    const element = this.querySelector("meter");
    const draw = () => {
      element.value = meter.read();
      if (this.isConnected) {
        requestAnimationFrame(draw);
      }
    };
    draw();
    return meter;
  }

  async #fillDevices() {
    const { cameras, microphones } = await listDevices();
    const fill = (select, devices, current) => {
      select.replaceChildren(...devices.map(({ id, label }) => new Option(label, id)));
      select.value = current ?? devices[0]?.id ?? "";
      select.closest(".field").hidden = devices.length < 2;
    };
    const { elements } = this.#devices;
    const settings = this.#source.stream.getTracks().map((track) => track.getSettings().deviceId);
    fill(elements.camera, cameras, settings.find((id) => cameras.some((device) => device.id === id)));
    fill(elements.microphone, microphones, settings.find((id) => microphones.some((device) => device.id === id)));
    this.querySelector("[data-act=flip]").hidden = cameras.length < 2;
  }

  #flip() {
    const { camera } = this.#devices.elements;
    camera.selectedIndex = (camera.selectedIndex + 1) % camera.options.length;
    return this.#open();
  }

  #toggle(control, listTracks) {
    const isOff = control.getAttribute("aria-pressed") !== "true";
    control.setAttribute("aria-pressed", String(isOff));
    this.#source?.stream[listTracks]().forEach((track) => {
      track.enabled = !isOff;
    });
  }

  async #start() {
    const place = await postJson(`${this.#path}/publish-ticket`, {});
    this.#wakeLock.hold();
    await this.#publisher.start(place, this.#sending);
  }

  async #askEnd() {
    if (await confirmAction({ title: message("end_title"), text: message("end_text"), confirmText: message("end_now") })) {
      await this.#publisher.stop("host");
      await postJson(`${this.#path}/end`, {});
    }
  }

  #close(reason) {
    this.#isOver = true;
    this.#publisher.stop(reason);
    this.#closeSource();
    this.#setLive(false);
  }

  #finish(detail) {
    this.#wakeLock.release();
    if (detail.reason !== "host") {
      showToast(describeEnd(detail), { kind: "error" });
    }
    this.#show();
  }

  #setLive(isLive) {
    this.#isLive = isLive;
    this.#show();
  }

  #showObstacle(key) {
    const notice = this.querySelector("[data-obstacle]");
    notice.hidden = !key;
    notice.querySelector("[data-words]").textContent = key ? message(key) : "";
  }

  #show() {
    const isSending = this.#publisher.isRunning;
    this.dataset.state = this.#describePlace(isSending);
    this.toggleAttribute("data-open", Boolean(this.#source));
    this.querySelector("nm-monitor").isWanted = this.dataset.state === "elsewhere" && !this.#source;
    this.querySelector("[data-state-words]").textContent = this.#describeState(isSending);
    this.#offer({
      open: !this.#source && !this.#isOver && !this.#obstacle,
      start: this.#source && !isSending,
      end: isSending || this.#isLive,
    });
    this.querySelector("nm-ingest-health").show(isSending ? this.#publisher.health : null);
  }

  #describeState(isSending) {
    if (isSending) {
      return describeState(this.#publisher, { isRehearsal: this.hasAttribute("data-rehearsal") });
    }
    return message(this.#isLive ? "publish_elsewhere" : "publish_state_idle");
  }

  #describePlace(isSending) {
    if (isSending) {
      return this.#publisher.state;
    }
    if (this.#isOver) {
      return "over";
    }
    return this.#isLive ? "elsewhere" : "idle";
  }

  #offer(possible) {
    for (const [act, isPossible] of Object.entries(possible)) {
      this.querySelector(`[data-act=${act}]`).hidden = !isPossible;
    }
  }
}

customElements.define("nm-broadcaster", Broadcaster);
