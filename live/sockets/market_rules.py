"""The market's text rules as the rooms of this process know them: read once, and again when they change.

A comment is judged in memory alone. Who changes a rule says so to the room `market:rules`; after a gap in the
news they are read again as well.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from kernel.logs import log
from kernel.transaction import reading
from moderation import rule_book
from moderation.rules import Rule


class MarketRules:
    """The rules that hold in every room."""

    def __init__(self, server: Any) -> None:
        self._server = server
        self._rules: Sequence[Rule] | None = None

    @property
    def rules(self) -> Sequence[Rule]:
        """Return the rules; the first to ask waits for the database."""
        if self._rules is None:
            self._read()
        return self._rules or ()

    def hear(self, _room: str, message: str, _payload: Mapping[str, Any]) -> None:
        """Read the rules again when they have changed."""
        if message == "rules_changed":
            self.refresh()

    def refresh(self) -> None:
        """Read the rules again, in a greenlet of its own; until then the old ones hold."""
        self._server.start_background_task(self._read_quietly)

    def _read_quietly(self) -> None:
        try:
            self._read()
        except Exception:  # noqa: BLE001  (whoever speaks next asks again)
            self._rules = None
            log.exception("rules_not_read")

    def _read(self) -> None:
        with reading() as session:
            self._rules = rule_book.read_rules(session)
