"""Work of products that the worker does."""

import uuid

from sqlalchemy.orm import Session

from products import pictures


def delete_picture_files(_session: Session, *, picture_id: str) -> None:
    """Delete the files of a picture that was removed."""
    pictures.delete_files(uuid.UUID(picture_id))
