"""How well overlays fit the picture. Prints one JSON line.

    .venv/bin/python -m bench.pins [--pins 12]

A clock is drawn into the picture; a host pins one product after another at moments that are noted; Chromium
shows the market's own page and notes, when an overlay appears, which clock the picture has. The error is the
difference, live (LL-HLS and fragments) and in the replay. `ratio` is the worst p95 over the goal of 250 ms.
Wants a calm machine.
"""

import argparse
import json
import tempfile
import time
import uuid
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from bench.live_clock import JS, clock_encoder
from bench.live_latency import WATCH_ROOM, open_room
from bench.live_market import Show, running_live_market
from kernel.clock import now
from kernel.transaction import reading, transaction
from live import broadcasts, pins
from live.values import Replay
from tests.services.chromium import open_phone, running_chromium

GOAL_MS = 250
APART_SECONDS = 3.0
REPLAY_SECONDS = 60.0
#: Notes the picture's clock at the moment at which each overlay appears.
WATCH_OVERLAY = """() => {
  const overlay = document.querySelector("nm-explained");
  globalThis.shown = {};
  new MutationObserver(() => {
    if (overlay.dataset.pin && !(overlay.dataset.pin in globalThis.shown)) {
      globalThis.shown[overlay.dataset.pin] = nightmarketClock.seen.latest;
    }
  }).observe(overlay, { attributes: true, attributeFilter: ["data-pin"] });
}"""
#: Back to the start: the first overlays of a replay come before its reader is there.
REWIND = "document.querySelector('nm-live-player').video.currentTime = 0"


def main() -> None:
    """Pin, watch, and print the line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--pins", type=int, default=12)
    pins_count = parser.parse_args().pins
    with tempfile.TemporaryDirectory() as name:
        measured = measure(Path(name), pins_count)
    worst = max(figures["p95_ms"] for figures in measured.values())
    line = {"bench": "pins", "ratio": round(worst / GOAL_MS, 3), "yardstick": f"the goal: p95 {GOAL_MS} ms"}
    print(json.dumps(line | measured))


def measure(folder: Path, pins_count: int) -> dict[str, dict[str, Any]]:
    """Return the errors of each way to watch."""
    (folder / "plain").mkdir()
    with running_live_market(folder / "home") as market, running_chromium() as browser:
        show = market.plan_show()
        with clock_encoder(show.rtmp_url, folder / "plain"):
            market.wait_until_live(show)
            pages = {mode: open_room(browser, show.page_url, mode) for mode in ("llhls", "mse")}
            for page in pages.values():
                page.evaluate(WATCH_OVERLAY)
                wait_for_picture(page)
            pinned = pin_in_turn(show, pins_count)
            pages["llhls"].wait_for_timeout(6000)
            errors = {mode: read_errors(page, pinned) for mode, page in pages.items()}
        errors["replay"] = watch_replay(browser, show, pinned)
    return errors


def pin_in_turn(show: Show, count: int) -> dict[uuid.UUID, int]:
    """Pin one product after another; return when each was pinned (unix ms)."""
    pinned = {}
    for number in range(count):
        product_id = show.product_ids[number % len(show.product_ids)]
        at = now()
        with transaction() as session:
            entry = pins.pin_product(session, show.id, product_id, actor_id=show.host.id, program_time=at)
        pinned[entry.id] = round(at.timestamp() * 1000)
        time.sleep(APART_SECONDS)
    return pinned


def watch_replay(browser: Browser, show: Show, pinned: dict[uuid.UUID, int]) -> dict[str, Any]:
    """End the broadcast and play it from its start; return the errors there."""
    with transaction() as session:
        broadcasts.end_broadcast(session, show.id, actor_id=show.host.id, reason="host")
    _wait_for_replay(show.id)
    page = open_phone(browser).new_page()
    page.add_init_script(path=JS)
    page.goto(show.page_url)
    page.evaluate(WATCH_ROOM)
    wait_for_picture(page)
    page.evaluate(WATCH_OVERLAY)
    page.evaluate(REWIND)
    page.wait_for_timeout((len(pinned) * APART_SECONDS + 20) * 1000)
    return read_errors(page, pinned)


def wait_for_picture(page: Page) -> None:
    """Wait until the clock was read once; the page's policy forbids Playwright's own way to wait."""
    while page.evaluate("nightmarketClock.seen.latest") is None:
        page.wait_for_timeout(200)


def read_errors(page: Page, pinned: dict[uuid.UUID, int]) -> dict[str, Any]:
    """Return how far overlays were from their pictures (ms); the page is closed."""
    shown = page.evaluate("globalThis.shown")
    page.context.close()
    found = {pin_id: shown[str(pin_id)] for pin_id in pinned if shown.get(str(pin_id)) is not None}
    errors = sorted(abs(clock_ms - pinned[pin_id]) for pin_id, clock_ms in found.items())
    if not errors:
        raise SystemExit("No overlay was shown.")
    return {
        "p50_ms": errors[len(errors) // 2],
        "p95_ms": errors[int(len(errors) * 0.95)],
        "shown_count": len(errors),
        "pinned_count": len(pinned),
    }


def _wait_for_replay(broadcast_id: uuid.UUID) -> None:
    deadline = time.monotonic() + REPLAY_SECONDS
    while time.monotonic() < deadline:
        with reading() as session:
            if broadcasts.get_broadcast(session, broadcast_id).replay is Replay.READY:
                return
        time.sleep(0.5)
    raise SystemExit("The replay did not come.")


if __name__ == "__main__":
    main()
