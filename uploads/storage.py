"""The storage of uploaded files: a file gets its name only once all of it is on the disk."""

import os
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage

from uploads.incoming import IncomingFile, temporary_file


class WholeFileStorage(FileSystemStorage):
    """Moves files into place in one step; a full disk or a killed server leaves no partial file.

    Files are synced to the disk, so that they survive a power cut as their database rows do.
    """

    def _save(self, name: str, content: "File[Any]") -> str:
        if isinstance(content, IncomingFile):
            return self._move(name, content)
        with IncomingFile(temporary_file(), "whole") as file:
            for chunk in content.chunks():
                file.write(chunk)
            return self._move(name, file)

    def _move(self, name: str, file: IncomingFile) -> str:
        try:
            file.flush()
            os.fsync(file.fileno())
            stored_name: str = super()._save(name, file)  # type: ignore[misc]
            _sync_folder(Path(self.path(stored_name)).parent)
        except OSError:
            self.delete(name)
            raise
        return stored_name


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
