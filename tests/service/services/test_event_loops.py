"""A browser that was used before leaves the thread as it found it."""

import asyncio

from tests.conftest import required
from tests.services.chromium import running_chromium


def test_a_loop_can_run_after_the_browser_is_closed() -> None:
    with required(), running_chromium() as browser:
        assert browser.is_connected()

    asyncio.run(asyncio.sleep(0))
