"""Flash messages: sentences that the next page shows once. The only use of Flask's cookie session here."""

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface


class FlashSessions(SecureCookieSessionInterface):
    """Flask's own cookie, without the work of opening one that was not sent."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Read the cookie; without one the session is empty."""
        if self.get_cookie_name(app) not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)


def install_flashes(app: Flask) -> None:
    """Keep flash messages in a cookie of their own: who is signed in stands in another one."""
    app.config.update(SESSION_COOKIE_NAME="nightmarket_flash", SESSION_COOKIE_SAMESITE="Lax")
    app.session_interface = FlashSessions()
