"""Writes the messages of an RTMP connection into a publication."""

import uuid

from live.ingest.flv import Muxer
from live.ingest.metrics import RECEIVED_BYTES
from live.ingest.publication import Publication
from live.ingest.rtmp_chunks import Message


class RtmpMedia:
    """One connection's inputs, one after another: other parameters of picture or sound begin a new one."""

    def __init__(self, door: str, publication: Publication) -> None:
        self._received_bytes = RECEIVED_BYTES.labels(door)
        self._publication = publication
        self._muxer = Muxer()
        self.has_begun = False

    async def take(self, message: Message) -> None:
        """Write an audio or video message, as soon as a key frame has come.

        Raises InputRefused.
        """
        begins, data = self._muxer.take(message.kind, message.timestamp_ms, message.payload)
        if begins:
            self.has_begun = True
            await self._publication.open_input("flv", input_id=f"flv-{uuid.uuid4()}", captured_at=None)
        if data:
            self._received_bytes.inc(len(data))
            await self._publication.write(data)
