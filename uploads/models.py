"""The abstract model of stored files, which have random names outside the web root."""

import uuid

from django.conf import settings
from django.db import models

from uploads.kinds import IMAGES, PDF


def random_name(_stored: "StoredFile", _filename: str) -> str:
    """A stored name that reveals nothing and cannot be guessed."""
    name = uuid.uuid4().hex
    return f"evidence/{name[:2]}/{name}"


class StoredFile(models.Model):
    """One checked file; ``name`` is the one it was uploaded under."""

    file = models.FileField("文件", upload_to=random_name, max_length=120)
    name = models.CharField("文件名", max_length=150)
    content_type = models.CharField("类型", max_length=100)
    size = models.PositiveIntegerField("字节数")
    sha256 = models.CharField("摘要", max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="上传人")
    uploaded_at = models.DateTimeField("上传时间", auto_now_add=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def is_image(self) -> bool:
        return self.content_type in IMAGES

    @property
    def can_be_shown(self) -> bool:
        """Whether a browser shows it in a page; any other kind is only downloaded."""
        return self.is_image or self.content_type in PDF.types.values()
