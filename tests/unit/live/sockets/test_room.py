"""A room: what its ticks say, what other processes hear, and that nothing comes twice or gets lost."""

import datetime as dt
import uuid
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from content.disclosure import Disclosure
from kernel.ids import new_id
from live.sockets.apply import apply_news
from live.sockets.comment_ids import make_comment_id, mark_of, read_mark
from live.sockets.comment_ring import KEPT_COUNT, LAST_COUNT, SaidComment
from live.sockets.room import Room, RoomState, read_comment
from live.states import BroadcastState
from live.values import Audience, Broadcast, ChatSettings, CommentState

NOW = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
VARIANT, PRODUCT = "v1", str(uuid.uuid4())
CARD = {"product_id": PRODUCT, "variant_ids": [VARIANT]}


def make_broadcast(**values: Any) -> Broadcast:
    """Make a broadcast on the air."""
    return Broadcast(
        **{
            **dict.fromkeys(Broadcast.__dataclass_fields__),
            "id": new_id(),
            "creator_id": new_id(),
            "audience": Audience.PUBLIC,
            "disclosure": Disclosure.NONE,
            "state": BroadcastState.LIVE,
            "likes_count": 7,
            "chat": ChatSettings(),
            **values,
        }
    )


def make_state(**values: Any) -> RoomState:
    """Make what the database knows of a room with one product of which there are five."""
    return RoomState(
        **{
            "broadcast": make_broadcast(),
            "pin": None,
            "deal": None,
            "poll": None,
            "tray": [CARD],
            "stock": {VARIANT: 5},
            "comments": (),
            "restrictions": {},
            **values,
        }
    )


def make_room(opened_at_ms: int = 1000, **values: Any) -> Room:
    """Open a room, and let its first tick pass, which says how many watch."""
    room = Room(make_state(**values), opened_at_ms=opened_at_ms)
    room.cut_tick(0.0)
    return room


def make_comment(
    text: str = "hello", *, state: CommentState = CommentState.SHOWN, is_host: bool = False
) -> SaidComment:
    """Make a comment of a new person."""
    comment_id, author_id = new_id(), new_id()
    payload = {"id": str(comment_id), "text": text, "is_host": is_host, "is_moderator": False}
    return SaidComment(comment_id, author_id, state, payload)


def tick(room: Room, at: float = 10.0) -> dict[str, Any]:
    """Return the tick that is due."""
    cut = room.cut_tick(at)
    assert cut is not None
    return cut


def test_a_room_in_which_nothing_happens_is_silent() -> None:
    room = make_room()

    assert [room.cut_tick(at) for at in (1.0, 2.0, 60.0)] == [None, None, None]


def test_a_tick_says_everything_as_it_is_now_and_is_numbered() -> None:
    room, first = make_room(), make_comment("one")
    seq = room.seq
    room.enter("sid", "viewer")
    room.likes.add(3)
    room.say(first)
    room.set_stock(VARIANT, 4)

    cut = tick(room)

    assert cut == {
        "seq": seq + 1,
        "comments": [first.payload],
        "more": 0,
        "likes_count": 10,
        "viewers_count": 1,
        "stock": {VARIANT: 4},
    }
    assert room.cut_tick(11.0) is None


@given(st.lists(st.booleans(), max_size=60))
def test_a_tick_carries_fifteen_comments_the_hosts_first_in_the_order_they_were_said(
    by_host: list[bool],
) -> None:
    room = make_room()
    said = [make_comment(str(number), is_host=is_host) for number, is_host in enumerate(by_host)]
    for comment in said:
        room.say(comment)

    cut = room.cut_tick(10.0) or {"comments": [], "more": 0}

    numbers = [int(payload["text"]) for payload in cut["comments"]]
    hosts = [number for number, is_host in enumerate(by_host) if is_host]
    assert numbers == sorted(numbers)
    assert len(numbers) == min(15, len(said))
    assert len(numbers) + cut["more"] == len(said)
    assert set(hosts[-15:]) <= set(numbers)
    others = [number for number in numbers if number not in hosts]
    assert others == [n for n in range(len(said)) if n not in hosts][len(said) - len(hosts) - len(others) :]


