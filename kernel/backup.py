"""Back an embedded market up while it runs: a folder that is itself a market's home.

PostgreSQL and S3 have means of their own, see docs/operations.md.
"""

import contextlib
import dataclasses
import shutil
import sqlite3
from pathlib import Path

from sqlalchemy import make_url

from kernel.config import Config
from kernel.copying import CopyRefused, Say, copy_objects
from kernel.storage import make_storage


def back_up(config: Config, folder: Path, *, say: Say) -> int:
    """Write database, objects and secret key to `folder`; return how many objects it has now.

    The database comes first: whatever it speaks of was stored before. Doing it again into the same folder
    replaces the database and adds the new objects.

    Raises CopyRefused: this market keeps its rows or objects elsewhere.
    """
    if not config.is_sqlite or not config.storage_url.startswith("file://"):
        raise CopyRefused(
            "This backs up SQLite and a folder of objects; see docs/operations.md for the rest."
        )
    if folder.resolve() == config.home:
        raise CopyRefused("A backup can't be made into the folder of the market itself.")
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    _copy_database(Path(make_url(config.database_url).database or ""), folder / "nightmarket.db")
    if (config.home / "secret_key").exists():
        shutil.copy2(config.home / "secret_key", folder / "secret_key")
    target = make_storage(dataclasses.replace(config, storage_url=f"file://{folder / 'media'}"))
    count, _ = copy_objects(make_storage(config), target, say=say)
    return count


def _copy_database(source: Path, target: Path) -> None:
    """Copy one state of a database that is being written to, and check the copy before it is kept."""
    unfinished = target.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    with contextlib.closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as reading:
        reading.execute("VACUUM INTO ?", (str(unfinished),))
    with contextlib.closing(sqlite3.connect(unfinished)) as copy:
        [(verdict,)] = copy.execute("PRAGMA integrity_check").fetchall()
        if verdict != "ok":
            raise CopyRefused(f"The copy of the database is damaged: {verdict}")
    for leftover in (target.with_name(f"{target.name}-wal"), target.with_name(f"{target.name}-shm")):
        leftover.unlink(missing_ok=True)
    unfinished.replace(target)
