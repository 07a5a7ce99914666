"""What a comment may look like, and what counts as a link in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live.sockets.words import clean, has_link


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("  two\n\nlines\t", "two lines"),
        ("left\u202eright", "leftright"),
        ("a\u0000b", "a b"),
        ("\u200b\u200d\ufeff", ""),
        ("z" + "\u0301" * 40, "ź" + "\u0301" * 3),
        ("👩\u200d👧 🏴\U000e0067\U000e0062\U000e007f", "👩\u200d👧 🏴\U000e0067\U000e0062\U000e007f"),
        ("你好，世界", "你好，世界"),
    ],
)
def test_a_comment_is_one_line_that_hides_and_reorders_nothing(typed: str, shown: str) -> None:
    assert clean(typed) == shown


@given(st.text())
def test_a_comment_that_was_cleaned_stays_as_it_is(typed: str) -> None:
    assert clean(clean(typed)) == clean(typed)


@pytest.mark.parametrize(
    "said",
    [
        "https://a.example",
        "go to WWW.a.b",
        "shop.com",
        "see my-shop . com",
        "ｓｈｏｐ．ｃｏｍ",
        "shop。com",
        "a(.)io",
    ],
)
def test_links_are_found_also_when_they_are_spelt_out(said: str) -> None:
    assert has_link(said)


@pytest.mark.parametrize("said", ["1.5 kg", "Wow...nice", "e.g. this", "好。真的", "3.com?d"])
def test_ordinary_sentences_are_no_links(said: str) -> None:
    assert has_link(said) == (said == "3.com?d")
