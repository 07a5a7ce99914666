"""Signed values: unchanged, in time, for their purpose."""

from kernel.signing import Signer

SECRET = "a secret key that is long enough for this"


def test_a_signed_value_comes_back():
    signer = Signer(SECRET, "parts")

    assert signer.read(signer.sign(["key", 1]), max_age_seconds=60) == ["key", 1]


def test_a_value_signed_for_something_else_is_refused():
    text = Signer(SECRET, "parts").sign(1)

    assert Signer(SECRET, "previews").read(text, max_age_seconds=60) is None


def test_a_changed_value_is_refused():
    text = Signer(SECRET, "parts").sign(1)

    assert Signer(SECRET, "parts").read("A" + text[1:], max_age_seconds=60) is None


def test_an_old_value_is_refused():
    signer = Signer(SECRET, "parts")

    assert signer.read(signer.sign(1), max_age_seconds=-1) is None
