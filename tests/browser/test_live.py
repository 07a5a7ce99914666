"""A broadcast, by the people who make and watch it: shown, talked about, sold from, watched again."""

import contextlib
import os
import re
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from accounts.roles import Role
from kernel.transaction import reading, transaction
from live import broadcasts, stream_keys, tray
from live.broadcasts import NewBroadcast
from media.tools import find_tools
from products.values import Product
from tests.browser.test_main_job import counts_of, fill_address, tap, wait_until_playing
from tests.factories import make_person, make_product, make_shop
from tests.services.process import running_child
from tests.waiting import wait_until

ON_AIR_MS = 30_000
PLAYED_SECONDS = "() => Math.max(...[...document.querySelectorAll('video')].map((one) => one.currentTime))"


@pytest.fixture(scope="module")
def host(market):
    """Who goes live, with a shop of her own."""
    return make_person(Role.MERCHANT, Role.CREATOR, name="Mei")


@pytest.fixture
def lantern(host) -> Product:
    """Something to sell."""
    return make_product(make_shop(host), title="Paper lantern", price_minor=1950, stock_counts=(4,))


def test_a_broadcast_from_a_browser_sells_and_its_replay_sells_on(market, windows, host, lantern, picture):
    broadcast_id = announce(host, "Lanterns by hand", lantern)
    console = windows.desktop(host)
    buyer, watcher = windows.phone(make_person(name="Noor")), windows.desktop(make_person(name="Jun"))

    go_live(console, broadcast_id, picture)
    for page in (buyer, watcher):
        enter(page, broadcast_id)
    talk(buyer, watcher, picture)
    explain(console, buyer, watcher, picture)
    buy(buyer, picture)
    expect(watcher.locator("[data-explained] [data-stock]")).to_contain_text("3", timeout=20_000)
    assert counts_of(lantern.id) == (3, 0, 3)
    end(console, picture)

    expect(watcher.locator("[data-over]")).to_be_visible(timeout=15_000)
    watch_again(watcher, broadcast_id, picture)


def test_a_broadcast_from_an_encoder_is_watched_in_a_browser(market, windows, host, picture, tmp_path):
    broadcast_id = announce(host, "From the workshop")
    with transaction() as session:
        key = stream_keys.rotate_key(session, broadcast_id, host.id)
    viewer = windows.phone()

    with pushing(f"rtmp://127.0.0.1:{market.rtmp_port}/live/{key}", tmp_path / "encoder.log"):
        wait_until(lambda: is_on_air(broadcast_id), seconds=ON_AIR_MS / 1000)
        viewer.goto("/live")
        expect(viewer.get_by_text("From the workshop")).to_be_visible()
        enter(viewer, broadcast_id)
        picture(viewer, "room-rtmp-phone")
        viewer.goto("/live")
        picture(viewer, "live-index-phone")

    assert key not in (market.home / "log").read_text()


def announce(host, title: str, *products: Product) -> uuid.UUID:
    """Make a broadcast with products in its tray."""
    with transaction() as session:
        made = broadcasts.create_broadcast(session, host.id, NewBroadcast(title=title))
        wanted = [(product.id, "") for product in products]
        tray.set_tray(session, made.id, wanted, creator_id=host.id)
    return made.id


def is_on_air(broadcast_id: uuid.UUID) -> bool:
    """Tell whether the first pictures have arrived."""
    with reading() as session:
        return broadcasts.get_broadcast(session, broadcast_id).is_live


def go_live(page: Page, broadcast_id: uuid.UUID, picture) -> None:
    """Open the camera in the console and begin."""
    page.goto(f"/studio/live/{broadcast_id}")
    page.get_by_role("button", name="Open camera").click()
    wait_until_playing(page)
    picture(page, "console-ready-desktop")
    page.get_by_role("button", name="Go live", exact=True).click()
    expect(page.get_by_role("button", name="End the broadcast")).to_be_visible(timeout=ON_AIR_MS)


def enter(page: Page, broadcast_id: uuid.UUID) -> None:
    """Go into the room and see the picture move."""
    page.goto(f"/live/{broadcast_id}")
    page.locator("[data-room=live]").wait_for(timeout=ON_AIR_MS)
    wait_until_playing(page)


