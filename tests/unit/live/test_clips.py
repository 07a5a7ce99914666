"""Which segments a pin's clip is made of."""

import datetime as dt
import uuid
from collections.abc import Sequence

from live.clips import MAX_SECONDS, choose_clips
from live.values import PinEntry, PinKind
from media.live_journal import JournalSegment

EPOCH = dt.datetime(2026, 11, 20, 20, 0, tzinfo=dt.UTC)
BROADCAST, PRODUCT = uuid.uuid4(), uuid.uuid4()


def segments(
    count: int, *, init_from: int | None = None, no_key_frame: Sequence[int] = ()
) -> list[JournalSegment]:
    """Return segments of two seconds; from `init_from` on they need another section."""
    return [
        JournalSegment(
            "source",
            msn,
            2.0,
            EPOCH.timestamp() + 2 * msn,
            int(init_from is not None and msn >= init_from),
            is_discontinuity=False,
            size_bytes=1,
            starts_with_key_frame=msn not in no_key_frame,
        )
        for msn in range(count)
    ]


def entry(kind: PinKind, seconds: float, *, pin_id: uuid.UUID | None = None) -> PinEntry:
    """Return an entry of the pin log, so many seconds after the beginning."""
    at = EPOCH + dt.timedelta(seconds=seconds)
    nothing = dict.fromkeys(("variant_id", "deal_id", "actor_id", "price_minor", "currency"))
    return PinEntry(
        id=uuid.uuid4(),
        broadcast_id=BROADCAST,
        kind=kind,
        product_id=PRODUCT,
        pin_id=pin_id,
        at=at + dt.timedelta(minutes=5),
        program_time=at,
        viewers_count=0,
        **nothing,  # type: ignore[arg-type]
    )


def msns(entries: Sequence[PinEntry], of: Sequence[JournalSegment]) -> list[list[int]]:
    """Return the numbers of the segments of each clip."""
    return [[segment.msn for segment in plan.segments] for plan in choose_clips(entries, of)]


def test_a_clip_reaches_from_the_segment_of_its_pin_to_that_of_its_unpin() -> None:
    pin = entry(PinKind.PIN, 5.0)

    assert msns([pin, entry(PinKind.UNPIN, 11.0, pin_id=pin.id)], segments(20)) == [[2, 3, 4, 5]]


def test_a_pin_that_nobody_ended_goes_on_to_the_end_of_the_broadcast() -> None:
    assert msns([entry(PinKind.PIN, 30.0)], segments(20)) == [[15, 16, 17, 18, 19]]


def test_a_clip_is_no_longer_than_a_minute() -> None:
    [plan] = choose_clips([entry(PinKind.PIN, 0.0)], segments(100))

    assert plan.duration_seconds == MAX_SECONDS


def test_a_pin_of_a_moment_gives_no_clip() -> None:
    pin = entry(PinKind.PIN, 4.5)

    assert msns([pin, entry(PinKind.UNPIN, 5.5, pin_id=pin.id)], segments(20)) == []


def test_a_clip_ends_where_the_publisher_changed() -> None:
    assert msns([entry(PinKind.PIN, 4.0)], segments(20, init_from=6)) == [[2, 3, 4, 5]]


def test_a_clip_begins_with_a_key_frame() -> None:
    assert msns([entry(PinKind.PIN, 4.0)], segments(6, no_key_frame=[2, 4])) == [[3, 4, 5]]


def test_other_entries_of_the_log_give_no_clip() -> None:
    kinds = [PinKind.LIST, PinKind.PRICE_OPEN, PinKind.STOCK, PinKind.SOLD_OUT, PinKind.DELIST]

    assert msns([entry(kind, 0.0) for kind in kinds], segments(20)) == []
