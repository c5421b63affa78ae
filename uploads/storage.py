"""Where uploaded files lie: each under its name only when all of it is on the disk."""

import os
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage

from uploads.incoming import IncomingFile, temporary_file


class WholeFileStorage(FileSystemStorage):
    """Moves files into place in one step; a full disk or a killed server leaves no part.

    What is saved outlasts a power cut, as the row in the database does that tells of it.
    """

    def _save(self, name: str, content: "File[Any]") -> str:
        if isinstance(content, IncomingFile):
            return self._moved(name, content)
        with IncomingFile(temporary_file(), "whole") as whole:
            for chunk in content.chunks():
                whole.write(chunk)
            return self._moved(name, whole)

    def _moved(self, name: str, whole: IncomingFile) -> str:
        try:
            whole.flush()
            os.fsync(whole.fileno())
            moved: str = super()._save(name, whole)  # type: ignore[misc]
            _sync_folder(Path(self.path(moved)).parent)
        except OSError:
            self.delete(name)
            raise
        return moved


def _sync_folder(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
