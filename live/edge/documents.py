"""A rendered playlist, made once for everybody who waited for it, plain and compressed."""

import gzip
import zlib
from functools import cached_property

#: Below this, compressing saves no packet.
MIN_GZIP_BYTES = 1000


class Document:
    """The bytes of a playlist as they are sent."""

    def __init__(self, text: str) -> None:
        self.body = text.encode()

    @cached_property
    def etag(self) -> str:
        """Return what tells this version from another, the same in every process."""
        return f'"{len(self.body):x}-{zlib.crc32(self.body):08x}"'

    @cached_property
    def compressed(self) -> bytes | None:
        """Return the body gzipped, or None where that is not worth it."""
        if len(self.body) < MIN_GZIP_BYTES:
            return None
        return gzip.compress(self.body, compresslevel=1, mtime=0)
