"""Which stored files are collected: orphans and leftovers, never what is shown or being made."""

import uuid

from content.sets import choose_collectable

VIDEO = uuid.UUID(int=7)
SHOWN, ORPHAN, RUNNING = "aaa-1", "bbb-1", "ccc-3"


def keys(set_name: str, *files: str) -> list[str]:
    return [f"videos/{VIDEO}/{set_name}/{file}" for file in files]


def test_other_sets_are_collected() -> None:
    stored = keys(SHOWN, "main.m3u8", "720p/s00000.m4s") + keys(ORPHAN, "main.m3u8")

    found = choose_collectable(stored, video_id=VIDEO, shown=SHOWN, is_final=True, running=None)

    assert list(found) == keys(ORPHAN, "main.m3u8")


def test_the_provisional_files_go_only_when_the_final_playlist_is_shown() -> None:
    stored = keys(SHOWN, "first.m3u8", "source/s00000.m4s", "source-audio/init.mp4", "540p/init.mp4")

    final, first = (
        choose_collectable(stored, video_id=VIDEO, shown=SHOWN, is_final=is_final, running=None)
        for is_final in (True, False)
    )

    assert list(final) == stored[:3]
    assert list(first) == []


def test_what_a_worker_may_be_making_stays() -> None:
    stored = keys(RUNNING, "540p/init.mp4") + keys(ORPHAN, "540p/init.mp4")

    found = choose_collectable(stored, video_id=VIDEO, shown=None, is_final=False, running="ccc")

    assert list(found) == keys(ORPHAN, "540p/init.mp4")


def test_nothing_stays_of_a_video_that_shows_nothing() -> None:
    stored = keys(SHOWN, "main.m3u8") + keys(ORPHAN, "main.m3u8")

    found = choose_collectable(stored, video_id=VIDEO, shown=None, is_final=False, running=None)

    assert list(found) == stored
