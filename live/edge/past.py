"""What a broadcast showed before this process began to watch: the journal in the spool, if at hand."""

import uuid
from collections.abc import Sequence

from kernel import runtime
from media.live_journal import read_journal
from media.live_playlists import ListedSegment

#: A line has 250 bytes, an hour of four renditions 1.8 MB; nobody winds back further than a quarter of one.
MAX_JOURNAL_BYTES = 2 << 20


def list_past(broadcast_id: uuid.UUID, rendition: str, *, before_msn: int) -> Sequence[ListedSegment]:
    """Return the segments before a number that follow each other up to it, oldest first; maybe none."""
    path = runtime.config().live_spool / str(broadcast_id) / "journal"
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - MAX_JOURNAL_BYTES))
            lines = file.read().decode(errors="replace").splitlines()
    except OSError:
        return []
    known = {segment.msn: segment for segment in read_journal(lines).list_segments(rendition)}
    past = []
    msn = before_msn - 1
    while msn in known:
        past.append(known[msn].list())
        msn -= 1
    return past[::-1]
