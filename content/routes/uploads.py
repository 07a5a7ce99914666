"""The uploads' API. Parts go straight to the storage under the URLs that it answers with."""

import uuid

from content import uploads
from content.schemas import CompleteUpload, PartUrl, ReceivedPart, StartedUpload, StartUpload, UploadAnswer
from kernel.transaction import reading, transaction
from kernel.web.access import SIGNED_IN
from kernel.web.actor import get_actor
from kernel.web.routes import Api

api = Api("uploads", __name__)


@api.post("/uploads", access=SIGNED_IN, body=StartUpload, answer=StartedUpload, status=201)
def start_upload(body: StartUpload) -> StartedUpload:
    """Announce a file and get the URLs of its parts."""
    with transaction() as session:
        upload = uploads.start_upload(
            session,
            owner_id=get_actor().user_id,
            file_name=body.file_name,
            size_bytes=body.size_bytes,
        )
    return StartedUpload(
        id=upload.id,
        part_size_bytes=upload.part_size_bytes,
        parts_count=upload.parts_count,
        parts=_render_urls(uploads.sign_missing(upload, [])),
    )


@api.get("/uploads/<uuid:upload_id>", access=SIGNED_IN, answer=UploadAnswer)
def get_upload(upload_id: uuid.UUID) -> UploadAnswer:
    """Return which parts have arrived, and URLs for those that have not."""
    with reading() as session:
        upload = uploads.get_upload(session, upload_id, get_actor().user_id)
    return _render(upload)


@api.get("/uploads/<uuid:upload_id>/parts/<int:number>", access=SIGNED_IN, answer=PartUrl)
def sign_part(upload_id: uuid.UUID, number: int) -> PartUrl:
    """Return a fresh URL for one part."""
    with reading() as session:
        upload = uploads.get_upload(session, upload_id, get_actor().user_id)
    return PartUrl(number=number, url=uploads.sign_part(upload, number))


# `own`: it is safe to repeat by itself, and joining the parts must not happen inside a transaction.
@api.post(
    "/uploads/<uuid:upload_id>/complete",
    access=SIGNED_IN,
    body=CompleteUpload,
    answer=UploadAnswer,
    key="own",
)
def complete_upload(upload_id: uuid.UUID, body: CompleteUpload) -> UploadAnswer:
    """Put the file together from its parts."""
    parts = {part.number: part.etag for part in body.parts}
    return _render(uploads.complete_upload(upload_id, get_actor().user_id, parts))


@api.delete("/uploads/<uuid:upload_id>", access=SIGNED_IN, status=204)
def remove_upload(upload_id: uuid.UUID) -> None:
    """Cancel an upload, or drop one that no video was made of."""
    uploads.remove_upload(upload_id, get_actor().user_id)


def _render(upload: uploads.Upload) -> UploadAnswer:
    received = uploads.list_received(upload)
    return UploadAnswer(
        id=upload.id,
        state=upload.state,
        file_name=upload.file_name,
        size_bytes=upload.size_bytes,
        part_size_bytes=upload.part_size_bytes,
        parts_count=upload.parts_count,
        received_parts=[
            ReceivedPart(number=part.number, etag=part.etag, size_bytes=part.size_bytes) for part in received
        ],
        parts=_render_urls(uploads.sign_missing(upload, received)),
    )


def _render_urls(urls: dict[int, str]) -> list[PartUrl]:
    return [PartUrl(number=number, url=url) for number, url in urls.items()]
