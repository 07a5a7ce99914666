"""Sending a file that is made while it is sent."""

from collections.abc import Iterable

from flask import Response


def send_csv(pieces: Iterable[bytes], file_name: str) -> Response:
    """Answer with a CSV file to be saved under this name, which has ASCII characters only."""
    response = Response(pieces, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response
