"""The room's API: chat and its peace, reminders, reports, taps."""

import uuid

from kernel.transaction import reading, transaction
from kernel.web.access import ANYONE, SIGNED_IN
from kernel.web.actor import get_actor
from kernel.web.limits import limiter
from kernel.web.routes import Api
from live import chat, chat_settings, figures, reminders
from live.broadcasts import ms_of
from live.chat import describe_comment
from live.chat_settings import describe_chat
from live.routes.answers import ChatAnswer, CommentAnswer, CommentPage, ReceiptAnswer, RestrictionAnswer
from live.routes.doors import get_known, get_moderated, get_watched
from live.schemas import ChangeChat, ListComments, ReportBroadcast, RestrictPerson, TapPin, moment_of
from live.supervision import SUBJECT_KIND
from live.values import CommentState
from moderation import reports, subjects

api = Api("room", __name__)


def _me() -> uuid.UUID:
    return get_actor().user_id


@api.patch("/broadcasts/<uuid:broadcast_id>/chat", access=SIGNED_IN, body=ChangeChat, answer=ChatAnswer)
def change_chat(broadcast_id: uuid.UUID, body: ChangeChat) -> ChatAnswer:
    """Change how the chat is kept."""
    values = body.model_dump(exclude_none=True)
    with transaction() as session:
        get_moderated(session, broadcast_id)
        changed = chat_settings.change_chat(session, broadcast_id, **values)
        return ChatAnswer.model_validate(describe_chat(changed, with_words=True))


@api.get("/broadcasts/<uuid:broadcast_id>/comments", access=ANYONE, query=ListComments, answer=CommentPage)
def list_comments(broadcast_id: uuid.UUID, query: ListComments) -> CommentPage:
    """Return what was said: to viewers by the moment of the recording, to moderators by state and words."""
    with reading() as session:
        if query.state is None and not query.q:
            get_watched(session, broadcast_id)
            page = chat.list_comments(
                session,
                broadcast_id,
                since=moment_of(query.from_ms),
                until=moment_of(query.to_ms),
                cursor=query.cursor,
                limit=query.limit,
            )
        else:
            get_moderated(session, broadcast_id)
            state = None if query.state in {None, "all"} else CommentState(query.state)
            page = chat.search_comments(
                session, broadcast_id, state=state, words=query.q, cursor=query.cursor, limit=query.limit
            )
    items = [CommentAnswer.model_validate(describe_comment(one)) for one in page.items]
    return CommentPage(items=items, next_cursor=page.next_cursor)


@api.delete("/broadcasts/<uuid:broadcast_id>/comments/<uuid:comment_id>", access=SIGNED_IN, status=204)
def remove_comment(broadcast_id: uuid.UUID, comment_id: uuid.UUID) -> None:
    """Take a comment off every screen."""
    with transaction() as session:
        get_moderated(session, broadcast_id)
        chat.remove_comment(session, broadcast_id, comment_id, actor_id=_me())


@api.post("/broadcasts/<uuid:broadcast_id>/comments/<uuid:comment_id>/release", access=SIGNED_IN, status=204)
def release_comment(broadcast_id: uuid.UUID, comment_id: uuid.UUID) -> None:
    """Show a comment that waited for a look, or that was removed."""
    with transaction() as session:
        get_moderated(session, broadcast_id)
        chat.release_comment(session, broadcast_id, comment_id, actor_id=_me())


@api.post(
    "/broadcasts/<uuid:broadcast_id>/restrictions",
    access=SIGNED_IN,
    body=RestrictPerson,
    answer=RestrictionAnswer,
    status=201,
)
def restrict_person(broadcast_id: uuid.UUID, body: RestrictPerson) -> RestrictionAnswer:
    """Keep a person from talking or from being there."""
    with transaction() as session:
        get_moderated(session, broadcast_id)
        made = chat.restrict(
            session, broadcast_id, body.user_id, kind=body.kind, seconds=body.seconds, actor_id=_me()
        )
        return RestrictionAnswer(user_id=made.user_id, kind=made.kind, until_ms=ms_of(made.until))


@api.delete("/broadcasts/<uuid:broadcast_id>/restrictions/<uuid:user_id>", access=SIGNED_IN, status=204)
def lift_restriction(broadcast_id: uuid.UUID, user_id: uuid.UUID) -> None:
    """Let a person talk and be there again."""
    with transaction() as session:
        get_moderated(session, broadcast_id)
        chat.lift_restriction(session, broadcast_id, user_id)


@api.put("/broadcasts/<uuid:broadcast_id>/moderators/<uuid:user_id>", access=SIGNED_IN, status=204)
def add_moderator(broadcast_id: uuid.UUID, user_id: uuid.UUID) -> None:
    """Let a person moderate an own broadcast."""
    with transaction() as session:
        chat_settings.add_moderator(session, broadcast_id, user_id, creator_id=_me())


@api.delete("/broadcasts/<uuid:broadcast_id>/moderators/<uuid:user_id>", access=SIGNED_IN, status=204)
def remove_moderator(broadcast_id: uuid.UUID, user_id: uuid.UUID) -> None:
    """Let a person moderate an own broadcast no more."""
    with transaction() as session:
        chat_settings.remove_moderator(session, broadcast_id, user_id, creator_id=_me())


@api.post("/broadcasts/<uuid:broadcast_id>/reminders", access=SIGNED_IN, status=204)
def add_reminder(broadcast_id: uuid.UUID) -> None:
    """Be told when a broadcast starts."""
    with transaction() as session:
        get_known(session, broadcast_id)
        reminders.add_reminder(session, broadcast_id, _me())


@api.delete("/broadcasts/<uuid:broadcast_id>/reminders", access=SIGNED_IN, status=204)
def remove_reminder(broadcast_id: uuid.UUID) -> None:
    """Be told nothing."""
    with transaction() as session:
        get_known(session, broadcast_id)
        reminders.remove_reminder(session, broadcast_id, _me())


@api.post(
    "/broadcasts/<uuid:broadcast_id>/reports",
    access=SIGNED_IN,
    body=ReportBroadcast,
    answer=ReceiptAnswer,
    status=201,
)
@limiter.limit("20/hour")
def report_broadcast(broadcast_id: uuid.UUID, body: ReportBroadcast) -> ReceiptAnswer:
    """Tell the moderators what is wrong with a broadcast."""
    with transaction() as session:
        get_watched(session, broadcast_id)
        receipt = reports.report(
            session,
            subjects.get_subject(session, SUBJECT_KIND, broadcast_id),
            reporter_id=_me(),
            category=body.category,
            text=body.text,
            program_time=moment_of(body.program_time_ms),
        )
    return ReceiptAnswer(id=receipt)


@api.post("/broadcasts/<uuid:broadcast_id>/taps", access=ANYONE, body=TapPin, status=204)
@limiter.limit("60/minute")
def tap_pin(broadcast_id: uuid.UUID, body: TapPin) -> None:
    """Count that a viewer opened the product of a pin."""
    with transaction() as session:
        get_watched(session, broadcast_id)
        figures.add_tap(session, broadcast_id, body.pin_id)
