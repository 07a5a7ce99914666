"""The ingest process: takes broadcasts in from browsers and encoders, packages them and feeds the edges.

    python ingest.py             runs it
    python ingest.py hook-url    says what nginx-rtmp's configuration calls

SIGTERM ends it so that nothing is lost: publishers are cut off, come back by themselves to the next process
within the grace time, and the same broadcast goes on. A process that is killed loses a segment at most.
"""

import argparse
import asyncio
import sys
from collections.abc import Sequence

import wiring
from kernel import runtime
from kernel.config import Config, ConfigError
from kernel.events import subscribe
from live.ingest.hooks import hook_url
from live.ingest.process import IngestProcess, PortTaken
from media.errors import ToolsMissing
from media.tools import MediaTools, find_tools


def main(arguments: Sequence[str] | None = None) -> int:
    """Take broadcasts in until SIGTERM or SIGINT; return the process's exit status."""
    parser = argparse.ArgumentParser(prog="ingest.py", description="Take Nightmarket's broadcasts in.")
    parser.add_argument("command", nargs="?", choices=["serve", "hook-url"], default="serve")
    options = parser.parse_args(arguments)
    try:
        config = Config.from_env()
        if options.command == "hook-url":
            print(hook_url(config))  # noqa: T201  (what was asked for)
            return 0
        tools = _find_media_tools(config)
        runtime.start(config)
        subscribe(wiring.SUBSCRIPTIONS)
        asyncio.run(IngestProcess(config, tools).run())
    except (ConfigError, ToolsMissing, PortTaken) as error:
        print(error, file=sys.stderr)  # noqa: T201  (there may be no log yet)
        return 2
    return 0


def _find_media_tools(config: Config) -> MediaTools:
    """Return the ffmpeg and the jail for broadcasts.

    Raises ToolsMissing: there is no jail and the configuration wants one, or no ffmpeg.
    """
    return find_tools(config.ffmpeg or None, require_jail=config.require_jail or config.is_production)


if __name__ == "__main__":
    sys.exit(main())
