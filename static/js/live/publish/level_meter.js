/** Measures how loud a sound track is, for a meter: 0 is silence, 1 is as loud as it goes. */

const QUIETEST_DB = -60;

export class LevelMeter {
  #context = new AudioContext();
  #analyser;
  #source;
  #values;

  constructor() {
    this.#analyser = this.#context.createAnalyser();
    this.#analyser.fftSize = 1024;
    this.#values = new Float32Array(this.#analyser.fftSize);
  }

  /** Listen to a stream from now on. */
  connect(stream) {
    this.#source?.disconnect();
    this.#source = stream.getAudioTracks().length ? this.#context.createMediaStreamSource(stream) : null;
    this.#source?.connect(this.#analyser);
    // Browsers keep sound asleep until the person has pressed something.
    this.#context.resume();
  }

  /** Return the present level, 0 to 1 on the scale of decibels that ears have. */
  read() {
    if (!this.#source) {
      return 0;
    }
    this.#analyser.getFloatTimeDomainData(this.#values);
    const power = this.#values.reduce((sum, value) => sum + value * value, 0) / this.#values.length;
    return toLevel(power);
  }

  close() {
    this.#context.close();
  }
}

/** Return the place on the meter of a mean power (1 is full scale). */
export function toLevel(power) {
  const db = power > 0 ? 10 * Math.log10(power) : QUIETEST_DB;
  return Math.min(1, Math.max(0, 1 - db / QUIETEST_DB));
}
