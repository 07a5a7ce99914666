"""What a comment may look like, and in how many disguises a blocked word is found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live.sockets.words import clean, has_blocked_word, has_link, normalise


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
    ["scam", "SCAM!", "ｓｃａｍ", "s\u200bc\u200bam", "ѕсаm", "this, scam.", "śc̈ám", "𝓼𝓬𝓪𝓶"],
)
def test_a_blocked_word_is_found_in_every_disguise(said: str) -> None:
    assert has_blocked_word(said, ["Scam"])


@pytest.mark.parametrize(
    "said",
    ["假货", "這是假貨嗎", "假 貨", "假.貨", "假\u200b货", "假🔥貨"],
)
def test_a_chinese_word_is_found_anywhere_and_in_both_scripts(said: str) -> None:
    assert has_blocked_word(said, ["假货"])
    assert has_blocked_word(said, ["假貨"])


@pytest.mark.parametrize("said", ["scampi for dinner", "a classic", "真货", "", "🔥🔥"])
def test_words_that_only_hold_a_blocked_one_pass(said: str) -> None:
    assert not has_blocked_word(said, ["scam", "class", "假货", "", "!!"])


def test_several_blocked_words_in_a_row_are_one_phrase() -> None:
    assert has_blocked_word("BUY   elsewhere now", ["buy elsewhere"])
    assert not has_blocked_word("buy it elsewhere", ["buy elsewhere"])


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


@given(st.text())
def test_any_text_has_one_normal_form(said: str) -> None:
    assert normalise(normalise(said)) == normalise(said)
