"""Who is in one room, kept in the form in which a frame is written to all of them fastest."""

from collections import deque
from collections.abc import Callable, Collection, Sequence

from kernel.fanout.viewer import DONT_WAIT, Viewer

#: So many viewers are written to in a row; then others may run (6 ms). Source: docs/adr/0007-fanout.md
VIEWERS_A_TURN = 2000

_Send = Callable[[bytes, int], int]


class Audience:
    """The viewers of a room: those who can be written to at once, and those with a backlog.

    Viewers come and go one at a time without a new list of all being made, until the next frame needs it.
    """

    def __init__(self, pause: Callable[[], None]) -> None:
        #: Members whose connection is not ours to write to (sid -> Engine.IO's sid).
        self.others: dict[str, str] = {}
        self._pause = pause
        self._ready: dict[Viewer, _Send] = {}
        self._lagging: dict[Viewer, None] = {}
        self._in_a_row: Sequence[tuple[Viewer, _Send]] | None = None
        self._changes_count = 0
        self._waiting: deque[tuple[bytes, bool, Collection[Viewer]]] = deque()
        self._is_telling = False

    def __len__(self) -> int:
        return len(self._ready) + len(self._lagging) + len(self.others)

    def add(self, viewer: Viewer) -> None:
        """Let a viewer in."""
        viewer.rooms.add(self)
        if viewer.has_backlog:
            self._lagging[viewer] = None
        else:
            self._ready[viewer] = viewer.send
        self._changed()

    def discard(self, viewer: Viewer) -> None:
        """Forget a viewer who left, if it was here."""
        viewer.rooms.discard(self)
        self._ready.pop(viewer, None)
        self._lagging.pop(viewer, None)
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
        """Write a frame to every viewer who is not `skipped`, after the frames that came before it.

        While another greenlet still writes to a large room, the frame waits for its turn and this returns.
        """
        self._waiting.append((frame, is_droppable, skipped))
        if self._is_telling:
            return
        self._is_telling = True
        try:
            while self._waiting:
                self._tell(*self._waiting.popleft())
        finally:
            self._is_telling = False

    def _tell(self, frame: bytes, is_droppable: bool, skipped: Collection[Viewer]) -> None:
        if self._in_a_row is None:
            self._in_a_row = list(self._ready.items())
        everybody, unchanged = self._in_a_row, self._changes_count
        for viewer in list(self._lagging):
            if viewer not in skipped:
                viewer.offer(frame, is_droppable=is_droppable)
        for start in range(0, len(everybody), VIEWERS_A_TURN):
            if start:
                self._pause()
            turn = everybody[start : start + VIEWERS_A_TURN]
            if skipped or (start and self._changes_count != unchanged):
                self._offer(frame, is_droppable, skipped, turn)
            else:
                _write_to_all(frame, turn)

    def _offer(
        self,
        frame: bytes,
        is_droppable: bool,
        skipped: Collection[Viewer],
        turn: Sequence[tuple[Viewer, _Send]],
    ) -> None:
        """Write to those who are still here, asking each how it stands."""
        for viewer, _ in turn:
            if viewer not in skipped and (viewer in self._ready or viewer in self._lagging):
                viewer.offer(frame, is_droppable=is_droppable)

    def _changed(self) -> None:
        self._in_a_row = None
        self._changes_count += 1


def _write_to_all(frame: bytes, viewers: Sequence[tuple[Viewer, _Send]]) -> None:
    """Write to sockets that nobody else is writing to. Each step here is paid for every delivery."""
    length = len(frame)
    for viewer, send in viewers:
        try:
            sent = send(frame, DONT_WAIT)
        except BlockingIOError:
            viewer.keep(frame, 0)
        except OSError:
            viewer.cut_off()
        else:
            if sent != length:
                viewer.keep(frame, sent)
