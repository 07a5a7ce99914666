"""Many viewers, slow, frozen, coming and going: nobody hears what is not his, or half of it."""

import secrets
import socket
import struct
import threading
from collections.abc import Callable

import pytest

from tests.service.fanout.conftest import NAMESPACE, Server, read_packet
from tests.viewers import Crowd, masked, read_event, read_header
from tests.waiting import wait_until

STEADY = 200
WAVES, WAVE_VIEWERS = 8, 50
#: Closing then resets the connection, as a phone does that is switched off.
VANISH = struct.pack("ii", 1, 0)


def say(server: Server, **wanted: object) -> Callable[[], bool]:
    """Begin to say something; return what tells whether all of it has been said."""
    connection = server.open_socket()
    pairs = ",".join(f'"{name}":{f"{value!r}".replace(chr(39), chr(34))}' for name, value in wanted.items())
    connection.sendall(masked(f'42{NAMESPACE},1["say",{{{pairs}}}]'))
    done = threading.Event()

    def wait() -> None:
        with connection:
            connection.settimeout(120)
            read_packet(connection, f"43{NAMESPACE},1")
        done.set()

    threading.Thread(target=wait).start()
    return done.is_set


def numbers_of(crowd: Crowd) -> list[int]:
    """Return the numbers of what a crowd was told, which every member got alike."""
    assert (crowd.broken_count, crowd.count_incomplete()) == (0, 0)
    return [read_event(payload)["seq"] for _, payload in crowd.frames()]


def vanish(connection: socket.socket) -> None:
    """End a connection without a word."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, VANISH)
    connection.close()


def test_steady_viewers_miss_and_double_nothing_while_others_come_and_vanish(server: Server) -> None:
    room = secrets.token_hex(4)
    steady = server.crowd(room)
    steady.join(STEADY)
    is_said = say(server, room=room, count=300, rate=60, bytes=100)

    for _ in range(WAVES):
        coming = [server.open_socket(room) for _ in range(WAVE_VIEWERS)]
        for connection in coming:
            vanish(connection)
        steady.sweep()
    steady.sweep_until(is_said, pause_seconds=0.02)

    assert numbers_of(steady) == list(range(300))
    steady.close()
    server.wait_until_gone()


def test_a_descriptor_that_is_used_again_gets_nothing_of_its_last_room(server: Server) -> None:
    loud, quiet = secrets.token_hex(4), secrets.token_hex(4)
    is_said = say(server, room=loud, count=600, rate=300)

    listeners = []
    for _ in range(150):
        vanish(server.open_socket(loud))
        listeners.append(server.open_socket(quiet))
    wait_until(is_said)
    is_said = say(server, room=quiet, event="end")

    wait_until(is_said)
    for connection in listeners:
        assert b"said" not in connection.recv(1 << 16)
        connection.close()


def test_a_slow_viewer_gets_everything_that_must_arrive(server: Server) -> None:
    room = secrets.token_hex(4)
    others, slow = server.crowd(room), server.crowd(room)
    others.join(5)
    slow.join(1)
    is_said = say(server, room=room, count=200, bytes=4000)

    others.sweep_until(is_said, pause_seconds=0.02)
    slow.sweep_until(is_said, pause_seconds=0.05)

    assert numbers_of(others) == numbers_of(slow) == list(range(200))


def test_a_frozen_viewer_misses_ticks_and_delays_nobody(server: Server) -> None:
    room = secrets.token_hex(4)
    frozen, others = server.open_socket(room), server.crowd(room)
    others.join(20)
    is_said = say(server, room=room, event="tick", count=400, rate=80, bytes=8000)

    others.sweep_until(is_said, pause_seconds=0.01)
    before = server.count()["dropped_frames"]
    numbers = read_numbers(frozen)

    assert numbers_of(others) == list(range(400))
    assert before > 0
    assert numbers == sorted(set(numbers))
    assert 0 < len(numbers) < 400


def test_a_frozen_viewer_of_what_must_arrive_is_cut_off_alone(server: Server) -> None:
    room = secrets.token_hex(4)
    frozen, others = server.open_socket(room), server.crowd(room)
    others.join(20)
    before = server.count()["cut_viewers"]
    is_said = say(server, room=room, count=400, rate=80, bytes=8000)

    others.sweep_until(is_said, pause_seconds=0.01)

    assert numbers_of(others) == list(range(400))
    assert server.count()["cut_viewers"] == before + 1
    frozen.close()


@pytest.mark.parametrize("count", [10_000])
def test_thousands_of_idle_viewers_are_held_told_and_let_go(server: Server, count: int) -> None:
    room = secrets.token_hex(4)
    before = server.wait_until_gone()["descriptors"]
    crowd = server.crowd(room)

    crowd.join(count)
    held = server.count()
    is_said = say(server, room=room, count=3, rate=5)
    crowd.sweep_until(is_said, pause_seconds=0.05)

    assert held["clients"] == count + 1
    assert numbers_of(crowd) == [0, 1, 2]
    crowd.close()
    assert server.wait_until_gone()["descriptors"] <= before + 2


def read_numbers(connection: socket.socket) -> list[int]:
    """Read what waited for somebody who had not read for a while; return the numbers of its events."""
    connection.settimeout(3)
    received = bytearray()
    try:
        while data := connection.recv(1 << 16):
            received += data
    except TimeoutError:
        pass
    numbers, position = [], 0
    while (header := read_header(received, position)) is not None:
        start, position = position + header[0], position + sum(header)
        payload = bytes(received[start:position])
        assert len(payload) == header[1], "a frame was cut short"
        if b"seq" in payload:
            numbers.append(read_event(payload)["seq"])
    return numbers
