"""Mentions: people named in a text as @handle, found when it is written and linked wherever it is shown."""

import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from accounts import blocks, people

#: A text that calls more people than this is no conversation; the others stay plain words.
MAX_MENTIONS = 10
#: ASCII borders, not `\b`: Chinese puts no blank before or after a name. An e-mail address is no mention.
MENTION = re.compile(r"(?<![A-Za-z0-9_@./])@([A-Za-z0-9_]{3,30})(?![A-Za-z0-9_@])")


@dataclass(frozen=True)
class Mention:
    """A person as he is named in a text, by the handle that he had then."""

    handle: str
    person_id: uuid.UUID


def parse_handles(text: str) -> Sequence[str]:
    """Return the handles that a text names, in lower case, each once, in their order."""
    return list(dict.fromkeys(found.lower() for found in MENTION.findall(text)))[:MAX_MENTIONS]


def find_mentions(session: Session, text: str, author_id: uuid.UUID) -> Sequence[Mention]:
    """Return whom a text mentions: people there are, and whom no block parts from its author."""
    found = people.list_people_by_handle(session, parse_handles(text))
    return [
        Mention(person.handle, person.id)
        for person in found
        if not blocks.are_parted(session, person.id, author_id)
    ]


def read_mentions(written: Iterable[Mapping[str, str]]) -> Sequence[Mention]:
    """Return the mentions that a row keeps."""
    return [Mention(one["handle"], uuid.UUID(one["person_id"])) for one in written]


def join_handles(mentions: Iterable[Mention], present: Mapping[uuid.UUID, str]) -> Mapping[str, str]:
    """Return, for each handle as written, the one under which its person is found today."""
    return {one.handle: present[one.person_id] for one in mentions if one.person_id in present}


def list_present_handles(session: Session, mentions: Iterable[Mention]) -> Mapping[uuid.UUID, str]:
    """Return under which handle each of the mentioned is found today, in one query."""
    named = people.list_people(session, {mention.person_id for mention in mentions})
    return {person_id: person.handle for person_id, person in named.items()}
