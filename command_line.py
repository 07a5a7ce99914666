"""The command line of an embedded market.

python app.py [serve | demo | dev] [--host H] [--port P] [--home DIR]
python app.py create-admin EMAIL
python app.py migrate
python app.py live-secret
python app.py ledger (verify | replay | catch-up)
python app.py figures
python app.py backup FOLDER
python app.py copy-to --database-url URL --storage-url URL [--replace]
"""

import argparse
import dataclasses
import getpass
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import wiring
from embedded import ROOT, START_SECONDS, Market, answers, local_url, say
from kernel import migrate, runtime
from kernel.backup import back_up
from kernel.config import KEY_FILE, Config, ConfigError
from kernel.copying import CopyRefused, copy_market
from live.tokens import path_secret

DEFAULT_PORT = 8000


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says; return the exit status."""
    options = _parse(arguments)
    try:
        config = _configure(options)
    except ConfigError as error:
        say(str(error))
        return 2
    commands: dict[str, Callable[[Config, argparse.Namespace], int]] = {
        "serve": _serve,
        "demo": _demo,
        "dev": _dev,
        "create-admin": _create_admin,
        "migrate": _migrate,
        "live-secret": _live_secret,
        "ledger": _ledger,
        "figures": _figures,
        "backup": _back_up,
        "copy-to": _copy_to,
    }
    return commands[options.command](config, options)


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--host", help="address to listen on (default 127.0.0.1; 0.0.0.0 for the local network)"
    )
    common.add_argument(
        "--port",
        type=int,
        help="port of the pages (default 8000); the next ones serve Socket.IO and broadcasts",
    )
    common.add_argument("--home", type=Path, help="folder of the database and the media (default var/)")
    parser = argparse.ArgumentParser(prog="app.py", description="Run a Nightmarket.", parents=[common])
    parser.set_defaults(command="serve", reset=False)
    commands = parser.add_subparsers(dest="command")
    commands.add_parser("serve", parents=[common], help="run the market")
    demo = commands.add_parser("demo", parents=[common], help="run a market with something in it")
    demo.add_argument("--reset", action="store_true", help="throw away what is in the folder first")
    demo.add_argument("--no-broadcast", action="store_true", help="leave out the broadcast that is always on")
    commands.add_parser("dev", parents=[common], help="run the market, again at each change of a file")
    admin = commands.add_parser("create-admin", parents=[common], help="create an administrator")
    admin.add_argument("email")
    commands.add_parser("migrate", parents=[common], help="bring the database to the newest schema")
    commands.add_parser("live-secret", parents=[common], help="print what nginx needs to serve broadcasts")
    ledger = commands.add_parser("ledger", parents=[common], help="check the market's books")
    ledger.add_argument(
        "act",
        choices=("verify", "replay", "catch-up"),
        help="read the chain; count all balances from zero; post orders that are missing",
    )
    commands.add_parser("figures", parents=[common], help="count the figures of all shops from nothing")
    backup = commands.add_parser("backup", parents=[common], help="back a running market up into a folder")
    backup.add_argument("folder", type=Path)
    copy = commands.add_parser(
        "copy-to", parents=[common], help="copy a stopped market to a cluster's stores"
    )
    copy.add_argument("--database-url", required=True, help="SQLAlchemy URL of the database to copy to")
    copy.add_argument("--storage-url", required=True, help="file:// or s3:// URL of the storage to copy to")
    copy.add_argument("--replace", action="store_true", help="lose what the database to copy to has")
    options = parser.parse_args(arguments)
    options.command = options.command or "serve"
    return options


def _configure(options: argparse.Namespace) -> Config:
    environ = dict(os.environ)  # noqa: TID251  (handed to kernel.config, which alone reads it)
    for name in ("host", "port"):
        if getattr(options, name) is not None:
            environ[f"NIGHTMARKET_{name.upper()}"] = str(getattr(options, name))
    if options.home is not None:
        environ["NIGHTMARKET_HOME"] = str(options.home.expanduser().resolve())
    environ.setdefault("NIGHTMARKET_HOME", str(ROOT / "var"))
    host, port = (
        environ.get("NIGHTMARKET_HOST", "127.0.0.1"),
        int(environ.get("NIGHTMARKET_PORT", str(DEFAULT_PORT))),
    )
    environ.setdefault("NIGHTMARKET_REALTIME_PORT", str(port + 1))
    shown = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104
    environ.setdefault("NIGHTMARKET_PUBLIC_URL", f"http://{shown}:{port}")
    environ.setdefault("NIGHTMARKET_INTERNAL_URL", f"http://{shown}:{port}")
    environ.setdefault("NIGHTMARKET_REALTIME_URL", f"http://{shown}:{environ['NIGHTMARKET_REALTIME_PORT']}")
    environ.setdefault("NIGHTMARKET_INGEST_PORT", str(port + 2))
    # Encoders know 1935; a second market on the same machine needs another.
    environ.setdefault("NIGHTMARKET_RTMP_PORT", "1935" if port == DEFAULT_PORT else str(port + 3))
    environ.setdefault("NIGHTMARKET_INGEST_URL", f"http://{shown}:{environ['NIGHTMARKET_INGEST_PORT']}")
    return Config.from_env(environ)


def _serve(config: Config, _options: argparse.Namespace) -> int:
    def announce(_market: Market) -> None:
        say(f"Nightmarket is at {config.public_url}. Ctrl-C stops it.")

    return _run(config, announce)


def _demo(config: Config, options: argparse.Namespace) -> int:
    # The demo's drawing code is not needed for anything else.
    from demo import seed

    if options.reset and config.home.exists():
        _refuse_foreign_folder(config.home)
        shutil.rmtree(config.home)
        config = _configure(options)

    def announce(_market: Market) -> None:
        seed.fill(config, wiring.SUBSCRIPTIONS, say=say, with_broadcast=not options.no_broadcast)

    return _run(config, announce)


def _dev(config: Config, _options: argparse.Namespace) -> int:
    import watchfiles

    def announce(market: Market) -> None:
        say(f"Nightmarket is at {config.public_url}. It starts again at each change. Ctrl-C stops it.")
        ignored = watchfiles.DefaultFilter(
            ignore_dirs=("var", "node_modules", ".venv", ".tools", ".git", "__pycache__")
        )
        for changes in watchfiles.watch(ROOT, watch_filter=ignored):
            if any("/static/" in path and "/static/dist/" not in path for _, path in changes):
                subprocess.run([str(ROOT / "bin" / "build-frontend")], check=False)
            if any(path.endswith((".py", ".html", ".po")) for _, path in changes):
                market.restart()

    return _run(config, announce)


def _run(config: Config, when_ready: Callable[[Market], None]) -> int:
    """Migrate, start, say so, and wait for Ctrl-C or SIGTERM."""
    if answers(f"{local_url(config)}/healthz"):
        say(f"Something already answers at {local_url(config)}. Stop it, or choose another --port.")
        return 1
    config.home.mkdir(parents=True, exist_ok=True)
    migrate.upgrade(config.database_url)
    market = Market(config)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _interrupt)
    signal.signal(signal.SIGHUP, _interrupt)
    try:
        market.start()
        if not market.wait_until_ready():
            say(f"The market did not come up within {START_SECONDS:.0f} seconds; see the messages above.")
            return 1
        threading.Thread(target=when_ready, args=(market,), daemon=True).start()
        market.watch()
    except KeyboardInterrupt:
        say("Stopping …")
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        market.stop()
    return 0


def _create_admin(config: Config, options: argparse.Namespace) -> int:
    from accounts.commands import create_administrator

    migrate.upgrade(config.database_url)
    runtime.start(config)
    password = getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    outcome = create_administrator(options.email, password)
    say(outcome.sentence)
    return 0 if outcome.is_done else 1


def _migrate(config: Config, _options: argparse.Namespace) -> int:
    migrate.upgrade(config.database_url)
    say("The database has the newest schema.")
    return 0


def _live_secret(config: Config, _options: argparse.Namespace) -> int:
    runtime.start(config)
    say(f'set $nightmarket_live_secret "{path_secret()}";')
    return 0


def _ledger(config: Config, options: argparse.Namespace) -> int:
    from orders.catching_up import catch_up
    from payments.ledger.commands import replay_books, verify_books

    migrate.upgrade(config.database_url)
    runtime.start(config)
    if options.act == "catch-up":
        say(f"{catch_up()} orders with money are in the books.")
        return 0
    outcome = verify_books() if options.act == "verify" else replay_books()
    say(outcome.sentence)
    return 0 if outcome.is_done else 1


def _figures(config: Config, _options: argparse.Namespace) -> int:
    from orders.figures.commands import count_all

    migrate.upgrade(config.database_url)
    runtime.start(config)
    say(f"{count_all()} days of shops are counted.")
    return 0


def _back_up(config: Config, options: argparse.Namespace) -> int:
    try:
        count = back_up(config, options.folder.expanduser().resolve(), say=say)
    except CopyRefused as error:
        say(str(error))
        return 1
    say(f"{options.folder} has the database and {count} objects.")
    return 0


def _copy_to(config: Config, options: argparse.Namespace) -> int:
    if answers(f"{local_url(config)}/healthz"):
        say(f"The market runs at {local_url(config)}. Stop it first: what it writes now would be lost.")
        return 1
    try:
        target = dataclasses.replace(
            config, database_url=options.database_url, storage_url=options.storage_url
        )
        copy_market(config, target, replace=options.replace, say=say)
    except (ConfigError, CopyRefused) as error:
        say(str(error))
        return 1
    say("Everything was copied and counted. Start the cluster with the same NIGHTMARKET_SECRET_KEY.")
    return 0


def _refuse_foreign_folder(home: Path) -> None:
    """Keep `--reset` from deleting a folder that is not a market's; the secret key is made by every start."""
    others = (entry for entry in home.iterdir() if entry.name != KEY_FILE)
    if not (home / "nightmarket.db").exists() and any(others):
        raise SystemExit(f"{home} does not look like a Nightmarket folder; nothing was deleted.")


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt
