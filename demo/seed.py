"""Fill an embedded market with the seed market, the way its people would: through the services.

What is there already is left alone, so an interrupted start goes on where it stopped and a second one has
nothing to do. Clips are drawn, uploaded and transcoded one after another while the market runs.
"""

import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from demo.buying import arrange_collections, buy
from demo.catalogue import ACCOUNTS
from demo.draw import draw_missing, file_of, find_ffmpeg
from demo.on_air import Stage, announce_coming, find_offers, keep_on_air, store_cover
from demo.promoting import promote
from demo.reel import find_or_make_reel
from demo.reviewing import approve_seeded
from demo.scenes import SCENES
from demo.sending import arrange_shipping
from demo.show import COMING, SHOW
from demo.stalls import People, Shops, Step, find_or_make_people, find_or_open_shops
from demo.steps import list_steps
from demo.visitors import follow_each_other, talk
from kernel import runtime
from kernel.config import Config
from kernel.errors import DomainError
from kernel.events import Subscription, subscribe
from kernel.logs import log

Say = Callable[[str], None]


def fill(
    config: Config, subscriptions: Sequence[Subscription], *, say: Say, with_broadcast: bool = True
) -> None:
    """Add what the seed market lacks; `say` gets sentences for the person at the terminal.

    With a broadcast it then keeps that on the air and never returns.
    """
    runtime.start(config)
    subscribe(subscriptions)
    password = config.demo_password or _kept_password(config.home)
    people = find_or_make_people(password)
    _greet(config, password, say)
    opened = find_or_open_shops(people)
    steps = list_steps(people, opened)
    if steps:
        _set_up(config, steps, people, say)
    _bring_to_life(people, opened)
    say("Every stall is open.")
    if with_broadcast:
        stage = _build_stage(config, people, opened)
    shutil.rmtree(_drawings(config), ignore_errors=True)
    if with_broadcast:
        host = next(account.display_name for account in ACCOUNTS if account.handle == SHOW.host)
        say(f"{host} goes on the air at {config.public_url}/live; who talks there is of this demo, too.")
        keep_on_air(stage, SHOW)


def _set_up(config: Config, steps: list[Step], people: People, say: Say) -> None:
    """Take each step as soon as what it needs is drawn; drawing goes on meanwhile."""
    folder = _drawings(config)
    say("Setting up the stalls: the clips are being drawn and appear one by one.")
    needed = [name for step in steps for name in step.needs]
    # The first clip takes longest until it can be seen: the pictures before it are drawn beside it.
    first = [name for name in needed if name in SCENES][:1]
    names = list(dict.fromkeys([*first, *needed]))
    drawn: set[str] = set()
    for name in _drawn_names(folder, names, _ffmpeg(config)):
        drawn.add(name)
        while steps and drawn.issuperset(steps[0].needs):
            step = steps.pop(0)
            step.take(folder)
            say(step.sentence)
        approve_seeded(people)
    while not approve_seeded(people):
        time.sleep(0.5)


def _bring_to_life(people: People, opened: Shops) -> None:
    """Let the seed market's people arrange, talk and buy, as far as whoever tries the demo lets them."""
    try:
        follow_each_other(people)
        arrange_collections(people, opened)
        arrange_shipping(people, opened)
        talk(people)
        promote(people, opened)
        buy(people, opened)
    except DomainError:  # a text rule refuses what is said, a product is off sale or sold out
        log.exception("demo_not_brought_to_life")


def _build_stage(config: Config, people: People, opened: Shops) -> Stage:
    """Announce the coming show and make the film of the running one, unless that is there."""
    folder, ffmpeg, offers = _drawings(config), _ffmpeg(config), find_offers(opened)
    reel = config.home / "demo_reel.mp4"
    announce_coming(people, offers, COMING, lambda: store_cover(folder, COMING.cover, ffmpeg))
    find_or_make_reel(reel, folder, SHOW.scene, ffmpeg)
    return Stage(people, offers, store_cover(folder, SHOW.cover, ffmpeg), reel, ffmpeg)


def _drawn_names(folder: Path, names: list[str], ffmpeg: str) -> Iterator[str]:
    """Yield every name once its file is there: what an interrupted start left behind first."""
    yield from [name for name in names if file_of(folder, name).exists()]
    yield from draw_missing(folder, names, ffmpeg)


def _drawings(config: Config) -> Path:
    return config.home / "demo"


def _ffmpeg(config: Config) -> str:
    return config.ffmpeg or find_ffmpeg()


def _greet(config: Config, password: str, say: Say) -> None:
    say(f"\nNightmarket is at {config.public_url}\n\nSign in as")
    for account in ACCOUNTS:
        say(f"  {account.email:<32} {account.role}")
    say(f"with the password  {password}\n\nCtrl-C stops it.\n")


def _kept_password(home: Path) -> str:
    """Read the password of the log-ins, or make it once, readable by its owner alone."""
    path = home / "demo_password"
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(12))
    return path.read_text().strip()
