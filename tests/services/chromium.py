"""A real Chromium, driven by Playwright: the machine's own browser, headless, away from the network."""

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.services.process import ServiceUnavailable

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_MACOS = (
    Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),
    Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
)
#: A browser at rest asks its maker's servers for this and that; a test machine has no answer for it.
_FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A camera and a microphone that are always there, and nobody to ask for them.
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
)
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "has_touch": True,
    "is_mobile": True,
}
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}


def chromium_program() -> Path:
    """Return the Chromium or Chrome of this machine.

    Raises ServiceUnavailable: there is none.
    """
    on_path = (Path(found) for found in map(shutil.which, _NAMES) if found)
    found = next((path for path in (*on_path, *_MACOS) if path.exists()), None)
    if found is None:
        raise ServiceUnavailable(
            "Chromium is missing: install it (Debian: apt install chromium), or Google Chrome."
        )
    return found


@contextlib.contextmanager
def running_chromium() -> Iterator[Browser]:
    """Run a headless Chromium until the block ends.

    While the block lasts, an event loop belongs to this thread: code that needs its own goes to a thread.
    """
    # Chromium's sandbox refuses to work for root.
    flags = [*_FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_program(), args=flags)
        try:
            yield browser
        finally:
            browser.close()


def open_phone(browser: Browser, **options: Any) -> BrowserContext:
    """Open a private window of a phone: 390 × 844 CSS pixels, touch."""
    return browser.new_context(**(PHONE | options))


def open_desktop(browser: Browser, **options: Any) -> BrowserContext:
    """Open a private window of a desktop: 1280 × 800 CSS pixels."""
    return browser.new_context(**(DESKTOP | options))
