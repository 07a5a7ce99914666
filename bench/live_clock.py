"""An encoder whose picture says when it was drawn, for `bench.live_latency` and `bench.pins`.

`live_clock.js` reads it back in the browser.
"""

import contextlib
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageDraw

#: Multiples of 16, so that every square of the clock covers whole blocks of the encoder.
WIDTH, HEIGHT, FRAME_RATE = 384, 672, 25
CELLS = 16
JS = Path(__file__).with_name("live_clock.js")


def draw_clock(picture: Image.Image, unix_ms: int) -> None:
    """Draw a moment into a picture, as live_clock.js does."""
    value = unix_ms % 2**24
    checksum = ((value & 255) + (value >> 8 & 255) + (value >> 16 & 255) + 0x5A) & 255
    bits, cell, pen = value << 8 | checksum, WIDTH // CELLS, ImageDraw.Draw(picture)
    for index in range(32):
        x, y = index % CELLS * cell, index // CELLS * cell
        colour = "white" if bits >> (31 - index) & 1 else "black"
        pen.rectangle((x, y, x + cell - 1, y + cell - 1), fill=colour)


@contextlib.contextmanager
def clock_encoder(rtmp_url: str, plain_folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Encode the clock until the block ends, once for both: RTMP, and plain HLS of 1 s into a folder."""
    options = "hls_time=1:hls_segment_type=fmp4:hls_list_size=6:hls_flags=delete_segments"
    hls = f"[f=hls:{options}]{plain_folder}/plain.m3u8"
    command = [
        *("ffmpeg", "-v", "error", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{WIDTH}x{HEIGHT}"),
        *("-r", str(FRAME_RATE), "-i", "pipe:0", "-f", "lavfi", "-i", "sine=440:sample_rate=48000"),
        *("-map", "0:v", "-map", "1:a", "-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency"),
        *("-pix_fmt", "yuv420p", "-b:v", "900k", "-g", str(FRAME_RATE), "-c:a", "aac", "-b:a", "64k"),
        *("-flags", "+global_header", "-f", "tee", f"[f=flv]{rtmp_url}|{hls}"),
    ]
    encoder = subprocess.Popen(command, stdin=subprocess.PIPE)
    stopped = threading.Event()
    drawing = threading.Thread(target=_draw_frames, args=(encoder, stopped), daemon=True)
    drawing.start()
    try:
        yield encoder
    finally:
        stopped.set()
        drawing.join(2)
        encoder.kill()
        encoder.wait()


def _draw_frames(encoder: subprocess.Popen[bytes], stopped: threading.Event) -> None:
    assert encoder.stdin is not None
    background = Image.linear_gradient("L").resize((WIDTH, HEIGHT)).convert("RGB")
    start, number = time.monotonic(), 0
    while not stopped.is_set():
        frame = background.copy()
        x = number * 4 % WIDTH
        ImageDraw.Draw(frame).rectangle((x, HEIGHT // 2, x + 60, HEIGHT // 2 + 60), fill="orange")
        draw_clock(frame, time.time_ns() // 1_000_000)
        try:
            encoder.stdin.write(frame.tobytes())
        except OSError:
            return
        number += 1
        time.sleep(max(0.0, start + number / FRAME_RATE - time.monotonic()))
