"""Receive files in the folder ``incoming``, where each stays until it is complete.

The folder is on the storage's file system, so that a complete file is moved into place in one step.
A file that cannot be stored reaches the form with a refusal, so that the form's texts are saved.
"""

import errno
import io
import logging
import shutil
import time
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Any, Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from uploads.kinds import FILES_LIMIT, SIZE_LIMIT

logger = logging.getLogger(__name__)

STALE: Final = 60 * 60
"""Seconds without a new byte after which a file in ``incoming`` counts as abandoned."""

UNSTORED: Final = "unstored"
"""The error code of a refusal that is the server's fault."""

NO_ROOM: Final = (
    "服务器磁盘空间不足，“{name}”没有保存。请告诉系统管理员清理磁盘，然后再传一次；"
    "已填写的文字不受影响。"
)
NOT_WRITTEN: Final = (
    "服务器存储出错，“{name}”没有保存。请告诉系统管理员检查存放文件的磁盘，然后再传一次；"
    "已填写的文字不受影响。"
)
TOO_MANY: Final = f"一次最多上传 {FILES_LIMIT} 个文件，“{{name}}”没有收下，请再传一次。"
NO_OFFICER: Final = "没有登录，“{name}”没有收下。请登录后再传一次。"

_FULL: Final = frozenset((errno.ENOSPC, errno.EDQUOT))


def folder() -> Path:
    """The folder ``incoming``, created if missing."""
    path = Path(settings.MEDIA_ROOT) / "incoming"
    path.mkdir(settings.FILE_UPLOAD_DIRECTORY_PERMISSIONS, parents=True, exist_ok=True)
    return path


def temporary_file() -> IO[bytes]:
    """A new file in ``incoming``, deleted when closed unless it has been moved."""
    return NamedTemporaryFile(dir=folder())


def sweep() -> None:
    """Remove the files that killed servers left in ``incoming``."""
    for path in folder().iterdir():
        # Another process may remove or move the file first.
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < time.time() - STALE:
                path.unlink()


def unstored(name: str, error: OSError) -> ValidationError:
    """Log the error and return the refusal of a file that could not be written."""
    logger.error("an uploaded file could not be stored: %s", error)
    sentence = NO_ROOM if error.errno in _FULL else NOT_WRITTEN
    return ValidationError(sentence.format(name=name), UNSTORED)


class IncomingFile(UploadedFile):  # type: ignore[type-arg]
    """An uploaded file in ``incoming``; with ``refusal`` it is empty and was not stored."""

    refusal: ValidationError | None = None

    def temporary_file_path(self) -> str:
        """The path from which the storage moves the file."""
        return str(self.file.name) if self.file else ""

    def close(self) -> None:
        """Close the file, which deletes it unless the storage has moved it."""
        with suppress(FileNotFoundError):
            super().close()


class IncomingHandler(FileUploadHandler):
    """Writes each file of a form into ``incoming`` if there is enough disk space."""

    file: IncomingFile
    _count = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Open a temporary file, unless the upload is refused already."""
        super().new_file(*args, **kwargs)
        self._count += 1
        self.file = IncomingFile(io.BytesIO(), (self.file_name or "").strip())
        if not self._is_expected():
            return
        try:
            if self._count == 1:
                sweep()
                self._check_room()
            self.file.file = temporary_file()
        except OSError as error:
            self._refuse(unstored(self._name, error))

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a chunk; chunks of a refused or too large file are only counted."""
        if self.file.refusal is not None:
            return
        if start + len(raw_data) > SIZE_LIMIT:
            self.file.close()
            self.file.file = io.BytesIO()
            return
        try:
            self.file.write(raw_data)
        except OSError as error:
            self._refuse(unstored(self._name, error))

    def file_complete(self, file_size: int) -> IncomingFile:
        """The complete file, or one with a refusal."""
        self.file.size = file_size
        try:
            self.file.seek(0)
        except OSError as error:
            self._refuse(unstored(self._name, error))
        return self.file

    def upload_interrupted(self) -> None:
        """Remove a partial file."""
        if self._count:
            self.file.close()

    @property
    def _name(self) -> str:
        return self.file.name or ""

    def _is_expected(self) -> bool:
        """Refuse files of anonymous users and too many files; return whether it is accepted."""
        if self.request is None or not self.request.user.is_authenticated:
            self._refuse(ValidationError(NO_OFFICER.format(name=self._name)))
        elif self._count > FILES_LIMIT:
            self._refuse(ValidationError(TOO_MANY.format(name=self._name)))
        return self.file.refusal is None

    def _check_room(self) -> None:
        """Raise OSError unless the disk has space for the whole form and the reserve."""
        length = int(self.request.META["CONTENT_LENGTH"]) if self.request else 0
        free = shutil.disk_usage(folder()).free
        if free < length + settings.DISK_RESERVE:
            reason = f"{free} bytes free, {length} to come, {settings.DISK_RESERVE} kept free"
            raise OSError(errno.ENOSPC, reason)

    def _refuse(self, refusal: ValidationError) -> None:
        name = self.file.name
        # Closing flushes the buffer, which may fail again.
        with suppress(OSError):
            self.file.close()
        self.file = IncomingFile(io.BytesIO(), name)
        self.file.refusal = refusal
