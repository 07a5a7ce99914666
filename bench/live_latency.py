"""How old the picture is that a viewer sees. Prints one JSON line.

    .venv/bin/python -m bench.live_latency [--seconds 40]

A clock is drawn into the picture and read back from every frame that Chromium shows on the market's own page.
One encoder sends RTMP, watched over LL-HLS and over fragments (MSE), and writes plain HLS of 1 s, played by
hls.js as it comes: the yardstick; then the host's page sends from a browser. `ratio` is p95 of LL-HLS from
RTMP over p95 of the yardstick. One viewer at a time: they share the processor with the encoder.
`first_frame_ms` counts from opening the page with an empty cache: the median of several openings in a running
market. `first_ever_ms` is the first of them, for which market and browser had all of their code to compile.
Wants a calm machine.
"""

import argparse
import functools
import http.server
import json
import tempfile
import threading
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, Page

from bench.live_clock import JS, clock_encoder
from bench.live_market import LiveMarket, running_live_market
from kernel.web.actor import SESSION_COOKIE
from tests.services.chromium import open_desktop, open_phone, running_chromium
from tests.services.process import ROOT

SETTLED_SECONDS = 8
OPENINGS = 5
HLS_JS = ROOT / "node_modules/hls.js/dist/hls.min.js"
SETTINGS = "localStorage.setItem('nightmarket-live', JSON.stringify({mode: '%s'}))"
WATCH_ROOM = "nightmarketClock.watch(document.querySelector('nm-live-player video'))"
#: Every camera of the page is a canvas with the clock; the microphone stays Chromium's own.
CAMERA = """
const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (wish) => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 384, height: 672 });
  const pen = canvas.getContext("2d");
  setInterval(() => {
    pen.fillStyle = `hsl(${Date.now() / 50 % 360}, 40%, 40%)`;
    pen.fillRect(0, 48, 384, 624);
    nightmarketClock.draw(pen, 384);
  }, 33);
  const sound = wish.audio ? (await ask({ audio: true })).getTracks() : [];
  return new MediaStream([...canvas.captureStream(30).getTracks(), ...sound]);
};
"""
WATCH_PLAIN = """url => {
  const video = document.body.appendChild(document.createElement("video"));
  video.muted = true;
  const hls = new Hls();
  hls.loadSource(url);
  hls.attachMedia(video);
  hls.on(Hls.Events.MANIFEST_PARSED, () => video.play());
  nightmarketClock.watch(video);
}"""


def main() -> None:
    """Watch in each way and print the line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=int, default=40)
    seconds = parser.parse_args().seconds
    with tempfile.TemporaryDirectory() as name:
        measured = measure(Path(name), seconds)
    line = {
        "bench": "live-latency",
        "ratio": round(measured["llhls"]["p95_ms"] / measured["plain_1s_hls"]["p95_ms"], 3),
        "yardstick": "plain HLS of 1 s of the same stream, hls.js as it comes",
        "goals": "p95: LL-HLS 2000 ms, MSE 1200 ms; first frame 1000 ms; 1 stall a minute; ratio 0.5",
        **measured,
    }
    print(json.dumps(line))


def measure(folder: Path, seconds: int) -> dict[str, dict[str, Any]]:
    """Return the figures of every way to watch."""
    plain = folder / "plain"
    plain.mkdir()
    (plain / "index.html").write_text("<!doctype html><title>plain</title>")
    with running_live_market(folder / "home") as market, running_chromium() as browser:
        show = market.plan_show()
        with clock_encoder(show.rtmp_url, plain), _serving(plain) as address:
            market.wait_until_live(show)
            ways = {mode: watch_room(browser, show.page_url, mode, seconds) for mode in ("llhls", "mse")}
            page = open_phone(browser).new_page()
            page.add_init_script(path=JS)
            page.goto(f"{address}/index.html")
            page.add_script_tag(path=HLS_JS)
            page.evaluate(WATCH_PLAIN, f"{address}/plain.m3u8")
            ways["plain_1s_hls"] = watch(page, seconds)
        ways["llhls_from_browser"] = watch_browser(browser, market, seconds)
        return ways


def watch_browser(browser: Browser, market: LiveMarket, seconds: int) -> dict[str, Any]:
    """Go live on the host's own page with a camera that shows the clock, and watch over LL-HLS."""
    show = market.plan_show()
    context = open_desktop(browser)
    cookie = {"name": SESSION_COOKIE, "value": market.sign_in(show.host), "url": market.config.public_url}
    context.add_cookies([cookie])  # type: ignore[list-item]
    host = context.new_page()
    host.add_init_script(path=JS)
    host.add_init_script(CAMERA)
    host.goto(f"{market.config.public_url}/studio/live/{show.id}")
    host.click("[data-act=open]")
    host.click("[data-act=start]")
    market.wait_until_live(show)
    try:
        return watch_room(browser, show.page_url, "llhls", seconds)
    finally:
        context.close()


def watch_room(browser: Browser, page_url: str, mode: str, seconds: int) -> dict[str, Any]:
    """Open a broadcast's page several times, then watch it."""
    firsts = [time_first_frame(open_room(browser, page_url, mode)) for _ in range(OPENINGS)]
    seen = watch(open_room(browser, page_url, mode), seconds)
    return {**seen, "first_frame_ms": round(median(firsts)), "first_ever_ms": round(firsts[0])}


def time_first_frame(page: Page) -> float:
    """Return how long a page took from being opened to its first picture (milliseconds); it is closed."""
    # Asked again and again: the page's policy forbids the browser's own way to wait for an expression.
    while (found := page.evaluate("nightmarketClock.seen.firstMs")) is None:
        page.wait_for_timeout(50)
    page.context.close()
    return float(found)


def open_room(browser: Browser, page_url: str, mode: str) -> Page:
    """Open a broadcast's page with the clock's reader on its picture."""
    page = open_phone(browser).new_page()
    page.add_init_script(path=JS)
    page.add_init_script(SETTINGS % mode)
    page.goto(page_url, wait_until="commit")
    page.wait_for_selector("nm-live-player video", state="attached")
    page.evaluate(WATCH_ROOM)
    return page


def watch(page: Page, seconds: int) -> dict[str, Any]:
    """Return what the reader saw in some seconds; the page is closed."""
    page.wait_for_timeout((SETTLED_SECONDS + seconds) * 1000)
    seen = page.evaluate("nightmarketClock.seen")
    page.context.close()
    settled = sorted(lag for at, lag in seen["lags"] if at > seen["firstMs"] + SETTLED_SECONDS * 1000)
    if not settled:
        raise SystemExit("No picture was shown.")
    return {
        "p50_ms": settled[len(settled) // 2],
        "p95_ms": settled[int(len(settled) * 0.95)],
        "first_frame_ms": round(seen["firstMs"]),
        "stalls_count": seen["stalls"],
        "frames_count": len(settled),
        "unread_count": seen["unread"],
    }


class _Files(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  (the base class's name)
        """Say nothing."""


class _serving:  # noqa: N801  (used like a function)
    """Serve a folder over HTTP until the block ends; gives its address."""

    def __init__(self, folder: Path) -> None:
        handler = functools.partial(_Files, directory=str(folder))
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)

    def __enter__(self) -> str:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self._server.server_port}"

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()


if __name__ == "__main__":
    main()
