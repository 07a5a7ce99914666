"""A person's own data as a file: asked for, written by the worker, fetched by him alone, gone in a week.

Source: GDPR, articles 15 and 20: a copy in a common, machine-readable form.
"""

import datetime as dt
import tempfile
import uuid
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import orjson
from sqlalchemy import Row, Table, delete, insert, select, update
from sqlalchemy.orm import Session

from growth.errors import NoSuchExport
from growth.models import DataExport as ExportRow
from growth.own_data import PARTS
from kernel import runtime
from kernel.clock import now
from kernel.ids import new_id
from kernel.jobs import RunningJob, enqueue
from kernel.personal_data import Part, read_part
from kernel.transaction import reading, transaction

EXPORT_JOB = "growth.jobs.export_data"
WAITING, READY = "waiting", "ready"
#: Long enough to fetch it, short enough that it does not lie about.
KEEP_TIME = dt.timedelta(days=7)
#: Exports of a person that his page shows.
SHOWN_COUNT = 5
_EXPORTS = cast(Table, ExportRow.__table__)


@dataclass(frozen=True)
class Export:
    """An export of a person's data; `done_count` of all parts are written."""

    id: uuid.UUID
    state: str
    done_count: int
    size_bytes: int
    created_at: dt.datetime
    expires_at: dt.datetime

    @property
    def is_ready(self) -> bool:
        """Tell whether it can be fetched."""
        return self.state == READY and now() < self.expires_at

    @property
    def percent(self) -> int:
        """Return how far it is."""
        return 100 * self.done_count // len(PARTS)


def request_export(session: Session, person_id: uuid.UUID) -> uuid.UUID:
    """Ask for a person's data; return the export's id. While one is being written, the same one."""
    waiting = select(_EXPORTS.c.id).where(_EXPORTS.c.person_id == person_id, _EXPORTS.c.state == WAITING)
    kept: uuid.UUID | None = session.scalar(waiting)
    if kept is not None:
        return kept
    row = {
        "id": new_id(),
        "person_id": person_id,
        "state": WAITING,
        "done_count": 0,
        "size_bytes": 0,
        "created_at": now(),
        "expires_at": now() + KEEP_TIME,
    }
    session.execute(insert(_EXPORTS).values(row))
    enqueue(session, EXPORT_JOB, {"export_id": str(row["id"])})
    return cast(uuid.UUID, row["id"])


def list_exports(session: Session, person_id: uuid.UUID) -> Sequence[Export]:
    """Return a person's last exports, the newest first."""
    query = select(_EXPORTS).where(_EXPORTS.c.person_id == person_id, _EXPORTS.c.expires_at > now())
    rows = session.execute(query.order_by(_EXPORTS.c.id.desc()).limit(SHOWN_COUNT))
    return [_export(row) for row in rows]


def get_ready_key(session: Session, export_id: uuid.UUID, person_id: uuid.UUID) -> str:
    """Return where the file of a person's export is stored.

    Raises NoSuchExport: it is not his, not written yet, or too old.
    """
    is_ready = (_EXPORTS.c.state == READY) & (_EXPORTS.c.expires_at > now())
    query = select(_EXPORTS.c.id).where(
        _EXPORTS.c.id == export_id, _EXPORTS.c.person_id == person_id, is_ready
    )
    if session.scalar(query) is None:
        raise NoSuchExport
    return key_of(export_id)


def write_export(job: RunningJob, export_id: uuid.UUID) -> None:
    """Write the file of an export; a second run writes it anew. It takes a while: call it in a job."""
    with reading() as session:
        query = select(_EXPORTS.c.person_id).where(_EXPORTS.c.id == export_id, _EXPORTS.c.state == WAITING)
        person_id = session.scalar(query)
    if person_id is None:
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "data.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
            for number, part in enumerate(PARTS):
                job.check()
                _write_part(file, part, person_id)
                _note(export_id, done_count=number + 1)
        size_bytes = path.stat().st_size
        runtime.storage().put_file(key_of(export_id), path, "application/zip")
    _note(export_id, state=READY, size_bytes=size_bytes)


def prune_exports(session: Session) -> None:
    """Delete exports that nobody may fetch any more."""
    old = list(session.scalars(select(_EXPORTS.c.id).where(_EXPORTS.c.expires_at <= now())))
    if old:
        session.execute(delete(_EXPORTS).where(_EXPORTS.c.id.in_(old)))
        runtime.storage().delete([key_of(one) for one in old])


def key_of(export_id: uuid.UUID) -> str:
    """Return under which key the file of an export is stored."""
    return f"exports/{export_id}.zip"


def _write_part(file: zipfile.ZipFile, part: Part, person_id: uuid.UUID) -> None:
    """Write the rows of a table, and those of tables that belong to it, each as a file of JSON."""
    found: dict[str, list[bytes]] = {part.name: []}
    with reading() as session:
        for name, row in read_part(session, part, person_id):
            found.setdefault(name, []).append(orjson.dumps(row, default=str))
    for name, lines in found.items():
        file.writestr(f"{name}.json", b"[" + b",\n".join(lines) + b"]\n")


def _note(export_id: uuid.UUID, **values: object) -> None:
    with transaction() as session:
        session.execute(update(_EXPORTS).where(_EXPORTS.c.id == export_id).values(**values))


def _export(row: Row[Any]) -> Export:
    return Export(row.id, row.state, row.done_count, row.size_bytes, row.created_at, row.expires_at)
