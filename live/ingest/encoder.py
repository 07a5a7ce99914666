"""One jailed ffmpeg of a broadcast: bytes in, sections and fragments out.

Its pipes are bounded, it is killed when it falls silent, and its process group never outlives it.
"""

import asyncio
import contextlib
import os
import signal
import time
from collections import deque
from collections.abc import Callable, Sequence

from kernel.logs import log
from media.boxes import BadBoxes
from media.fragments import Fragment, FragmentSplitter, Init
from media.jail import ENVIRONMENT, Jail, Limits, memory_for_cores

#: An encoder that got media and gave nothing for so long hangs (seconds).
STALL_SECONDS = 10.0
WATCH_SECONDS = 0.5
#: How long what is in an encoder may take to come out when its input ends (seconds).
FINISH_SECONDS = 5.0
READ_BYTES = 1 << 16
#: What may wait for the encoder before its writer must: a second at 2 Mb/s.
WRITE_BUFFER_BYTES = 256_000
PIPE_BYTES = 1 << 20
#: Between the end of its output and its own end (seconds); its status says more than a kill's.
EXIT_SECONDS = 1.0
STDERR_LINES = 20
#: For a day; a broadcast's encoder copies at 3 % of a core, and encodes at 60 %.
_CPU_SECONDS = 24 * 3600


def live_limits(*, niceness: int) -> Limits:
    """Return what one encoder may use. `niceness` 0 for the source, more for what viewers can do without."""
    return Limits(
        deadline_seconds=float("inf"),
        memory_bytes=memory_for_cores(2 << 30),
        cpu_seconds=_CPU_SECONDS,
        file_bytes=1 << 20,
        niceness=niceness,
    )


class EncoderGone(Exception):
    """The encoder takes nothing any more."""


class Encoder:
    """A child process from start to end. `on_output` and `on_exit` are called on the event loop."""

    def __init__(
        self,
        argv: Sequence[str],
        *,
        jail: Jail,
        limits: Limits,
        on_output: Callable[[Init | Fragment], None],
        on_exit: Callable[["Encoder"], None],
    ) -> None:
        self._argv = jail.wrap(argv, limits=limits)
        self._on_output = on_output
        self._on_exit = on_exit
        self._process: asyncio.subprocess.Process | None = None
        self._follower: asyncio.Task[None] | None = None
        self._unanswered_since: float | None = None
        self._waits_since: float | None = None
        self._written_at = 0.0
        self._stderr: deque[str] = deque(maxlen=STDERR_LINES)
        self.is_finishing = False
        self.is_gone = False

    @property
    def process_id(self) -> int | None:
        """Return the process id of the child's group, for as long as it lives."""
        return self._process.pid if self._process and not self.is_gone else None

    async def start(self) -> None:
        """Start the child."""
        self._process = await asyncio.create_subprocess_exec(
            *self._argv,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            cwd="/",
            env=ENVIRONMENT,
            start_new_session=True,
            pipesize=PIPE_BYTES,
        )
        assert self._process.stdin is not None
        self._process.stdin.transport.set_write_buffer_limits(high=WRITE_BUFFER_BYTES)
        self._follower = asyncio.create_task(self._follow(self._process))
        if self.is_finishing:  # meanwhile
            self.abort()

    async def write(self, data: bytes) -> None:
        """Write; wait while the encoder has enough.

        Raises EncoderGone.
        """
        if self._process is None or self.is_gone or self.is_finishing:
            raise EncoderGone
        assert self._process.stdin is not None
        self._written_at = self._waits_since = time.monotonic()
        self._unanswered_since = self._unanswered_since or self._written_at
        try:
            self._process.stdin.write(data)
            await self._process.stdin.drain()
        except (ConnectionError, RuntimeError) as error:
            raise EncoderGone from error
        finally:
            self._waits_since = None

    async def finish(self) -> None:
        """End the input, let out what is inside, and end the child."""
        self.is_finishing = True
        if self._process is None or self._follower is None:
            return
        assert self._process.stdin is not None
        self._process.stdin.close()
        await asyncio.wait({self._follower}, timeout=FINISH_SECONDS)
        await self.kill()

    async def kill(self) -> None:
        """End the child at once."""
        if self._process is None or self._follower is None:
            return
        self.abort()
        await asyncio.wait({self._follower})

    def abort(self) -> None:
        """End the child at once, without waiting until it is gone."""
        self.is_finishing = True
        if self._process is not None and not self.is_gone:
            kill_group(self._process.pid)

    async def _follow(self, process: asyncio.subprocess.Process) -> None:
        """Read what comes out until it ends, whatever the reason."""
        watchers = [
            asyncio.create_task(self._watch(process)),
            asyncio.create_task(self._read_stderr(process)),
        ]
        try:
            await self._read(process)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(EXIT_SECONDS):
                    await process.wait()
        except BadBoxes as error:
            log.warning("live_encoder_unreadable", error=str(error))
        except Exception:  # noqa: BLE001  (one broadcast's trouble stays its own)
            log.exception("live_encoder_output_failed")
        finally:
            kill_group(process.pid)
            for watcher in watchers:
                watcher.cancel()
            await asyncio.gather(*watchers, return_exceptions=True)
            await self._reap(process)
            self.is_gone = True
        if not self.is_finishing:
            log.warning(
                "live_encoder_ended", status=process.returncode, stderr=" | ".join(list(self._stderr)[-3:])
            )
        self._on_exit(self)

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        splitter = FragmentSplitter()
        while data := await process.stdout.read(READ_BYTES):
            self._unanswered_since = None
            for found in splitter.feed(data):
                self._on_output(found)

    async def _reap(self, process: asyncio.subprocess.Process) -> None:
        """Wait for the end and close the pipes."""
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.close()
        with contextlib.suppress(ConnectionError):
            await process.stdin.wait_closed()
        await process.wait()

    async def _watch(self, process: asyncio.subprocess.Process) -> None:
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            if self._is_stalled():
                log.warning("live_encoder_stalled")
                kill_group(process.pid)
                return

    def _is_stalled(self) -> bool:
        """Tell whether it takes nothing, or gives nothing for what it takes. A silent publisher is none."""
        if self._waits_since is not None and time.monotonic() - self._waits_since > STALL_SECONDS:
            return True
        since = self._unanswered_since
        return since is not None and self._written_at - since > STALL_SECONDS

    async def _read_stderr(self, process: asyncio.subprocess.Process) -> None:
        assert process.stderr is not None
        rest = b""
        while data := await process.stderr.read(4096):
            *lines, rest = (rest + data)[-8192:].split(b"\n")
            self._stderr.extend(line[:300].decode("utf-8", "replace") for line in lines)


def kill_group(process_id: int) -> None:
    """Kill a child and whatever it started. Safe when it has ended already."""
    # PermissionError: macOS's answer for a group of which only zombies are left.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process_id, signal.SIGKILL)
