"""The API of captions. A file is the body itself; what it is, is found out by reading it."""

import uuid

from flask import Response, request

from content import captions
from content.languages import own_name
from content.posts import PostKind, get_own_post
from content.schemas import KeptCaptions
from kernel.transaction import reading, transaction
from kernel.web.access import SIGNED_IN
from kernel.web.actor import get_actor
from kernel.web.limits import limiter
from kernel.web.routes import Api
from media.captions import MAX_BYTES

api = Api("captions", __name__)
PATH = "/videos/<uuid:video_id>/captions/<language>"


def _me() -> uuid.UUID:
    return get_actor().user_id


# `own`: it is safe to repeat by itself, and files must not be stored inside a transaction.
@api.put(PATH, access=SIGNED_IN, answer=KeptCaptions, key="own")
@limiter.limit("120/hour")
def put_captions(video_id: uuid.UUID, language: str) -> KeptCaptions:
    """Give one's own video captions in a language (BCP 47); the body is WebVTT or SRT of up to 512 kB."""
    kept = captions.put_captions(video_id, _me(), language, request.stream.read(MAX_BYTES + 1))
    return KeptCaptions(
        language=language,
        label=own_name(language),
        cues_count=kept.cues_count,
        hidden_count=kept.hidden_count,
    )


@api.get(f"{PATH}/original", access=SIGNED_IN)
def get_original(video_id: uuid.UUID, language: str) -> Response:
    """Download the file that was sent as captions of one's own video."""
    with reading() as session:
        video = get_own_post(session, video_id, _me(), kind=PostKind.VIDEO)
    answer = Response(captions.read_original(video, language), content_type=captions.ORIGINAL_TYPE)
    answer.headers["Content-Disposition"] = f'attachment; filename="captions-{language}.txt"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@api.delete(PATH, access=SIGNED_IN, status=204)
def remove_captions(video_id: uuid.UUID, language: str) -> None:
    """Delete the captions of one's own video in a language; they can be brought back for some days."""
    with transaction() as session:
        captions.remove_captions(session, video_id, _me(), language)


@api.post(f"{PATH}/restore", access=SIGNED_IN, status=204, key="own")
def restore_captions(video_id: uuid.UUID, language: str) -> None:
    """Bring deleted captions of one's own video back."""
    captions.restore_captions(video_id, _me(), language)


@api.put(f"{PATH}/default", access=SIGNED_IN, status=204)
def choose_default(video_id: uuid.UUID, language: str) -> None:
    """Make these captions of one's own video the ones for people whose language it has none in."""
    with transaction() as session:
        captions.choose_default(session, video_id, _me(), language)