def test_viewers_that_come_and_go_are_told_once_a_second() -> None:
    room = make_room()

    ticks = []
    for number in range(20):
        room.enter(f"sid-{number}", f"viewer-{number}")
        ticks.append(room.cut_tick(5 + number / 10))

    assert [cut["viewers_count"] for cut in ticks if cut] == [1, 11]


def test_a_person_counts_once_with_however_many_screens_and_the_host_not_at_all() -> None:
    room = make_room()

    for sid, viewer in (("a", "ann"), ("b", "ann"), ("c", "stranger-c"), ("d", None)):
        room.enter(sid, viewer)
    counts = [room.presence.here_count]
    for sid in ("a", "c", "b", "d"):
        room.leave(sid)
        counts.append(room.presence.here_count)

    assert counts == [2, 2, 1, 0, 0]
    assert room.is_empty


def test_viewers_elsewhere_count_until_their_process_falls_silent() -> None:
    room = make_room()
    room.enter("a", "ann")

    room.presence.hear("other", 10, at=0.0)

    assert [room.presence.count(at) for at in (1.0, 14.9, 15.1)] == [11, 11, 1]


def test_the_last_unit_is_noticed_once() -> None:
    room = make_room()

    sold_out = [room.set_stock(VARIANT, count) for count in (1, 0, 0, 2, 0)]

    assert sold_out == [False, True, False, False, True]
    assert not room.set_stock("a variant of another product", 0)


def test_a_held_comment_is_seen_by_its_author_and_the_moderators_alone() -> None:
    room, held = make_room(), make_comment(state=CommentState.HELD)

    room.say(held)

    assert room.cut_tick(10.0) is None
    assert room.ring.last(held.author_id, is_moderator=False) == [held.payload]
    assert room.ring.last(new_id(), is_moderator=True) == [held.payload]
    assert room.ring.last(new_id(), is_moderator=False) == room.ring.last(None, is_moderator=False) == []


def test_a_removed_comment_is_gone_from_the_next_tick_and_does_not_come_back() -> None:
    room, comment = make_room(), make_comment()
    room.say(comment)

    apply_news(room, "comment_removed", {"comment_id": str(comment.id)})
    came_again = room.take(comment)

    assert not came_again
    assert room.cut_tick(10.0) is None
    assert room.ring.last(None, is_moderator=True) == []


def test_a_comment_removed_before_it_was_heard_never_shows() -> None:
    room, comment = make_room(), make_comment()

    apply_news(room, "comment_removed", {"comment_id": str(comment.id)})

    assert not room.take(comment)


def test_a_late_viewer_gets_the_last_thirty_comments_in_order() -> None:
    room = make_room()
    said = [make_comment(str(number)) for number in range(KEPT_COUNT + 50)]
    for comment in said:
        room.say(comment)

    last = room.ring.last(None, is_moderator=False)

    assert [payload["text"] for payload in last] == [one.payload["text"] for one in said[-LAST_COUNT:]]


def test_two_processes_tell_each_other_everything_once() -> None:
    here, there = make_room(opened_at_ms=1000), make_room(opened_at_ms=2000)
    comment = make_comment()
    here.say(comment)
    here.likes.add(5)
    here.enter("sid", "viewer")

    batch = here.cut_batch(10.0)
    assert batch is not None
    complete = [there.hear_batch("here", batch, 10.0) for _ in range(2)]
    taken = [there.take(read_comment(told)) for told in batch["comments"] * 2]
    cut = tick(there, 10.0)

    assert complete == [True, True]
    assert taken == [True, False]
    assert cut["comments"] == [comment.payload]
    assert cut["viewers_count"] == 1
    assert there.cut_batch(10.1) is not None, "its first words: the others learn that it is there"
    assert there.cut_batch(10.2) is None, "what came from elsewhere is not told on"


