"""Links in what people say of themselves: found, cut clean, and only when they go where they seem to."""

import pytest

from content.bios import split_links


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("no link here", []),
        ("https://shop.example", ["https://shop.example"]),
        ("two: http://a.example/x, https://b.example/y.", ["http://a.example/x", "https://b.example/y"]),
        ("看這裡https://shop.example/燈籠。謝謝", ["https://shop.example/燈籠。謝謝"]),
        ("(https://shop.example/a)", ["https://shop.example/a"]),
        ("https://nightmarket.example@evil.example/", []),
        ("javascript:alert(1) data:text/html,x //evil.example", []),
        ("https://localhost https://", []),
        ("https://a.example:99999/", []),
    ],
)
def test_only_honest_addresses_are_links(text: str, links: list[str]) -> None:
    assert [piece.href for piece in split_links(text) if piece.href] == links


def test_the_pieces_together_are_the_text() -> None:
    text = "First https://a.example/x, then https://b.example!\nEnd"

    assert "".join(piece.text for piece in split_links(text)) == text
