"""The accounts' pages: sign up and in, profile, settings with devices and tokens."""

import uuid
from typing import Any
from urllib.parse import urlsplit

from flask import Response, flash, request
from flask_babel import gettext

from accounts import blocks, people, pictures, sessions, suspensions
from accounts.errors import EmailTaken, HandleTaken, WeakPassword, WrongCredentials
from accounts.roles import Role
from accounts.schemas import LogIn, NewToken, Preferences, ProfileForm, ShowPurchases, SignUp, TakeRole
from kernel.errors import DomainError, NotFound
from kernel.transaction import reading, transaction
from kernel.web.access import ANYONE, SIGNED_IN
from kernel.web.actor import SESSION_COOKIE, find_actor, get_actor
from kernel.web.guests import find_guest, forget_guest
from kernel.web.languages import LOCALE_COOKIE, THEME_COOKIE
from kernel.web.limits import by_address, limiter
from kernel.web.objects import send_object
from kernel.web.problems import InvalidFields
from kernel.web.routes import Pages, go_to, parse_form
from kernel.web.templates import locale, render

pages = Pages("accounts", __name__)
YEAR_SECONDS = 365 * 24 * 3600


def safe_next(target: str) -> str:
    """Return a path of this site to go on to; anything else becomes the first page."""
    parts = urlsplit(target)
    harmless = target.startswith("/") and not target.startswith(("//", "/\\")) and "\\" not in target
    return target if harmless and not parts.scheme and not parts.netloc and target.isprintable() else "/"


@pages.page("/login", access=ANYONE)
def log_in_form() -> Response:
    """Show the log-in form."""
    return _form("accounts/log_in.html", {"next": request.args.get("next", "/")})


@pages.page("/login", access=ANYONE, methods=("POST",))
@limiter.limit("10/minute", key_func=by_address)
def log_in() -> Response:
    """Sign a person in on this device."""
    try:
        form = parse_form(LogIn)
        with transaction() as session:
            suspended_id = suspensions.find_suspended(session, email=form.email, password=form.password)
            if suspended_id is not None:
                return go_to(f"/suspended?token={suspensions.sign_suspended(suspended_id)}")
            user_id = sessions.check_password(session, email=form.email, password=form.password)
        return _signed_in(user_id, form.next)
    except (WrongCredentials, InvalidFields) as error:
        return _form("accounts/log_in.html", request.form.to_dict(), error)


@pages.page("/signup", access=ANYONE)
def sign_up_form() -> Response:
    """Show the sign-up form."""
    return _form("accounts/sign_up.html", {"next": request.args.get("next", "/")})


@pages.page("/signup", access=ANYONE, methods=("POST",))
@limiter.limit("10/hour", key_func=by_address)
def sign_up() -> Response:
    """Create an account and sign its person in."""
    try:
        form = parse_form(SignUp)
        with transaction() as session:
            person = people.sign_up(
                session,
                email=form.email,
                password=form.password,
                display_name=form.display_name,
                locale=locale(),
            )
        return _signed_in(person.id, form.next)
    except (InvalidFields, EmailTaken, WeakPassword) as error:
        return _form("accounts/sign_up.html", request.form.to_dict(), error)


@pages.page("/logout", access=ANYONE, methods=("POST",))
def log_out() -> Response:
    """Sign this device out."""
    actor = find_actor()
    if actor is not None and actor.session_id is not None:
        with transaction() as session:
            sessions.end_session(session, actor.user_id, actor.session_id)
    response = go_to("/")
    response.delete_cookie(SESSION_COOKIE)
    return response


@pages.page("/me", access=SIGNED_IN)
def own_profile() -> Response:
    """Go to the person's own profile."""
    return go_to(f"/@{get_actor().handle}")


@pages.page("/settings", access=SIGNED_IN)
def settings() -> Response:
    """Show the person's own settings."""
    return _settings()


@pages.page("/settings/profile", access=SIGNED_IN, methods=("POST",))
def change_profile() -> Response:
    """Change what others see of the person."""
    try:
        form = parse_form(ProfileForm)
        picture = request.files.get("avatar")
        avatar_key = (
            pictures.store_avatar(picture.stream) if picture is not None and picture.filename else None
        )
        with transaction() as session:
            people.change_profile(
                session,
                get_actor().user_id,
                display_name=form.display_name,
                handle=form.handle,
                bio=form.bio,
                locale=form.locale or None,
            )
            if avatar_key is not None:
                people.set_avatar(session, get_actor().user_id, avatar_key)
    except (InvalidFields, HandleTaken, pictures.BadPicture) as error:
        return _settings(error)
    flash(gettext("Your profile is saved."), "success")
    return go_to("/settings")


@pages.page("/settings/purchases", access=SIGNED_IN, methods=("POST",))
def choose_purchases() -> Response:
    """Let others see what the person buys in a broadcast, or not."""
    form = parse_form(ShowPurchases)
    with transaction() as session:
        people.set_shows_purchases(session, get_actor().user_id, shown=form.shows_purchases)
    flash(gettext("Your choice is saved."), "success")
    return go_to("/settings")


@pages.page("/settings/roles", access=SIGNED_IN, methods=("POST",))
def take_role() -> Response:
    """Make the person a creator or a merchant."""
    form = parse_form(TakeRole)
    with transaction() as session:
        people.add_roles(session, get_actor().user_id, [Role(form.role)])
    return go_to(safe_next(form.next))


