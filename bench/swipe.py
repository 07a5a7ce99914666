"""How soon the next video moves after a swipe, on a phone's window in Chromium. Prints one JSON line.

    .venv/bin/python -m bench.swipe [--clips 8] [--rounds 5]

Counts from the finger lifting to the first moving frame of the next clip, in a warm feed: the clip before was
watched for a moment, so that the next one stands ready. The yardstick is a bare page of the same clips as
plain files, all loaded before, which plays what snaps into place. `ratio` is p95 over that page's p95. Wants
a calm machine.
"""

import argparse
import functools
import http.server
import json
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page
from playwright.sync_api import TimeoutError as NothingSeen

from accounts.roles import Role
from bench.live_market import running_live_market
from tests.browser.making import publish_clip
from tests.clips import clip_bytes
from tests.factories import make_person
from tests.services.chromium import open_phone, running_chromium
from tests.services.process import LOOPBACK

PROBE = (Path(__file__).parent / "swipe_probe.js").read_text()
OURS = """
window.nextVideo = () => {
  const clips = document.querySelector("nm-feed").clips;
  return clips[clips.indexOf(document.querySelector("nm-feed").watched) + 1]?.querySelector("video");
};
"""
PLAIN = """<!doctype html><meta name="viewport" content="width=device-width">
<style>
body {{ margin: 0 }}
main {{ height: 100dvh; overflow-y: scroll; scroll-snap-type: y mandatory }}
video {{ display: block; width: 100%; height: 100%; scroll-snap-align: start; scroll-snap-stop: always }}
</style>
<main>{videos}</main>
<script>
const videos = [...document.querySelectorAll("video")];
let at = 0;
window.nextVideo = () => videos[at + 1];
const watch = new IntersectionObserver((entries) => {{
  for (const {{ target, isIntersecting }} of entries) {{
    if (isIntersecting) {{ at = videos.indexOf(target); target.play(); }} else {{ target.pause(); }}
  }}
}}, {{ threshold: 0.6 }});
videos.forEach((video) => watch.observe(video));
</script>"""
WATCHED_SECONDS = 1.2
READY_MS, SEEN_MS = 20_000, 5_000
#: A quick flick over more than half of the screen: a shorter one springs back when the machine is late.
FLICK_PX, FLICK_STEPS, FLICK_STEP_SECONDS = 480, 8, 0.01


def main() -> None:
    """Swipe through both pages and print the line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clips", type=int, default=8, help="how many clips there are (count)")
    parser.add_argument("--rounds", type=int, default=5, help="how often each page is swiped through (count)")
    options = parser.parse_args()
    times: dict[str, list[float]] = {"ours": [], "plain": []}
    with tempfile.TemporaryDirectory() as name, running_live_market(Path(name) / "home") as market:
        seed(options.clips)
        with serving_plain(Path(name) / "plain", options.clips) as plain, running_chromium() as browser:
            for _ in range(options.rounds):
                times["ours"] += swipe_through(browser, f"{market.config.public_url}/?kind=newest", OURS)
                times["plain"] += swipe_through(browser, plain, "")
    ours, plainly = summary(times["ours"]), summary(times["plain"])
    print(
        json.dumps(
            {
                "bench": "swipe",
                "ratio": round(ours["p95_ms"] / max(plainly["p95_ms"], 1.0), 3),
                "yardstick": "bare page of the same clips as files, all loaded",
                **ours,
                "yardstick_p50_ms": plainly["p50_ms"],
                "yardstick_p95_ms": plainly["p95_ms"],
                "swipes": len(times["ours"]),
            }
        )
    )


def make_clip() -> bytes:
    """Return a clip as a phone sends it."""
    return clip_bytes(6, size="540x960")


def seed(count: int) -> None:
    """Publish so many clips of several people."""
    for number in range(count):
        publish_clip(make_person(Role.CREATOR), title=f"Clip {number}", data=make_clip())


@contextmanager
def serving_plain(folder: Path, count: int) -> Iterator[str]:
    """Serve the yardstick's page."""
    folder.mkdir()
    (folder / "clip.mp4").write_bytes(make_clip())
    videos = "".join(
        f'<video src="clip.mp4?{number}" preload="auto" muted loop playsinline></video>'
        for number in range(count)
    )
    (folder / "index.html").write_text(PLAIN.format(videos=videos))
    handler = functools.partial(QuietHandler, directory=str(folder))
    with http.server.ThreadingHTTPServer((LOOPBACK, 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://{LOOPBACK}:{server.server_address[1]}/"
        server.shutdown()


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    """Serves files and says nothing about it."""

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def swipe_through(browser: Browser, url: str, next_video: str) -> list[float]:
    """Swipe from the first clip to the last; return the milliseconds of each swipe."""
    context = open_phone(browser)
    try:
        page = context.new_page()
        page.add_init_script(next_video + PROBE)
        page.goto(url)
        page.wait_for_function("() => [...document.querySelectorAll('video')].some((video) => !video.paused)")
        fingers = context.new_cdp_session(page)
        while is_ready(page):
            swipe(page, fingers)
        found: list[float] = page.evaluate("() => window.swipes")
        return found
    finally:
        context.close()


def is_ready(page: Page) -> bool:
    """Watch a moment, until the next clip stands ready; tell whether there is one."""
    page.wait_for_timeout(WATCHED_SECONDS * 1000)
    if not page.evaluate("() => Boolean(window.nextVideo())"):
        return False
    page.wait_for_function("() => window.nextVideo().readyState >= 2", timeout=READY_MS)
    return True


def swipe(page: Page, fingers: CDPSession) -> None:
    """Flick until the page turned, as people do when it springs back, and wait for the next clip to move."""
    while True:
        flick(fingers)
        try:
            page.wait_for_function("() => window.isSwipeSeen", timeout=SEEN_MS)
        except NothingSeen:
            if page.evaluate("() => window.nextVideo() !== window.awaited"):
                raise
        else:
            return


def flick(fingers: CDPSession) -> None:
    """Flick upwards with a finger."""
    send: Callable[[str, int | None], Any] = lambda kind, y: fingers.send(  # noqa: E731
        "Input.dispatchTouchEvent",
        {"type": kind, "touchPoints": [] if y is None else [{"x": 190, "y": y}]},
    )
    start = 640
    send("touchStart", start)
    for step in range(1, FLICK_STEPS + 1):
        time.sleep(FLICK_STEP_SECONDS)
        send("touchMove", start - FLICK_PX * step // FLICK_STEPS)
    send("touchEnd", None)


def summary(times_ms: list[float]) -> dict[str, float]:
    """Return the median and the 95th percentile of some milliseconds."""
    cuts = quantiles(times_ms, n=100, method="inclusive")
    return {"p50_ms": round(cuts[49], 1), "p95_ms": round(cuts[94], 1)}


if __name__ == "__main__":
    main()
