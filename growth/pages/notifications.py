"""The page of notifications, and the choice which of them one wants."""

import uuid

from flask import Response, flash, request
from flask_babel import gettext

from growth import choices, notifications
from growth.kinds import OPTIONAL, TRAITS, Kind
from growth.wording import choice_words, tell
from kernel.fields import Body
from kernel.transaction import reading, transaction
from kernel.web.access import SIGNED_IN
from kernel.web.actor import get_actor
from kernel.web.routes import Pages, go_to, parse_form
from kernel.web.templates import render

pages = Pages("growth", __name__)
PAGE_COUNT = 30


class SeenUntil(Body):
    """The form that marks as read what a page shows and what is older."""

    newest: uuid.UUID


class Wanted(Body):
    """The form of choices; an unchecked box is not sent."""

    post_published: bool = False
    post_liked: bool = False
    comment_added: bool = False
    comment_replied: bool = False
    comment_mentioned: bool = False
    comment_liked: bool = False
    post_mentioned: bool = False
    followed: bool = False


@pages.page("/notifications", access=SIGNED_IN)
def show_notifications() -> Response:
    """Show what the person was told, day by day."""
    person_id = get_actor().user_id
    with reading() as session:
        page = notifications.list_notifications(
            session, person_id, cursor=request.args.get("cursor"), limit=PAGE_COUNT
        )
        wanted = choices.list_wanted(session, person_id)
        unread_count = notifications.count_unread(session, person_id)
    return render(
        "growth/notifications.html",
        told=[(one, tell(one), TRAITS[one.kind].icon) for one in page.items],
        next_cursor=page.next_cursor,
        unread_count=unread_count,
        choices=[(kind, choice_words()[kind], kind in wanted) for kind in OPTIONAL],
    )


@pages.page("/notifications/<uuid:notification_id>", access=SIGNED_IN)
def open_notification(notification_id: uuid.UUID) -> Response:
    """Go where a notification leads, which is read by that."""
    with transaction() as session:
        return go_to(notifications.open_notification(session, notification_id, get_actor().user_id))


@pages.page("/notifications/read", access=SIGNED_IN, methods=("POST",))
def mark_all_read() -> Response:
    """Mark as read what the person saw, and what is older."""
    form = parse_form(SeenUntil)
    with transaction() as session:
        notifications.mark_all_read(session, get_actor().user_id, newest=form.newest)
    return go_to("/notifications")


@pages.page("/notifications/choices", access=SIGNED_IN, methods=("POST",))
def choose_wanted() -> Response:
    """Keep which notifications the person wants."""
    form = parse_form(Wanted)
    wanted = {Kind(name) for name, is_wanted in form.model_dump().items() if is_wanted}
    with transaction() as session:
        choices.choose_wanted(session, get_actor().user_id, wanted)
    flash(gettext("Your choice is saved."), "success")
    return go_to("/notifications")
