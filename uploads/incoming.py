"""Files on their way in: each lies in the folder ``incoming`` until all of it is there.

The folder is on the storage's own file system, so that a whole file is moved into place in one
step. What could not be kept comes to the form as a file with a refusal: the texts sent along are
saved all the same.
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
"""Seconds without a byte after which a file in ``incoming`` belongs to no upload any more."""

UNSTORED: Final = "unstored"
"""The code of a refusal that is the server's fault."""

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
    """The folder ``incoming``, made if it is not there."""
    path = Path(settings.MEDIA_ROOT) / "incoming"
    path.mkdir(settings.FILE_UPLOAD_DIRECTORY_PERMISSIONS, parents=True, exist_ok=True)
    return path


def temporary_file() -> IO[bytes]:
    """A new file in ``incoming`` that is gone once closed, unless it was moved before."""
    return NamedTemporaryFile(dir=folder())


def sweep() -> None:
    """Remove what killed servers left in ``incoming``."""
    for path in folder().iterdir():
        # Another server's sweep may be faster, or the file whole by now.
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < time.time() - STALE:
                path.unlink()


def unstored(name: str, trouble: OSError) -> ValidationError:
    """The refusal of a file that could not be written, with the true cause; goes to the log."""
    logger.error("an uploaded file could not be stored: %s", trouble)
    sentence = NO_ROOM if trouble.errno in _FULL else NOT_WRITTEN
    return ValidationError(sentence.format(name=name), UNSTORED)


class IncomingFile(UploadedFile):  # type: ignore[type-arg]
    """An uploaded file in ``incoming``, or the refusal of one that could not be kept."""

    refusal: ValidationError | None = None

    def temporary_file_path(self) -> str:
        """Where it lies, for the storage, which moves it from there."""
        return str(self.file.name) if self.file else ""

    def close(self) -> None:
        """Close it, which removes what was not moved into the storage."""
        with suppress(FileNotFoundError):
            super().close()


class IncomingHandler(FileUploadHandler):
    """Writes each file of a form into ``incoming``, as far as there is room."""

    file: IncomingFile
    _count = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file, unless it is clear before that it cannot be kept."""
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
        except OSError as trouble:
            self._refuse(unstored(self._name, trouble))

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a piece; of what is too large or refused the rest is only counted."""
        if self.file.refusal is not None:
            return
        if start + len(raw_data) > SIZE_LIMIT:
            self.file.close()
            self.file.file = io.BytesIO()
            return
        try:
            self.file.write(raw_data)
        except OSError as trouble:
            self._refuse(unstored(self._name, trouble))

    def file_complete(self, file_size: int) -> IncomingFile:
        """The file with all of it on its way to the disk, or its refusal."""
        self.file.size = file_size
        try:
            self.file.seek(0)
        except OSError as trouble:
            self._refuse(unstored(self._name, trouble))
        return self.file

    def upload_interrupted(self) -> None:
        """Remove the part of a file whose rest does not come."""
        if self._count:
            self.file.close()

    @property
    def _name(self) -> str:
        return self.file.name or ""

    def _is_expected(self) -> bool:
        """Whether an officer sent it, and not too many at once."""
        if self.request is None or not self.request.user.is_authenticated:
            self._refuse(ValidationError(NO_OFFICER.format(name=self._name)))
        elif self._count > FILES_LIMIT:
            self._refuse(ValidationError(TOO_MANY.format(name=self._name)))
        return self.file.refusal is None

    def _check_room(self) -> None:
        """Raise OSError unless the whole form fits on the disk, with the reserve left."""
        length = int(self.request.META["CONTENT_LENGTH"]) if self.request else 0
        free = shutil.disk_usage(folder()).free
        if free < length + settings.DISK_RESERVE:
            reason = f"{free} bytes free, {length} to come, {settings.DISK_RESERVE} kept free"
            raise OSError(errno.ENOSPC, reason)

    def _refuse(self, refusal: ValidationError) -> None:
        name = self.file.name
        # Closing writes what is left in its buffer, which may fail again.
        with suppress(OSError):
            self.file.close()
        self.file = IncomingFile(io.BytesIO(), name)
        self.file.refusal = refusal