def test_a_batch_that_was_lost_is_noticed_with_the_next() -> None:
    here, there = make_room(), make_room()
    batches = []
    for at in (10.0, 20.0, 30.0, 40.0):
        here.likes.add(1)
        batches.append(here.cut_batch(at))

    first, _lost, third, fourth = [batch for batch in batches if batch]

    assert [there.hear_batch("here", one, 50.0) for one in (first, third, fourth)] == [True, False, True]


def test_likes_add_up_over_processes_and_never_fall() -> None:
    early, late = make_room(opened_at_ms=1000), make_room(opened_at_ms=9000)
    early.likes.add(10)
    told = early.cut_batch(10.0)
    assert told is not None

    late.hear_batch("early", told, 10.0)
    counts = [late.likes.count]
    early.likes.add(3)
    late.likes.add(2)
    again = early.cut_batch(20.0)
    assert again is not None
    late.hear_batch("early", again, 20.0)
    counts.append(late.likes.count)
    late.hear_batch("early", told, 21.0)
    counts.append(late.likes.count)

    assert counts == [7, 12, 12], "what had been counted before is in what the database knew"


def test_what_was_missed_is_read_from_the_database_and_told_once() -> None:
    known, missed = make_comment("known"), make_comment("missed")
    room = make_room()
    room.say(known)
    tick(room)

    gone = make_comment("gone")
    room.say(gone)
    removed = room.refresh(
        make_state(comments=[known, missed], stock={VARIANT: 2}, removed_ids=[gone.id, new_id()])
    )
    cut = tick(room, 20.0)

    assert [payload["text"] for payload in cut["comments"]] == ["missed"]
    assert cut["stock"] == {VARIANT: 2}
    assert removed == [gone.id]


def test_the_same_comment_sent_again_is_recognised_by_its_id() -> None:
    broadcast_id, author_id, other_id = new_id(), new_id(), new_id()

    first = make_comment_id(broadcast_id, author_id, "c-1", NOW)
    again = make_comment_id(broadcast_id, author_id, "c-1", NOW + dt.timedelta(seconds=5))
    another = make_comment_id(broadcast_id, author_id, "c-2", NOW)
    by_other = make_comment_id(broadcast_id, other_id, "c-1", NOW)

    assert first.version == 7
    assert read_mark(first) == read_mark(again) == mark_of(broadcast_id, author_id, "c-1")
    assert len({read_mark(one) for one in (first, another, by_other)}) == 3
    assert first < again


def test_a_pin_stays_until_it_is_the_one_that_ends() -> None:
    room = make_room()

    apply_news(room, "product_pinned", {"pin_id": "2", **CARD})
    apply_news(room, "product_unpinned", {"pin_id": "1", "program_time_ms": None})
    kept = room.state.pin
    apply_news(room, "product_unpinned", {"pin_id": "2", "program_time_ms": None})

    assert kept == {"pin_id": "2", **CARD}
    assert room.state.pin is None


def test_purchases_of_a_minute_are_added_up_and_told_now_and_then() -> None:
    room = make_room()
    purchases = room.purchases

    purchases.add("p", 1, "Ann", at=0.0)
    told = [purchases.cut(0.1)]
    purchases.add("p", 2, "Ben", at=1.0)
    purchases.add("p", 1, "Cem", at=1.5)
    told += [purchases.cut(2.0), purchases.cut(3.2)]
    purchases.add("p", 1, None, at=62.0)
    told += [purchases.cut(62.1), purchases.cut(200.0)]

    first = {"product_id": "p", "quantity": 1, "seconds": 60, "name": "Ann"}
    assert told == [[first], [], [{**first, "quantity": 4, "name": None}], [{**first, "name": None}], []]
