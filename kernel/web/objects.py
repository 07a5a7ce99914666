"""Stored objects over HTTP: with ranges, a fixed content type, and no guessing of it by the browser.

Behind nginx (`storage_accel`) the bytes are nginx's work: we only say which object, after asking whether the
viewer may have it.
"""

from urllib.parse import urlsplit

from flask import Response, request, send_file
from werkzeug.http import parse_range_header

from kernel import runtime
from kernel.errors import NotFound
from kernel.storage import BadKey, ObjectMissing

#: The only kinds of file that are ever served, by their ending; all were made by us.
CONTENT_TYPES = {
    "m3u8": "application/vnd.apple.mpegurl",
    "m4s": "video/iso.segment",
    "mp4": "video/mp4",
    "jpg": "image/jpeg",
    "webp": "image/webp",
    "avif": "image/avif",
    "vtt": "text/vtt",  # always UTF-8 (WebVTT, 4.1)
    "json": "application/json",
    "zip": "application/zip",
}
ACCEL_PREFIX = "/internal-objects/"


def send_object(key: str, *, cache_control: str) -> Response:
    """Answer with an object that the caller has found the viewer may see.

    Raises NotFound: there is none under this key.
    """
    content_type = CONTENT_TYPES.get(key.rpartition(".")[2])
    if content_type is None:
        raise NotFound
    try:
        response = _send(key, content_type)
    except (ObjectMissing, BadKey):
        raise NotFound from None
    response.headers["Cache-Control"] = cache_control
    return response


def _send(key: str, content_type: str) -> Response:
    storage = runtime.storage()
    if runtime.config().storage_accel:
        return _accelerated(key, content_type)
    path = storage.local_path(key)
    if path is not None:
        if not path.is_file():
            raise ObjectMissing(key)
        return send_file(path, mimetype=content_type, conditional=True, etag=False)
    return _streamed(key, content_type)


def _accelerated(key: str, content_type: str) -> Response:
    """Let nginx fetch the object: from the local folder, or from S3 with a URL signed for a minute."""
    url = runtime.storage().internal_url(key, expires_seconds=60)
    if url is None:
        target = f"{ACCEL_PREFIX}{key}"
    else:
        parts = urlsplit(url)
        target = f"{ACCEL_PREFIX.rstrip('/')}{parts.path}?{parts.query}"
    response = Response(content_type=content_type)
    response.headers["X-Accel-Redirect"] = target
    return response


def _streamed(key: str, content_type: str) -> Response:
    storage = runtime.storage()
    size = storage.size_bytes(key)
    wanted = parse_range_header(request.headers.get("Range"))
    span = wanted.range_for_length(size) if wanted else None
    if wanted is not None and span is None:
        return Response(status=416, headers={"Content-Range": f"bytes */{size}"})
    start, stop = span or (0, size)
    response = Response(storage.stream(key, start, stop - start), content_type=content_type)
    response.headers["Accept-Ranges"] = "bytes"
    response.content_length = stop - start
    if span is not None:
        response.status_code = 206
        response.headers["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
    return response
