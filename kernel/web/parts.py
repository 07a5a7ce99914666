"""Receives the parts of uploads when the storage is a folder of ours; S3 receives them itself.

The signed URL is the credential, as with a presigned URL of S3: it names one part of one upload and its size.
"""

from flask import Response, request

from kernel import runtime
from kernel.errors import N_, Forbidden, Malformed, NotFound
from kernel.storage import FileSystemStorage, ObjectMissing
from kernel.storage.filesystem import PART_PATH
from kernel.web.access import ANYONE
from kernel.web.routes import Pages

pages = Pages("storage", __name__)
#: How long a signed URL works. S3 keeps its own time, from what the URL was signed with.
MAX_AGE_SECONDS = 6 * 3600


class BadPartUrl(Forbidden):
    """The URL is forged or too old."""

    title = N_("This upload link has expired. Please ask for a new one.")


class WrongPartSize(Malformed):
    """The body is not as long as the URL says."""

    title = N_("This part has another size than was announced.")


@pages.page(f"{PART_PATH}/<token>", access=ANYONE, methods=("PUT",), csrf="none")
def put_part(token: str) -> Response:
    """Store one part, as it comes in; answer with its ETag."""
    storage = runtime.storage()
    if not isinstance(storage, FileSystemStorage):
        raise NotFound
    signed = storage.read_part_token(token, max_age_seconds=MAX_AGE_SECONDS)
    if signed is None:
        raise BadPartUrl
    upload, number, size_bytes = signed
    if request.content_length != size_bytes:
        raise WrongPartSize(expected_bytes=size_bytes)
    try:
        etag = storage.put_part(upload, number, request.stream, size_bytes)  # type: ignore[arg-type]
    except ObjectMissing:
        raise NotFound from None
    except ValueError:
        raise WrongPartSize(expected_bytes=size_bytes) from None
    return Response(status=200, headers={"ETag": etag})
