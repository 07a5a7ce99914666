"""Published posts as rows, for tests that don't play them; and counting the statements that reading takes."""

import datetime as dt
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event, insert

from accounts.people import Person
from content.models import Post, ProductTag, Upload
from content.recommended import forget_windows
from content.scores import score_post
from kernel import transaction as transactions
from kernel.clock import now
from kernel.ids import new_id
from kernel.transaction import transaction


def make_published(
    creator: Person, *, variant_ids: tuple[uuid.UUID, ...] = (), published_at: dt.datetime | None = None
) -> uuid.UUID:
    """Put the row of a published video into the table; nothing here plays it."""
    upload_id, video_id, at = new_id(), new_id(), published_at or now()
    with transaction() as session:
        session.execute(
            insert(Upload).values(
                id=upload_id,
                owner_id=creator.id,
                file_name="clip.mp4",
                size_bytes=1,
                part_size_bytes=1,
                state="used",
                storage_key=f"uploads/{upload_id}/source",
                storage_upload_id="-",
                created_at=at,
                expires_at=at,
            )
        )
        feed_id = new_id()
        session.execute(
            insert(Post).values(
                id=video_id,
                kind="video",
                creator_id=creator.id,
                upload_id=upload_id,
                title="A clip",
                description="",
                state="published",
                is_growing=False,
                set_name="set",
                playlist="main.m3u8",
                renditions=[],
                posters=[],
                width=1080,
                height=1920,
                duration_seconds=10.0,
                publish_id=feed_id,
                feed_id=feed_id,
                published_at=at,
                created_at=at,
            )
        )
        for position, variant_id in enumerate(variant_ids):
            session.execute(
                insert(ProductTag).values(
                    post_id=video_id,
                    position=position,
                    variant_id=variant_id,
                    start_seconds=0.0,
                    end_seconds=5.0,
                )
            )
        score_post(session, video_id)
    forget_windows()
    return video_id


@contextmanager
def counted_statements() -> Iterator[list[str]]:
    """Collect the statements that reach the database."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH", "INSERT", "UPDATE", "DELETE")):
            statements.append(statement)

    engine = transactions.engine()
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)
