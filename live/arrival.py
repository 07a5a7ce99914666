"""What of a broadcast arrives at the ingest process that carries it, asked there."""

import json
import urllib.error
import urllib.request
from typing import Any

from kernel.logs import log
from live.publishing import ingest_origin
from live.tokens import sign_feed
from live.values import Broadcast

#: A host's page asks every two seconds; an ingest process that is silent for so long is as good as away.
TIMEOUT_SECONDS = 1.5
MAX_ANSWER_BYTES = 10_000


def find_health(broadcast: Broadcast) -> dict[str, Any] | None:
    """Return bitrate, frame rate, key frame gap, delay and advice of what arrives, or None: nothing does."""
    if not broadcast.is_live:
        return None
    url = f"{broadcast.ingest_url or ingest_origin()}/health/{broadcast.id}"
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {sign_feed()}"})  # noqa: S310  (our own)
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310
            health: dict[str, Any] = json.loads(answer.read(MAX_ANSWER_BYTES))
            return health
    except urllib.error.HTTPError:
        return None  # it carries the broadcast no more
    except (OSError, ValueError) as error:
        log.warning("ingest_silent", broadcast_id=str(broadcast.id), error=str(error))
        return None
