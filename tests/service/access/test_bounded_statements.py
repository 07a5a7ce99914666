"""However much there is, a page takes the same few statements."""

import pytest
from flask import Flask

from accounts import identity
from content.recommended import forget_windows
from kernel.web.pagecache import clear_all
from tests.crowd import Size, grow
from tests.every_get import Asking, asking, counting_statements
from tests.service.access.world import build_world

#: More than the deepest page needs; a page that loops over what it shows would pass any number.
MOST = 40


@pytest.fixture(scope="module")
def visitor(app: Flask) -> Asking:
    return asking(app, build_world(app))


def count(visitor: Asking) -> dict[str, int]:
    """Return how many statements each route takes that answers somebody."""
    counts = {}
    for rule in visitor.rules():
        if visitor.ask(rule) is None:  # and whatever is made once is made now
            continue
        forget_what_is_kept()
        with counting_statements() as sent:
            visitor.ask(rule)
        counts[rule.rule] = len(sent)
    return counts


def forget_what_is_kept() -> None:
    """Let everything be read anew: what is kept for a second would make the count a matter of luck."""
    identity.forget_all()
    clear_all()
    forget_windows()


def test_a_page_takes_as_many_statements_among_many_as_among_few(visitor: Asking) -> None:
    # Enough that every list is full, and then three times as much.
    grow(visitor.world, Size(posts=1200, people=60))
    among_few = count(visitor)

    grow(visitor.world, Size(posts=2400, people=120))
    among_many = count(visitor)

    assert len(among_few) > 100
    assert {rule: n for rule, n in among_many.items() if n > among_few.get(rule, 0)} == {}
    assert {rule: n for rule, n in among_many.items() if n > MOST} == {}
