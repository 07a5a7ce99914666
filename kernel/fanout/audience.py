"""Who is in one room, kept in the form in which a frame is written to all of them fastest.

A room is written to for at most half of the time. What is told while it rests goes out in one piece after
that: this saves most of the system calls under load, and leaves the process time for everybody else. A small
room is written to so quickly that it never rests.
"""

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from kernel.fanout.viewer import DONT_WAIT, Viewer

#: So many viewers are written to in a row; then other greenlets may run.
VIEWERS_A_TURN = 1000
#: A room rests as long as it was written to, between these (seconds); below that it does not rest at all.
MIN_REST_SECONDS = 0.001
MAX_REST_SECONDS = 0.05

_Send = Callable[[bytes, int], int]
_Turn = Sequence[tuple[Viewer, _Send]]


@dataclass(frozen=True)
class Clockwork:
    """How an audience lets others run, and has itself called again."""

    pause: Callable[[], None]
    #: Calls a function after so many seconds, without waiting for it.
    later: Callable[[float, Callable[[], None]], Any]
    now: Callable[[], float] = time.monotonic


@dataclass(frozen=True)
class _Told:
    """A frame on its way, and who does not get it."""

    frame: bytes
    is_droppable: bool
    skipped: Collection[Viewer]


@dataclass
class _Newcomers:
    """Viewers who came while frames were waiting that were told before; emptied with the frames."""

    first_frame: dict[Viewer, int] = field(default_factory=dict)

    def too_late_for(self, number: int) -> set[Viewer]:
        return {viewer for viewer, first in self.first_frame.items() if number < first}


class Audience:
    """The viewers of a room: those who can be written to at once, and those with a backlog.

    Viewers come and go one at a time without a new list of all being made, until the next frame needs it.
    """

    def __init__(self, clockwork: Clockwork) -> None:
        #: Members whose connection is not ours to write to (sid -> Engine.IO's sid).
        self.others: dict[str, str] = {}
        self._clockwork = clockwork
        self._ready: dict[Viewer, _Send] = {}
        self._lagging: dict[Viewer, None] = {}
        self._in_a_row: _Turn | None = None
        self._changes_count = 0
        self._waiting: list[_Told] = []
        self._newcomers = _Newcomers()
        self._is_writing = False
        self._is_scheduled = False
        self._rests_until = 0.0

    def __len__(self) -> int:
        return len(self._ready) + len(self._lagging) + len(self.others)

    def add(self, viewer: Viewer) -> None:
        """Let a viewer in; it hears what is told from now on."""
        viewer.rooms.add(self)
        if self._waiting:
            self._newcomers.first_frame[viewer] = len(self._waiting)
        if viewer.has_backlog:
            self._lagging[viewer] = None
        else:
            self._ready[viewer] = viewer.send
        self._changed()

    def leave(self, viewer: Viewer) -> None:
        """Let a viewer out; it hears what has been told until now."""
        if viewer in self._ready or viewer in self._lagging:
            for number, told in enumerate(self._waiting):
                if viewer not in told.skipped and viewer not in self._newcomers.too_late_for(number):
                    viewer.offer(told.frame, is_droppable=told.is_droppable)
        self.discard(viewer)

    def discard(self, viewer: Viewer) -> None:
        """Forget a viewer whose connection has ended, if it was here."""
        viewer.rooms.discard(self)
        self._ready.pop(viewer, None)
        self._lagging.pop(viewer, None)
        self._newcomers.first_frame.pop(viewer, None)
        self._changed()

    def park(self, viewer: Viewer) -> None:
        """Write to this viewer through its backlog from now on."""
        self._ready.pop(viewer, None)
        self._lagging[viewer] = None
        self._changed()

    def resume(self, viewer: Viewer) -> None:
        """Write to this viewer's socket again."""
        self._lagging.pop(viewer, None)
        self._ready[viewer] = viewer.send
        self._changed()

    def tell(self, frame: bytes, *, is_droppable: bool, skipped: Collection[Viewer] = ()) -> None:
        """Write a frame to every viewer who is not `skipped`, after all frames that came before it.

        It is written at once, unless the room rests or another greenlet is writing to it.
        """
        self._waiting.append(_Told(frame, is_droppable, skipped))
        if self._is_writing or self._is_scheduled:
            return
        rest_seconds = self._rests_until - self._clockwork.now()
        if rest_seconds > 0:
            self._schedule(rest_seconds)
        else:
            self._write()

    def _schedule(self, seconds: float) -> None:
        self._is_scheduled = True
        self._clockwork.later(seconds, self._write)

    def _write(self) -> None:
        """Write what is waiting, then rest."""
        self._is_scheduled = False
        self._is_writing = True
        began = self._clockwork.now()
        try:
            waiting, self._waiting = self._waiting, []
            newcomers, self._newcomers = self._newcomers, _Newcomers()
            self._write_in_order(waiting, newcomers)
        finally:
            self._is_writing = False
            ended = self._clockwork.now()
            rest_seconds = min(ended - began, MAX_REST_SECONDS)
            self._rests_until = ended + (rest_seconds if rest_seconds > MIN_REST_SECONDS else 0.0)
            if self._waiting:
                self._schedule(max(rest_seconds, MIN_REST_SECONDS))

    def _write_in_order(self, waiting: Sequence[_Told], newcomers: _Newcomers) -> None:
        if not newcomers.first_frame and not any(told.skipped for told in waiting):
            self._write_to_everybody(waiting, frozenset())
            return
        for number, told in enumerate(waiting):
            self._write_to_everybody([told], {*told.skipped, *newcomers.too_late_for(number)})

    def _write_to_everybody(self, waiting: Sequence[_Told], skipped: Collection[Viewer]) -> None:
        if self._in_a_row is None:
            self._in_a_row = list(self._ready.items())
        everybody, unchanged = self._in_a_row, self._changes_count
        _offer(waiting, [viewer for viewer in self._lagging if viewer not in skipped])
        piece = waiting[0].frame if len(waiting) == 1 else b"".join(told.frame for told in waiting)
        for start in range(0, len(everybody), VIEWERS_A_TURN):
            if start:
                self._clockwork.pause()
            turn = everybody[start : start + VIEWERS_A_TURN]
            if skipped or (start and self._changes_count != unchanged):
                _offer(waiting, [v for v, _ in turn if v not in skipped and self._is_here(v)])
            else:
                _write_to_all(piece, turn)

    def _is_here(self, viewer: Viewer) -> bool:
        return viewer in self._ready or viewer in self._lagging

    def _changed(self) -> None:
        self._in_a_row = None
        self._changes_count += 1


def _offer(waiting: Sequence[_Told], viewers: Sequence[Viewer]) -> None:
    """Write frames one by one, asking each viewer how it stands."""
    for viewer in viewers:
        for told in waiting:
            viewer.offer(told.frame, is_droppable=told.is_droppable)


def _write_to_all(piece: bytes, viewers: _Turn) -> None:
    """Write to sockets that nobody else is writing to. Each step here is paid for every delivery."""
    length = len(piece)
    for viewer, send in viewers:
        try:
            sent = send(piece, DONT_WAIT)
        except BlockingIOError:
            viewer.keep(piece, 0)
        except OSError:
            viewer.cut_off()
        else:
            if sent != length:
                viewer.keep(piece, sent)
