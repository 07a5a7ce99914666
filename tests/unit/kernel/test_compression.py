"""Compression in front of an embedded market: for whom, of what, and that it is done once."""

import gzip

import pytest
from werkzeug.test import Client
from werkzeug.wrappers import Response

from kernel.web.compression import SHORTEST_BYTES, Compression

WORDS = "lantern " * 400
GZIP = {"Accept-Encoding": "gzip, br"}


def site(text=WORDS, status=200, mimetype="text/html", streamed=False, **headers):
    """Return a client of a compressed application that answers always the same."""

    def answer(environ, start_response):
        response = Response(iter([text]) if streamed else text, status=status, mimetype=mimetype)
        response.headers.extend(headers)
        return response(environ, start_response)

    return Client(Compression(answer), use_cookies=False)


def test_a_page_is_compressed_for_whoever_takes_it_and_says_so():
    answer = site(Vary="Cookie").get("/", headers=GZIP)

    assert gzip.decompress(answer.data).decode() == WORDS
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Vary"] == "Cookie, Accept-Encoding"
    assert int(answer.headers["Content-Length"]) == len(answer.data) < len(WORDS) / 4


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Accept-Encoding": "br"},
        {**GZIP, "Cookie": "nightmarket_session=abc"},
        {**GZIP, "Authorization": "Bearer abc"},
    ],
    ids=["who does not ask", "who takes another", "who is signed in", "who has a token"],
)
def test_others_get_it_as_it_is(headers):
    answer = site().get("/", headers=headers)

    assert answer.text == WORDS
    assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize(
    "options",
    [
        {"text": "x" * (SHORTEST_BYTES - 1)},
        {"mimetype": "image/webp"},
        {"status": 404},
        {"streamed": True},
    ],
    ids=["short", "a picture", "a refusal", "made while it is sent"],
)
def test_what_is_not_worth_it_or_not_whole_goes_as_it_is(options):
    answer = site(**options).get("/", headers=GZIP)

    assert "Content-Encoding" not in answer.headers


def test_an_answer_with_a_tag_keeps_it_as_a_weak_one():
    client = site(ETag='"one"')

    first, second = client.get("/", headers=GZIP), client.get("/", headers=GZIP)

    assert first.headers["ETag"] == 'W/"one"'
    assert first.data == second.data
