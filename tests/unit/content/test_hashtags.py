"""Hashtags and links in texts of people, in Latin and in Han characters."""

import pytest

from content.hashtags import parse_tags
from content.words import link_words

HOSTILE = (
    "<script>alert(1)</script>",
    '#x"><img src=x onerror=alert(1)>',
    "@mei'-alert(1)-'",
    "#<b>",
    "&#x3c;script&#x3e;",
)


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("#lantern", ["lantern"]),
        ("看#夜市美食 好吃", ["夜市美食"]),
        ("#夜市#美食", ["夜市", "美食"]),
        ("＃ＬＡＮＴＥＲＮ and #Lantern", ["lantern"]),
        ("#夜市！#ok.", ["夜市", "ok"]),
        ("#Straße", ["strasse"]),
        ("#snake_case_2", ["snake_case_2"]),
        ("We are #1 and #2026", []),
        ("C# a#b http://x.test/#part &#39; ##no", []),
        ("#", []),
        ("#" + "x" * 51, []),
    ],
)
def test_a_hashtag_is_found_as_people_write_it(text: str, tags: list[str]):
    assert list(parse_tags(text)) == tags


def test_no_more_than_twenty_hashtags_count():
    text = " ".join(f"#tag{number}" for number in range(30))

    assert len(parse_tags(text)) == 20


def test_hashtags_and_known_people_become_links():
    linked = link_words("#夜市 by @Mei and @nobody", {"mei": "mei_today"})

    assert linked == (
        '<a href="/tags/%E5%A4%9C%E5%B8%82">#夜市</a> by <a href="/@mei_today">@Mei</a> and @nobody'
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_stays_text(text: str):
    linked = link_words(text, {"mei": "mei"})

    without_links = linked.replace("</a>", "")
    for start in ('<a href="/tags/x">', '<a href="/@mei">'):
        without_links = without_links.replace(start, "")
    assert "<" not in without_links
    assert '"' not in without_links


def test_a_link_begins_nowhere_but_on_our_own_pages():
    linked = link_words("#javascript:alert(1) #/evil @//evil", {"//evil": "x"})

    assert linked == '<a href="/tags/javascript">#javascript</a>:alert(1) #/evil @//evil'
