"""Which stored files are collected: orphans and leftovers, never what is shown or being made."""

import datetime as dt
import uuid

from content.sets import Needed, choose_collectable
from kernel.ids import new_id, time_of

VIDEO = uuid.UUID(int=7)
SHOWN, ORPHAN, RUNNING = "aaa-1", "bbb-1", "ccc-3"


def keys(set_name: str, *files: str) -> list[str]:
    return [f"videos/{VIDEO}/{set_name}/{file}" for file in files]


def test_other_sets_are_collected() -> None:
    stored = keys(SHOWN, "main.m3u8", "720p/s00000.m4s") + keys(ORPHAN, "main.m3u8")

    found = choose_collectable(stored, VIDEO, Needed(SHOWN, is_final=True))

    assert list(found) == keys(ORPHAN, "main.m3u8")


def test_the_provisional_files_go_only_when_the_final_playlist_is_shown() -> None:
    stored = keys(SHOWN, "first.m3u8", "source/s00000.m4s", "source-audio/init.mp4", "540p/init.mp4")

    final, first = (
        choose_collectable(stored, VIDEO, Needed(SHOWN, is_final=is_final)) for is_final in (True, False)
    )

    assert list(final) == stored[:3]
    assert list(first) == []


def test_what_a_worker_may_be_making_stays() -> None:
    stored = keys(RUNNING, "540p/init.mp4") + keys(ORPHAN, "540p/init.mp4")

    found = choose_collectable(stored, VIDEO, Needed(None, is_final=False, running=("ccc",)))

    assert list(found) == keys(ORPHAN, "540p/init.mp4")


def test_nothing_stays_of_a_video_that_shows_nothing() -> None:
    stored = keys(SHOWN, "main.m3u8") + keys(ORPHAN, "main.m3u8")

    found = choose_collectable(stored, VIDEO, Needed(None, is_final=False))

    assert list(found) == stored


def test_captions_that_no_row_names_are_collected_where_they_were_sent_and_in_the_set() -> None:
    named, replaced = (uuid.UUID(int=number).hex for number in (1, 2))
    sent = keys("captions", f"{named}.original", f"{replaced}.original")
    shown = keys(SHOWN, f"captions/en-{named}.vtt", f"captions/en-{replaced}.vtt", "main.m3u8")
    extras = (f"captions/{named}.", f"captions/en-{named}.vtt")

    found = choose_collectable([*sent, *shown], VIDEO, Needed(SHOWN, is_final=True, extras=extras))

    assert list(found) == [sent[1], shown[1]]


def test_what_is_being_stored_at_this_moment_stays() -> None:
    fresh = new_id()
    stored = [*keys("captions", f"{fresh.hex}.original"), *keys(SHOWN, f"captions/en-{fresh.hex}.vtt")]
    a_moment_ago, now = (time_of(fresh) - dt.timedelta(seconds=seconds) for seconds in (1, -1))

    kept, collected = (
        choose_collectable(stored, VIDEO, Needed(SHOWN, is_final=True, stored_since=since))
        for since in (a_moment_ago, now)
    )

    assert list(kept) == []
    assert list(collected) == stored
