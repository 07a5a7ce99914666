"""The API of what is done to a video's pictures: cutting it at its ends, and choosing its cover."""

import uuid

from flask import request

from content import covers, trimming
from content.routes.videos import answer_video
from content.schemas import LossAnswer, Moment, Stretch, StretchQuery, VideoAnswer
from kernel.transaction import reading, transaction
from kernel.web.access import SIGNED_IN
from kernel.web.actor import get_actor
from kernel.web.limits import limiter
from kernel.web.routes import Api

api = Api("video_edits", __name__)
TRIM, COVER = "/videos/<uuid:video_id>/trim", "/videos/<uuid:video_id>/cover"


def _me() -> uuid.UUID:
    return get_actor().user_id


@api.get(TRIM, access=SIGNED_IN, query=StretchQuery, answer=LossAnswer)
def find_loss(video_id: uuid.UUID, query: StretchQuery) -> LossAnswer:
    """Return what of one's own video's tags and captions a cut would leave out."""
    with reading() as session:
        loss = trimming.find_loss(session, video_id, _me(), query.start_seconds, query.end_seconds)
    return LossAnswer(product_tags_count=len(loss.tags), captions_counts=dict(loss.captions))


@api.put(TRIM, access=SIGNED_IN, body=Stretch, answer=VideoAnswer)
@limiter.limit("60/hour")
def trim_video(video_id: uuid.UUID, body: Stretch) -> VideoAnswer:
    """Have one's own video cut off before and after two moments; it is shown as it is until that is done."""
    with transaction() as session:
        video = trimming.trim_video(session, video_id, _me(), body.start_seconds, body.end_seconds)
        return answer_video(session, video)


@api.delete(TRIM, access=SIGNED_IN, answer=VideoAnswer)
@limiter.limit("60/hour")
def undo_trim(video_id: uuid.UUID) -> VideoAnswer:
    """Have all of one's own video shown again."""
    with transaction() as session:
        return answer_video(session, trimming.undo_trim(session, video_id, _me()))


@api.post(f"{TRIM}/retry", access=SIGNED_IN, answer=VideoAnswer)
@limiter.limit("60/hour")
def retry_edit(video_id: uuid.UUID) -> VideoAnswer:
    """Try a cut of one's own video again that failed."""
    with transaction() as session:
        return answer_video(session, trimming.retry_edit(session, video_id, _me()))


@api.put(f"{COVER}/moment", access=SIGNED_IN, body=Moment, answer=VideoAnswer)
@limiter.limit("120/hour")
def choose_moment(video_id: uuid.UUID, body: Moment) -> VideoAnswer:
    """Make the picture of a moment of one's own video its cover; it is taken soon."""
    with transaction() as session:
        return answer_video(session, covers.choose_moment(session, video_id, _me(), body.seconds))


# `own`: it is safe to repeat by itself, and files must not be stored inside a transaction.
@api.put(COVER, access=SIGNED_IN, answer=VideoAnswer, key="own")
@limiter.limit("60/hour")
def put_cover(video_id: uuid.UUID) -> VideoAnswer:
    """Make a picture the cover of one's own video; the body is the picture (JPEG, PNG or WebP)."""
    video = covers.put_picture(video_id, _me(), request.stream)
    with reading() as session:
        return answer_video(session, video)


@api.delete(COVER, access=SIGNED_IN, answer=VideoAnswer)
def reset_cover(video_id: uuid.UUID) -> VideoAnswer:
    """Show the picture of one's own video again that the market chose."""
    with transaction() as session:
        return answer_video(session, covers.reset_cover(session, video_id, _me()))
