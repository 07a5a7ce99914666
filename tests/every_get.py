"""Every GET route, asked for as whoever may see what it shows."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from flask import Flask
from sqlalchemy import event
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from accounts.roles import Role
from kernel.transaction import engine
from tests.factories import make_person
from tests.market import ApiClient, api_as
from tests.service.access.world import World


@dataclass
class Asking:
    """Asks for the routes of an application; whose answer is 200 is asked again the next time."""

    app: Flask
    world: World
    clients: Mapping[str, ApiClient]
    _chosen: dict[str, str] = field(default_factory=dict)

    def rules(self) -> list[Rule]:
        """Return the routes that GET something."""
        return [rule for rule in self.app.url_map.iter_rules() if "GET" in (rule.methods or ())]

    def ask(self, rule: Rule) -> TestResponse | None:
        """Ask for a route; return None when nobody gets it this way."""
        chosen = self._chosen.get(rule.rule)
        for name in [chosen] if chosen else list(self.clients):
            answer = self._send(rule, self.clients[name])
            if answer.status_code == 200:
                self._chosen[rule.rule] = name
                return answer
        return None

    def _send(self, rule: Rule, client: ApiClient) -> TestResponse:
        values = {key: self.world.parameters[key] for key in rule.arguments}
        url = self.app.url_map.bind("localhost").build(rule.endpoint, values, method="GET")
        headers = {"Authorization": f"Bearer {client.token}"} if client.token else {}
        return client.client.get(url, headers=headers, buffered=True)


def asking(app: Flask, world: World) -> Asking:
    """Return who asks: the owner of everything first, then a moderator, then anybody."""
    moderator = make_person(Role.MODERATOR, Role.ADMINISTRATOR)
    clients = {
        "owner": api_as(app, world.owner.id),
        "moderator": api_as(app, moderator.id),
        "anonymous": world.clients["anonymous"],
    }
    return Asking(app, world, clients)


@contextmanager
def counting_statements() -> Iterator[list[str]]:
    """Collect the SQL that this process sends."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            sent.append(statement)

    event.listen(engine(), "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine(), "before_cursor_execute", note)
