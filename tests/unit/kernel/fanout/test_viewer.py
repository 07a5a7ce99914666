"""The writing end of one websocket."""

import socket
from collections.abc import Callable

from kernel.fanout.viewer import Counts, Greenlets, Viewer
from tests.unit.kernel.fanout.peers import LIMITS, pairs


def test_what_the_system_does_not_take_at_once_arrives_whole_and_in_order() -> None:
    with pairs(1) as [pair]:
        filled = pair.fill()
        frames = [bytes([number]) * 3000 for number in range(20)]

        for frame in frames:
            pair.viewer.write(frame)
        received = pair.read()

        assert received == b"f" * filled + b"".join(frames)
        assert not pair.viewer.has_backlog
        assert pair.viewer.backlog_bytes == 0


def test_droppable_frames_are_left_out_whole_for_who_is_behind() -> None:
    with pairs(1) as [pair]:
        filled = pair.fill()
        backlog = pair.viewer.backlog_bytes

        for number in range(50):
            pair.viewer.offer(bytes([number]) * 1000, is_droppable=True)
        kept = pair.viewer.backlog_bytes - backlog
        received = pair.read()[filled:]

        assert backlog + kept <= LIMITS.soft_backlog_bytes
        assert received == b"".join(bytes([number]) * 1000 for number in range(kept // 1000))
        assert pair.counts.dropped_frames == 50 - kept // 1000


def test_who_has_caught_up_gets_droppable_frames_again() -> None:
    with pairs(1) as [pair]:
        filled = pair.fill()
        pair.viewer.offer(b"a" * LIMITS.soft_backlog_bytes, is_droppable=True)
        pair.read()

        pair.viewer.offer(b"b" * 5000, is_droppable=True)

        assert pair.read()[filled:] == b"b" * 5000


def test_who_is_too_far_behind_for_a_frame_that_must_arrive_is_cut_off() -> None:
    with pairs(1) as [pair]:
        pair.fill()

        while pair.viewer.is_open:
            pair.viewer.write(b"x" * 30_000)

        assert pair.counts.cut_viewers == 1
        assert not pair.viewer.has_backlog


def test_a_single_frame_may_be_larger_than_any_backlog() -> None:
    with pairs(1) as [pair]:
        pair.viewer.write(b"x" * 3_000_000)
        pair.viewer.write(b"y" * 3000)
        pair.viewer.write(b"z" * 3000)

        assert pair.read() == b"x" * 3_000_000 + b"y" * 3000 + b"z" * 3000


def test_a_viewer_who_takes_nothing_for_too_long_is_cut_off() -> None:
    near, far = socket.socketpair()
    near.setblocking(False)
    drains: list[Callable[[], None]] = []

    def wait_write(_descriptor: int, seconds: float) -> None:
        assert seconds == LIMITS.stuck_seconds
        raise TimeoutError

    viewer = Viewer(near, Greenlets(drains.append, wait_write, lambda: None), LIMITS, Counts())
    with near, far:
        while not viewer.has_backlog:
            viewer.write(b"x" * 4096)
        drains.pop()()

        assert not viewer.is_open


def test_a_descriptor_is_not_given_up_while_a_greenlet_waits_for_it() -> None:
    near, far = socket.socketpair()
    near.setblocking(False)
    drains: list[Callable[[], None]] = []

    def let_run() -> None:
        drains.pop()()

    viewer = Viewer(near, Greenlets(drains.append, lambda *_: None, let_run), LIMITS, Counts())
    with near, far:
        while not viewer.has_backlog:
            viewer.write(b"x" * 4096)

        viewer.hang_up()
        viewer.wait_until_drained()

        assert drains == []


def test_a_viewer_who_is_gone_takes_nothing_and_harms_nobody() -> None:
    with pairs(1) as [pair]:
        pair.other_end.close()

        pair.viewer.write(b"x")
        pair.viewer.write(b"x")
        pair.viewer.hang_up()

        assert not pair.viewer.is_open
        assert pair.counts.cut_viewers == 1
