/**
 * A clock in the picture: 24 bits of unix milliseconds and 8 of a checksum as 2 rows of 16 black and white squares across the top.
 *
 * Injected into pages by bench/live_latency.py and bench/pins.py; bench/live_clock.py draws the same one. `nightmarketClock.watch(video)` notes,
 * for every frame that is shown, when it was drawn; `draw(context, width)` paints it, for a camera made of a canvas.
 */
globalThis.nightmarketClock = (() => {
  const RANGE = 2 ** 24;
  const CELLS = 16;
  const small = new OffscreenCanvas(4 * CELLS, 8);
  const pen = small.getContext("2d", { willReadFrequently: true });
  const seen = { lags: [], firstMs: null, stalls: 0, unread: 0, latest: null };

  const checksum = (value) => ((value & 255) + ((value >> 8) & 255) + ((value >> 16) & 255) + 0x5a) & 255;

  function draw(context, width) {
    const value = Date.now() % RANGE;
    const bits = value * 256 + checksum(value);
    const cell = width / CELLS;
    for (let index = 0; index < 32; index += 1) {
      context.fillStyle = Math.floor(bits / 2 ** (31 - index)) % 2 ? "#fff" : "#000";
      context.fillRect((index % CELLS) * cell, Math.floor(index / CELLS) * cell, cell, cell);
    }
  }

  function read(video) {
    const width = video.videoWidth;
    pen.drawImage(video, 0, 0, width, width / 8, 0, 0, 4 * CELLS, 8);
    const { data } = pen.getImageData(0, 0, 4 * CELLS, 8);
    let bits = 0;
    for (let index = 0; index < 32; index += 1) {
      const [x, y] = [(index % CELLS) * 4 + 1, Math.floor(index / CELLS) * 4 + 1];
      const brightness = [0, 1].flatMap((down) => [0, 1].map((right) => data[((y + down) * 4 * CELLS + x + right) * 4 + 1]));
      bits = bits * 2 + (brightness.reduce((sum, one) => sum + one, 0) > 510 ? 1 : 0);
    }
    const value = Math.floor(bits / 256);
    return checksum(value) === bits % 256 ? value : null;
  }

  function lag(value) {
    const difference = (Date.now() % RANGE) - value;
    return difference < -RANGE / 2 ? difference + RANGE : difference;
  }

  function watch(video) {
    const note = () => {
      const value = read(video);
      if (value === null) {
        seen.unread += 1;
      } else {
        seen.firstMs ??= performance.now();
        seen.latest = Date.now() - lag(value);
        seen.lags.push([performance.now(), lag(value)]);
      }
      video.requestVideoFrameCallback(note);
    };
    video.requestVideoFrameCallback(note);
    video.addEventListener("waiting", () => {
      seen.stalls += seen.firstMs === null ? 0 : 1;
    });
  }

  return { draw, watch, seen };
})();
