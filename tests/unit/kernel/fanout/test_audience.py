"""A room: who gets which frame, in which order, while viewers come, go and fall behind."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from kernel.fanout import audience
from kernel.fanout.audience import Audience, Clockwork
from tests.unit.kernel.fanout.peers import Pair, pairs


@dataclass
class Time:
    """Time that passes when the test says so, and with each write to a socket."""

    at: float = 0.0
    write_seconds: float = 0.0
    later: list[tuple[float, Callable[[], None]]] = field(default_factory=list)
    during_pause: list[Callable[[], None]] = field(default_factory=list)

    def now(self) -> float:
        return self.at

    def slow_down(self, member: Pair) -> None:
        """Let each write to a member take its time."""
        send = member.viewer.send

        def slowly(data: Any, flags: int = 0) -> int:
            self.at += self.write_seconds
            return send(data, flags)

        member.viewer.send = slowly

    def call_later(self, seconds: float, function: Callable[[], None]) -> None:
        self.later.append((seconds, function))

    def pause(self) -> None:
        while self.during_pause:
            self.during_pause.pop(0)()

    def pass_on(self) -> list[float]:
        """Let what was put off happen; return for how long each was put off."""
        due, self.later = self.later, []
        for seconds, function in due:
            self.at += seconds
            function()
        return [seconds for seconds, _ in due]


def make_room(time: Time, members: list[Pair]) -> Audience:
    """Fill a room."""
    room = Audience(Clockwork(time.pause, time.call_later, time.now))
    for member in members:
        time.slow_down(member)
        room.add(member.viewer)
    return room


def tell(room: Audience, frame: bytes, *skipped: Pair, is_droppable: bool = False) -> None:
    """Tell the room something."""
    room.tell(frame, is_droppable=is_droppable, skipped={pair.viewer for pair in skipped})


def test_everybody_gets_every_frame_once_and_in_order() -> None:
    with pairs(5) as members:
        room = make_room(Time(), members)

        for number in range(10):
            tell(room, bytes([number]))

        assert [pair.read() for pair in members] == [bytes(range(10))] * 5


def test_who_is_skipped_gets_nothing_of_it() -> None:
    with pairs(3) as members:
        room = make_room(Time(), members)

        tell(room, b"a")
        tell(room, b"b", members[1])
        tell(room, b"c")

        assert [pair.read() for pair in members] == [b"abc", b"ac", b"abc"]


def test_who_has_gone_gets_nothing_more_and_his_descriptor_is_in_no_list() -> None:
    with pairs(3) as members:
        room = make_room(Time(), members)

        members[0].viewer.hang_up()
        room.leave(members[1].viewer)
        tell(room, b"a")

        assert len(room) == 1
        assert [pair.read() for pair in members] == [b"", b"", b"a"]


def test_who_falls_behind_delays_nobody_and_misses_no_frame_that_must_arrive() -> None:
    with pairs(3) as members:
        room = make_room(Time(), members)
        filled = members[0].fill()

        for number in range(30):
            tell(room, bytes([number]) * 1000)
        others = [pair.read() for pair in members[1:]]

        expected = b"".join(bytes([number]) * 1000 for number in range(30))
        assert others == [expected] * 2
        assert members[0].read() == b"f" * filled + expected


def test_who_has_caught_up_is_written_to_directly_again() -> None:
    with pairs(2) as members:
        room = make_room(Time(), members)
        filled = members[0].fill()
        tell(room, b"a")
        members[0].read()

        tell(room, b"b")

        assert not members[0].drains
        assert members[0].read()[filled:] == b"ab"


def test_a_room_rests_as_long_as_it_was_written_to_and_then_writes_all_at_once() -> None:
    time = Time(write_seconds=0.008)
    with pairs(2) as members:
        room = make_room(time, members)

        for number in range(5):
            tell(room, bytes([number]))
        at_once = [bytes(pair.read()) for pair in members]
        rests = time.pass_on()

        assert at_once == [b"\x00"] * 2
        assert rests == [pytest.approx(0.016)]
        assert [pair.read() for pair in members] == [bytes(range(5))] * 2


def test_a_small_room_never_rests() -> None:
    time = Time(write_seconds=0.0001)
    with pairs(2) as members:
        room = make_room(time, members)

        for number in range(5):
            tell(room, bytes([number]))

        assert time.later == []
        assert members[0].read() == bytes(range(5))


def test_a_newcomer_hears_only_what_is_told_after_he_came() -> None:
    time = Time(write_seconds=0.008)
    with pairs(3) as members:
        room = make_room(time, members[:2])
        tell(room, b"a")
        tell(room, b"b")

        room.add(members[2].viewer)
        tell(room, b"c")
        time.pass_on()

        assert [pair.read() for pair in members] == [b"abc", b"abc", b"c"]


def test_who_leaves_hears_what_was_told_before_he_left() -> None:
    time = Time(write_seconds=0.008)
    with pairs(2) as members:
        room = make_room(time, members)
        tell(room, b"a")
        tell(room, b"b")

        room.leave(members[0].viewer)
        tell(room, b"c")
        time.pass_on()

        assert [pair.read() for pair in members] == [b"ab", b"abc"]


@pytest.fixture
def short_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let others run after every two viewers."""
    monkeypatch.setattr(audience, "VIEWERS_A_TURN", 2)


@pytest.mark.usefixtures("short_turns")
def test_frames_keep_their_order_when_others_run_in_between() -> None:
    time = Time()
    with pairs(6) as members:
        room = make_room(time, members)
        time.during_pause = [lambda: tell(room, b"b"), lambda: tell(room, b"c")]

        tell(room, b"a")
        while time.later:
            time.pass_on()

        assert [pair.read() for pair in members] == [b"abc"] * 6


@pytest.mark.usefixtures("short_turns")
def test_viewers_who_go_or_fall_behind_in_between_get_no_broken_frame() -> None:
    time = Time()
    with pairs(6) as members:
        room = make_room(time, members)
        filled = []
        time.during_pause = [members[3].viewer.hang_up, lambda: filled.append(members[4].fill())]

        tell(room, b"a")

        assert [pair.read() for pair in members[:4]] == [b"a", b"a", b"a", b""]
        assert members[4].read() == b"f" * filled[0] + b"a"
        assert members[5].read() == b"a"
