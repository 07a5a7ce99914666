"""The market's rules for texts: kept by administrators, asked for every text that people publish."""

import datetime as dt
import threading
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from kernel.clock import now
from kernel.db import change
from kernel.ids import new_id
from kernel.realtime import announce
from kernel.transaction import after_commit
from moderation.errors import RuleExists, TextRefused
from moderation.models import TextRuleRow
from moderation.rules import Finding, Rule, Verdict, check_phrase, judge

#: Every comment asks; other processes learn of a new rule within this time.
CACHE_SECONDS = 2.0


@dataclass(frozen=True)
class KeptRule:
    """A rule as it is listed, with who wrote it and when."""

    id: uuid.UUID
    phrase: str
    verdict: Verdict
    author_id: uuid.UUID
    created_at: dt.datetime


_kept: tuple[float, Sequence[Rule]] | None = None
_lock = threading.Lock()


def judge_texts(session: Session, *texts: str) -> Finding:
    """Return what the market's rules say of texts that are shown together."""
    return judge("\n".join(texts), _read_rules(session))


def must_wait(session: Session, *texts: str) -> bool:
    """Tell whether texts wait for a moderator's look before everybody sees them.

    Raises TextRefused: they can't be published at all.
    """
    verdict = judge_texts(session, *texts).verdict
    if verdict is Verdict.REFUSE:
        raise TextRefused
    return verdict is Verdict.HOLD


def add_rule(session: Session, phrase: str, verdict: Verdict, author_id: uuid.UUID) -> uuid.UUID:
    """Add a rule; return its id.

    Raises BadPhrase. Raises RuleExists: there is one for the phrase.
    """
    check_phrase(phrase)
    rule_id = new_id()
    row = {"id": rule_id, "phrase": phrase, "verdict": verdict, "author_id": author_id, "created_at": now()}
    try:
        with session.begin_nested():
            session.execute(insert(TextRuleRow).values(row))
    except IntegrityError:
        raise RuleExists from None
    _tell_changed(session)
    return rule_id


def remove_rule(session: Session, rule_id: uuid.UUID) -> bool:
    """Remove a rule; tell whether it was there."""
    _tell_changed(session)
    return change(session, delete(TextRuleRow).where(TextRuleRow.id == rule_id)) == 1


def list_rules(session: Session) -> Sequence[KeptRule]:
    """Return all rules, newest first."""
    rows = session.scalars(select(TextRuleRow).order_by(TextRuleRow.id.desc()))
    return [KeptRule(row.id, row.phrase, Verdict(row.verdict), row.author_id, row.created_at) for row in rows]


def forget_rules() -> None:
    """Ask the database again for the rules."""
    global _kept  # noqa: PLW0603  (one book per process)
    with _lock:
        _kept = None


def read_rules(session: Session) -> Sequence[Rule]:
    """Return the rules as they are searched for, as the database has them now."""
    rows = session.execute(select(TextRuleRow.phrase, TextRuleRow.verdict)).all()
    return [Rule(row.phrase, Verdict(row.verdict)) for row in rows]


def _tell_changed(session: Session) -> None:
    """Let this process and the rooms of broadcasts, which keep the rules in memory, read them again."""
    after_commit(session, forget_rules)
    announce(session, "market:rules", "rules_changed", {})


def _read_rules(session: Session) -> Sequence[Rule]:
    global _kept  # noqa: PLW0603  (one book per process)
    kept, at = _kept, time.monotonic()
    if kept is not None and kept[0] > at:
        return kept[1]
    rules = read_rules(session)
    with _lock:
        _kept = (at + CACHE_SECONDS, rules)
    return rules
