"""What people send: trimmed, normalised, limited, without hidden characters."""

import pytest
from pydantic import ValidationError

from kernel.fields import Body, Email, LongText, Name, PriceMinor, Title


class Form(Body):
    """A form with one field of each kind."""

    name: Name = "Lin"
    title: Title = "Tea"
    text: LongText = ""
    email: Email = "lin@example.test"
    price: PriceMinor = 100


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("  Lin Mei ", "Lin Mei"),
        ("Lin\nMei", "Lin Mei"),
        ("林\u200b美", "林美"),
        ("evil\u202egpj.exe", "evilgpj.exe"),
        ("e\u0301tal", "étal"),
        ("家族 👨‍👩‍👧", "家族 👨‍👩‍👧"),
    ],
)
def test_a_name_is_cleaned(sent, kept):
    assert Form(name=sent).name == kept


def test_a_long_text_keeps_its_lines():
    assert Form(text="one\r\ntwo\n").text == "one\ntwo"


@pytest.mark.parametrize(
    "fields",
    [
        {"name": ""},
        {"name": "\u200b"},
        {"name": "x" * 81},
        {"title": "x" * 121},
        {"text": "x" * 5001},
        {"email": "nobody"},
        {"email": "a@b"},
        {"email": "two@at@example.test"},
        {"price": 0},
        {"price": -1},
        {"price": "100"},
        {"price": 1.5},
        {"price": True},
        {"is_admin": True},
    ],
)
def test_what_does_not_fit_is_refused(fields):
    with pytest.raises(ValidationError):
        Form(**fields)
