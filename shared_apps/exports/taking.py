"""A written file as an answer: read from the disk piece by piece, kept by no cache on the way."""

from django.http import FileResponse

from . import refusals, storage
from .models import Export


def as_response(row: Export) -> FileResponse:
    """:raises NoLongerKept: the storage has lost it."""
    try:
        content = storage.path_of(row.folder, row.sha256).open("rb")
    except FileNotFoundError as error:
        raise refusals.NoLongerKept from error
    answer = FileResponse(content, as_attachment=True, filename=row.file_name, content_type=row.content_type)
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
