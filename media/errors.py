"""What can go wrong with a clip or a picture, by whose fault it is.

`Rejected` is the creator's: it carries a sentence for them and trying again does not help.
Everything under `RunFailed` is the machine's or the moment's.
"""


class MediaError(Exception):
    """Anything that this package raises on purpose."""


class Rejected(MediaError):
    """The file itself cannot be accepted; `reason` is a sentence (`N_`) for the person who sent it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class CaptionsRefused(Rejected):
    """A file of captions cannot be accepted; `line` counts from 1, None when no line is to blame."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(reason)
        self.line = line


class ToolsMissing(MediaError):
    """ffmpeg, or the jail that the configuration demands, is not on this machine."""


class RunFailed(MediaError):
    """A child process did not do its work."""


class ToolFailed(RunFailed):
    """A child process ended with an error; `stderr_tail` holds its last lines."""

    def __init__(self, returncode: int, stderr_tail: tuple[str, ...]) -> None:
        super().__init__(f"exit status {returncode}: {' | '.join(stderr_tail[-3:])}")
        self.returncode = returncode
        self.stderr_tail = stderr_tail


class Cancelled(RunFailed):
    """The caller asked for the end."""


class DeadlinePassed(RunFailed):
    """The work took longer than its deadline."""


class Stalled(RunFailed):
    """No progress for longer than the stall limit."""


class OutputTooLong(RunFailed):
    """More media came out than the limit allows."""
