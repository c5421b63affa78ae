"""Files stored with their rows, or not at all."""

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
"""A file and the type its content was found to be."""


Row = TypeVar("Row", bound=StoredFile)


class Shelf:
    """The files that one transaction stores."""

    def __init__(self) -> None:
        self._rows: list[StoredFile] = []

    def put(self, row: Row, checked: CheckedFile, officer: Any, beside: QuerySet[Row]) -> Row:
        """Save ``row`` with a checked file; raises NotStored, and SameFile if it is ``beside`` it.

        The name of the one that is there stands in the sentence.
        """
        file, row.content_type = checked
        row.name, row.size, row.uploaded_by = file.name or "", file.size or 0, officer
        row.sha256 = digest(file)
        twin = beside.filter(sha256=row.sha256).first()
        if twin is not None:
            raise SameFile(same_content(row.name, twin.name))
        try:
            row.file.save(row.name, file, save=False)
        except OSError as trouble:
            raise NotStored(unstored(row.name, trouble).messages[0]) from trouble
        self._rows.append(row)
        row.save()
        return row

    def clear(self) -> None:
        """Remove the files of rows that were not written."""
        for row in self._rows:
            stored = str(row.file.name)
            try:
                # A commit whose answer was lost may have been one.
                if not type(row)._default_manager.filter(file=stored).exists():
                    default_storage.delete(stored)
            except (DatabaseError, OSError):
                logger.exception("a file may be left without a row: %s", stored)


@contextmanager
def open_shelf() -> Iterator[Shelf]:
    """A transaction that stores files; when it fails they are removed too."""
    shelf = Shelf()
    try:
        with transaction.atomic():
            yield shelf
    except BaseException:
        shelf.clear()
        raise


class SameFile(Exception):
    """A file whose content is there already; its text is for the screen."""


class NotStored(Exception):
    """A file that the server cannot write; its text is for the screen and tells the cause."""
