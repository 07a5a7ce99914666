"""A closed-loop HTTP client: so many connections, each sending its next request when it has its answer.

It is made of bare sockets, because a comfortable client would need more of the machine than the server does.
"""

import selectors
import socket
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

#: Makes the bytes of the next request of a connection.
MakeRequest = Callable[[int], bytes]


@dataclass
class Outcome:
    """What a run counted: answers by status, and how long it ran."""

    seconds: float = 0.0
    statuses: Counter[int] = field(default_factory=Counter)

    @property
    def per_second(self) -> float:
        """Return the answers per second."""
        return sum(self.statuses.values()) / self.seconds


class _Connection:
    def __init__(self, number: int, port: int) -> None:
        self.number = number
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received = b""

    def read_status(self) -> int | None:
        """Read what has come; return the status once an answer is complete."""
        chunk = self.socket.recv(65536)
        if not chunk:
            raise ConnectionError("the server closed the connection")
        self.received += chunk
        head, found, body = self.received.partition(b"\r\n\r\n")
        if not found:
            return None
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
        if len(body) < length:
            return None
        self.received = b""
        return int(head[9:12])


def run_closed_loop(port: int, make_request: MakeRequest, *, connections: int, seconds: float) -> Outcome:
    """Send requests for `seconds` over keep-alive connections; return what came back."""
    outcome = Outcome()
    with selectors.DefaultSelector() as selector:
        for number in range(connections):
            one = _Connection(number, port)
            selector.register(one.socket, selectors.EVENT_READ, one)
            one.socket.sendall(make_request(number))
        began = time.monotonic()
        while time.monotonic() < began + seconds:
            for key, _ in selector.select(1):
                status = key.data.read_status()
                if status is not None:
                    outcome.statuses[status] += 1
                    key.data.socket.sendall(make_request(key.data.number))
        outcome.seconds = time.monotonic() - began
        for key in list(selector.get_map().values()):
            key.data.socket.close()
    return outcome
