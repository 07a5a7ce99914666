"""The opening handshake of a websocket."""

import pytest

from kernel.fanout.handshake import BadHandshake, build_answer

#: The example of RFC 6455, section 1.3.
KEY, ACCEPT = "dGhlIHNhbXBsZSBub25jZQ==", b"s3pPLMBiTxaQ9kYGzzhZRbK+xOo="


def test_the_answer_proves_that_the_key_was_read() -> None:
    answer = build_answer({"HTTP_SEC_WEBSOCKET_VERSION": "13", "HTTP_SEC_WEBSOCKET_KEY": KEY})

    lines = answer.split(b"\r\n")
    assert lines[0] == b"HTTP/1.1 101 Switching Protocols"
    assert b"Sec-WebSocket-Accept: " + ACCEPT in lines
    assert answer.endswith(b"\r\n\r\n")


def test_compression_is_never_agreed_to() -> None:
    answer = build_answer(
        {
            "HTTP_SEC_WEBSOCKET_VERSION": "13",
            "HTTP_SEC_WEBSOCKET_KEY": KEY,
            "HTTP_SEC_WEBSOCKET_EXTENSIONS": "permessage-deflate",
        }
    )

    assert b"Extensions" not in answer


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"HTTP_SEC_WEBSOCKET_VERSION": "8", "HTTP_SEC_WEBSOCKET_KEY": KEY},
        {"HTTP_SEC_WEBSOCKET_VERSION": "13"},
        {"HTTP_SEC_WEBSOCKET_VERSION": "13", "HTTP_SEC_WEBSOCKET_KEY": "c2hvcnQ="},
        {"HTTP_SEC_WEBSOCKET_VERSION": "13", "HTTP_SEC_WEBSOCKET_KEY": "é" * 24},
        {"HTTP_SEC_WEBSOCKET_VERSION": "13", "HTTP_SEC_WEBSOCKET_KEY": KEY + "\r\nSet-Cookie: a=b"},
    ],
)
def test_what_opens_no_websocket_is_refused(environ: dict[str, str]) -> None:
    with pytest.raises(BadHandshake):
        build_answer(environ)
