"""Cursors: opaque, and refused when they are not ours."""

import uuid

import pytest

from kernel.ids import new_id
from kernel.paging import BadCursor, cut_page, decode_cursor, encode_cursor


def test_a_cursor_leads_back_to_its_id():
    identifier = new_id()

    assert decode_cursor(encode_cursor(identifier)) == identifier


@pytest.mark.parametrize("text", ["", "x", "🙂", "../../etc/passwd", "A" * 21, "A" * 400])
def test_a_foreign_cursor_is_refused(text):
    with pytest.raises(BadCursor):
        decode_cursor(text)


def test_the_last_page_has_no_next_one():
    ids = [uuid.UUID(int=n) for n in range(3)]

    assert cut_page(ids, 3, lambda i: i).next_cursor is None
    assert cut_page(ids, 2, lambda i: i).next_cursor == encode_cursor(ids[1])
