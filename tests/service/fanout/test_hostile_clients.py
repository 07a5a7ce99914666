"""What a client may send, what it may not, and that neither harms anybody else."""

import json
import socket

import pytest

from kernel.fanout.frames import (
    BINARY,
    CLOSE,
    NOT_UTF8,
    PING,
    POLICY,
    PONG,
    PROTOCOL_ERROR,
    TEXT,
    TOO_LARGE,
    UNSUPPORTED,
    build_frame,
)
from tests.service.fanout.conftest import NAMESPACE, Server, read_packet
from tests.unit.kernel.fanout.test_frames import client_frame
from tests.viewers import read_header

QUESTION = f'42{NAMESPACE},7["enter","room"]'.encode()
ANSWER = f"43{NAMESPACE},7"


def read_close(connection: socket.socket) -> int:
    """Read on until the server closes the connection; return the code it gives, 0 for none."""
    received = b""
    while data := connection.recv(1 << 16):
        received += data
    code = 0
    while header := read_header(received, 0):
        if received[0] == 0x80 | CLOSE:
            code = int.from_bytes(received[header[0] : header[0] + 2], "big")
        received = received[sum(header) :]
    return code


def test_a_message_in_fragments_with_a_ping_between_is_answered(server: Server) -> None:
    with server.open_socket() as connection:
        connection.sendall(client_frame(QUESTION[:5], TEXT, is_final=False))
        connection.sendall(client_frame(b"here?", PING) + client_frame(QUESTION[5:9], 0, is_final=False))
        for byte in client_frame(QUESTION[9:], 0):
            connection.sendall(bytes([byte]))

        pong = connection.recv(7)

        assert pong == build_frame(b"here?", PONG)
        assert json.loads(read_packet(connection, ANSWER))[0]["ok"] is True


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        pytest.param(build_frame(QUESTION), PROTOCOL_ERROR, id="not masked"),
        pytest.param(client_frame(QUESTION, BINARY), UNSUPPORTED, id="binary"),
        pytest.param(client_frame(b"4\xff\xfe"), NOT_UTF8, id="not UTF-8"),
        pytest.param(client_frame(b"hello"), PROTOCOL_ERROR, id="no packet"),
        pytest.param(client_frame(b""), PROTOCOL_ERROR, id="empty"),
        pytest.param(client_frame(b"b!!!"), PROTOCOL_ERROR, id="base64"),
        pytest.param(client_frame(b"4" + b"x" * 70_000), TOO_LARGE, id="too large"),
        pytest.param(b"\x81\xff" + b"\x7f" * 8, TOO_LARGE, id="claims to be huge"),
        pytest.param(client_frame(b"3") * 300, POLICY, id="too many"),
        pytest.param(client_frame(b"x", PING) * 300, POLICY, id="too many pings"),
    ],
)
def test_who_breaks_the_protocol_is_told_why_and_disconnected(server: Server, sent: bytes, code: int) -> None:
    with server.open_socket() as connection:
        connection.sendall(sent)

        assert read_close(connection) == code


@pytest.mark.parametrize(
    "packet",
    [
        "4garbage",
        "49/test,",
        "42/test,",
        "42/test,{}",
        "42/test,[]",
        '42/test,["enter"',
        "44/test,",
        '451-/test,["enter",{"_placeholder":true,"num":0}]',
        '459999999999-/test,["enter"]',
        "461-/test,1[]",
        "42/test,[" * 3000,
        "42" + "9" * 200 + '["enter"]',
    ],
    ids=range(12),
)
def test_who_sends_what_is_no_packet_of_socket_io_is_disconnected(server: Server, packet: str) -> None:
    with server.open_socket() as connection:
        connection.sendall(client_frame(packet.encode()))

        assert read_close(connection) in {0, 1000}


def test_a_client_that_says_goodbye_is_answered_so(server: Server) -> None:
    with server.open_socket() as connection:
        connection.sendall(client_frame(QUESTION) + client_frame((1000).to_bytes(2, "big"), CLOSE))

        assert json.loads(read_packet(connection, ANSWER))[0]["ok"] is True
        assert read_close(connection) in {0, 1000}


@pytest.mark.parametrize(
    "headers",
    [
        "Sec-WebSocket-Version: 13\r\n",
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: short\r\n",
        "Sec-WebSocket-Version: 8\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n",
    ],
)
def test_a_handshake_that_is_none_is_refused_and_leaves_nothing_behind(server: Server, headers: str) -> None:
    before = server.wait_until_gone()["clients"]
    address = ("127.0.0.1", server.config.realtime_port)
    with socket.create_connection(address, timeout=20) as connection:
        head = "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        connection.sendall(f"{head}Upgrade: websocket\r\nConnection: Upgrade\r\n{headers}\r\n".encode())

        answer = connection.recv(4096)

    assert answer.startswith(b"HTTP/1.1 400 ")
    assert server.count()["clients"] == before


def test_hostile_clients_leave_nothing_behind_and_others_are_served(server: Server) -> None:
    screen = server.open_screen()
    for _ in range(50):
        with server.open_socket("room") as connection:
            connection.sendall(client_frame(b"garbage"))

    assert screen.ask("enter", "room")["ok"] is True
    screen.screens.tell({"do": "close", "screen": screen.name})
    assert server.wait_until_gone()["rooms"] == [] or server.count()["clients"] == 1
