"""Store files together with their database rows, or not at all."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import DatabaseError, transaction
from django.db.models import QuerySet

from uploads.checking import digest, same_content
from uploads.incoming import unstored
from uploads.models import StoredFile

logger = logging.getLogger(__name__)


CheckedFile = tuple["UploadedFile[Any]", str]
"""A file and the media type of its content."""


Row = TypeVar("Row", bound=StoredFile)


class FileStore:
    """The files that one transaction stores."""

    def __init__(self) -> None:
        self._rows: list[StoredFile] = []

    def put(self, row: Row, checked: CheckedFile, officer: Any, beside: QuerySet[Row]) -> Row:
        """Save ``row`` with a checked file.

        Raises NotStored, and SameFile if a row of ``beside`` has the same content.
        """
        file, row.content_type = checked
        row.name, row.size, row.uploaded_by = file.name or "", file.size or 0, officer
        row.sha256 = digest(file)
        twin = beside.filter(sha256=row.sha256).first()
        if twin is not None:
            raise SameFile(same_content(row.name, twin.name))
        try:
            row.file.save(row.name, file, save=False)
        except OSError as error:
            raise NotStored(unstored(row.name, error).messages[0]) from error
        self._rows.append(row)
        row.save()
        return row

    def clear(self) -> None:
        """Delete the files of rows that were not committed."""
        for row in self._rows:
            stored = str(row.file.name)
            try:
                # The commit may have succeeded even if its answer was lost.
                if not type(row)._default_manager.filter(file=stored).exists():
                    default_storage.delete(stored)
            except (DatabaseError, OSError):
                logger.exception("a file may be left without a row: %s", stored)


@contextmanager
def open_file_store() -> Iterator[FileStore]:
    """A transaction that stores files and deletes them if it fails."""
    file_store = FileStore()
    try:
        with transaction.atomic():
            yield file_store
    except BaseException:
        file_store.clear()
        raise


class SameFile(Exception):
    """A file with the same content exists; the text is shown to the user."""


class NotStored(Exception):
    """The server cannot write the file; the text tells the user the cause."""