def talk(one: Page, other: Page, picture) -> None:
    """Let each say something that both see, once."""
    for speaker, words in ((one, "Which paper is it?"), (other, "I have two of them")):
        speaker.get_by_label("Your comment").fill(words)
        speaker.keyboard.press("Enter")
        for page in (one, other):
            expect(page.locator("[data-comments] [data-text]", has_text=words)).to_have_count(1)
    picture(one, "room-phone")
    picture(other, "room-desktop")


def explain(console: Page, *viewers_and_picture) -> None:
    """Pin the product; every viewer sees it with its price when his picture gets there."""
    *viewers, picture = viewers_and_picture
    console.get_by_role("button", name="Explain", exact=True).click()
    for viewer in viewers:
        card = viewer.locator("[data-explained]")
        expect(card).to_be_visible(timeout=15_000)
        expect(card.locator("[data-title]")).to_have_text("Paper lantern")
        expect(card.locator("[data-price]")).to_have_text("$19.50")
    picture(console, "console-live-desktop")
    picture(viewers[0], "room-pin-phone")
    picture(viewers[1], "room-pin-desktop")


def buy(page: Page, picture) -> None:
    """Tap what is explained and buy it; the picture goes on beneath."""
    tap(page, page.locator("[data-explained]"))
    sheet = page.get_by_role("dialog", name="Paper lantern")
    sheet.get_by_role("button", name=re.compile("Buy now")).click()
    fill_address(page)
    picture(page, "room-address-phone")
    page.get_by_role("button", name="Order and pay").click()
    page.get_by_role("button", name="Pay (succeeds)").click()
    expect(page.get_by_text("Thank you.")).to_be_visible(timeout=20_000)
    picture(page, "room-paid-phone")
    assert plays_on(page)


def end(page: Page, picture) -> None:
    """End the broadcast, confirmed, and look at how it went."""
    page.get_by_role("button", name="End the broadcast").click()
    page.locator("dialog[open]").get_by_role("button", name=re.compile("End")).click()
    page.get_by_role("link", name="See how it went").click(timeout=15_000)
    expect(page.get_by_text("Paper lantern").first).to_be_visible()
    picture(page, "report-desktop")


def watch_again(page: Page, broadcast_id: uuid.UUID, picture) -> None:
    """Play the replay; what was said and shown comes where it came."""
    page.goto(f"/live/{broadcast_id}")
    page.locator("[data-room=replay]").wait_for(timeout=15_000)
    wait_until_playing(page)
    expect(page.locator("[data-comments] [data-text]", has_text="Which paper is it?")).to_have_count(
        1, timeout=60_000
    )
    expect(page.locator("[data-explained] [data-title]")).to_have_text("Paper lantern", timeout=60_000)
    picture(page, "replay-desktop")


def plays_on(page: Page) -> bool:
    """Tell whether a picture on the page moves on, given time to recover on a busy machine."""
    before = page.evaluate(PLAYED_SECONDS)
    for _ in range(20):
        page.wait_for_timeout(500)
        if page.evaluate(PLAYED_SECONDS) > before:
            return True
    return False


@contextlib.contextmanager
def pushing(url: str, log: Path) -> Iterator[None]:
    """Push a picture and a tone to `url`, as OBS does, until the block ends."""
    source = [
        "-f",
        "lavfi",
        "-i",
        "testsrc2=size=540x960:rate=30",
        "-f",
        "lavfi",
        "-i",
        "sine=frequency=330:sample_rate=48000",
    ]
    video = [
        "-c:v",
        "libx264",
        "-preset",
        "ultrafast",
        "-tune",
        "zerolatency",
        "-pix_fmt",
        "yuv420p",
        "-g",
        "30",
        "-b:v",
        "1M",
    ]
    command = [
        find_tools().ffmpeg,
        "-nostdin",
        "-v",
        "error",
        "-re",
        *source,
        *video,
        "-c:a",
        "aac",
        "-f",
        "flv",
        url,
    ]
    with running_child("encoder", command, log=log, directory=log.parent, environment=dict(os.environ)):
        yield