@pages.page("/settings/sessions/<uuid:session_id>/end", access=SIGNED_IN, methods=("POST",))
def end_session(session_id: uuid.UUID) -> Response:
    """Sign one of the person's devices out."""
    with transaction() as session:
        if not sessions.end_session(session, get_actor().user_id, session_id):
            raise NotFound
    flash(gettext("That device is signed out."), "success")
    return go_to("/settings")


@pages.page("/settings/sessions/end-others", access=SIGNED_IN, methods=("POST",))
def end_other_sessions() -> Response:
    """Sign all other devices of the person out."""
    actor = get_actor()
    with transaction() as session:
        sessions.end_other_sessions(session, actor.user_id, keep=actor.session_id)
    flash(gettext("All other devices are signed out."), "success")
    return go_to("/settings")


@pages.page("/settings/blocked/<uuid:person_id>/end", access=SIGNED_IN, methods=("POST",))
def unblock_person(person_id: uuid.UUID) -> Response:
    """Take a block of the person's back."""
    with transaction() as session:
        blocks.unblock(session, get_actor().user_id, person_id)
    flash(gettext("That person is not blocked any more."), "success")
    return go_to("/settings#hidden")


@pages.page("/settings/muted/<uuid:person_id>/end", access=SIGNED_IN, methods=("POST",))
def unmute_person(person_id: uuid.UUID) -> Response:
    """Take a mute of the person's back."""
    with transaction() as session:
        blocks.unmute(session, get_actor().user_id, person_id)
    flash(gettext("That person is not muted any more."), "success")
    return go_to("/settings#hidden")


@pages.page("/settings/tokens", access=SIGNED_IN, methods=("POST",))
def create_token() -> Response:
    """Make an API token and show it this once."""
    form = parse_form(NewToken)
    with transaction() as session:
        token = sessions.create_token(session, get_actor().user_id, form.name)
    return _settings(new_token=token)


@pages.page("/settings/tokens/<uuid:token_id>/revoke", access=SIGNED_IN, methods=("POST",))
def revoke_token(token_id: uuid.UUID) -> Response:
    """Revoke one of the person's API tokens."""
    with transaction() as session:
        if not sessions.revoke_token(session, get_actor().user_id, token_id):
            raise NotFound
    flash(gettext("The token is revoked."), "success")
    return go_to("/settings")


@pages.page("/media/avatars/<uuid:picture_id>/160.webp", access=ANYONE)
def avatar(picture_id: uuid.UUID) -> Response:
    """Serve a person's picture; its key is new for each picture, so it never changes."""
    return send_object(f"avatars/{picture_id}/160.webp", cache_control="public, max-age=31536000, immutable")


@pages.page("/preferences", access=ANYONE, methods=("POST",), csrf="origin")
def set_preferences() -> Response:
    """Keep this browser's language and theme; a signed-in person gets mail in that language, too."""
    form, actor = parse_form(Preferences), find_actor()
    if actor is not None and form.locale:
        with transaction() as session:
            people.set_locale(session, actor.user_id, form.locale)
    response = go_to(safe_next(form.next or urlsplit(request.referrer or "").path))
    for cookie, value in ((LOCALE_COOKIE, form.locale), (THEME_COOKIE, form.theme)):
        if value:
            response.set_cookie(
                cookie, value, max_age=YEAR_SECONDS, samesite="Lax", httponly=True, secure=request.is_secure
            )
    return response


def _signed_in(user_id: uuid.UUID, target: str) -> Response:
    """Start a session with a new token, whatever cookie the browser had before."""
    with transaction() as session:
        token = sessions.start_session(
            session,
            user_id,
            device=request.user_agent.string,
            address=request.remote_addr or "?",
            replaces=request.cookies.get(SESSION_COOKIE),
            guest_hash=find_guest(),
        )
    response = go_to(safe_next(target))
    response.set_cookie(
        SESSION_COOKIE,
        token,
        max_age=sessions.SESSION_DAYS * 24 * 3600,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure,
    )
    return forget_guest(response)


def _form(template: str, values: dict[str, Any], error: DomainError | None = None) -> Response:
    return render(template, status=error.status if error else 200, values=values, **_errors(error))


def _settings(error: DomainError | None = None, new_token: str | None = None) -> Response:
    actor = get_actor()
    with reading() as session:
        context = {
            "person": people.get_person(session, actor.user_id),
            "shows_purchases": people.shows_purchases(session, actor.user_id),
            "devices": sessions.list_devices(session, actor.user_id),
            "tokens": sessions.list_tokens(session, actor.user_id),
            "blocked": blocks.list_blocked(session, actor.user_id),
            "muted": blocks.list_muted(session, actor.user_id),
        }
    values = request.form.to_dict() if error else {}
    status = error.status if error else 200
    return render(
        "accounts/settings.html",
        status=status,
        values=values,
        new_token=new_token,
        session_id=actor.session_id,
        **_errors(error),
        **context,
    )


def _errors(error: DomainError | None) -> dict[str, Any]:
    """Return what a form shows of a refusal: a sentence on top, sentences at the fields."""
    if isinstance(error, InvalidFields):
        return {"errors": {name: gettext(sentence) for name, sentence in error.fields.items()}, "error": None}
    return {"errors": {}, "error": gettext(error.title) if error else None}
