"""Files of reports and requests: stored with their rows, or not at all."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import DatabaseError, transaction
from django.db.models import QuerySet

from departments.models import AuditEntry, Officer
from reports.models import Evidence, Report
from reports.models.files import StoredFile
from reports.uploads.checking import digest, same_content
from reports.uploads.incoming import unstored
from reports.workflow.refusals import Conflict, NotStored, SameFile

logger = logging.getLogger(__name__)

CheckedFile = tuple["UploadedFile[Any]", str]
"""A file and the type its content was found to be."""

Row = TypeVar("Row", bound=StoredFile)


class Shelf:
    """The files that one transaction stores."""

    def __init__(self) -> None:
        self._rows: list[StoredFile] = []

    def put(self, row: Row, checked: CheckedFile, officer: Officer, beside: QuerySet[Row]) -> Row:
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


def attach(
    report: Report,
    file: "UploadedFile[Any]",
    content_type: str,
    officer: Officer,
    address: str | None,
) -> Evidence:
    """Keep a checked file of ``content_type`` with a saved report in its author's hands.

    Raises Conflict when it is handed in, SameFile when it has that content already, and NotStored.
    """
    with open_shelf() as shelf:
        # Locked, so that the same file sent twice at once is kept once.
        editable = Report.objects.editable_by(officer).select_for_update()
        if not editable.filter(pk=report.pk).exists():
            raise Conflict("这份报告已提交，不能再添加材料。")
        evidence = Evidence(report=report)
        shelf.put(evidence, (file, content_type), officer, report.evidence.all())
        _audit_file("添加佐证材料", evidence, officer, address)
    return evidence


def detach(evidence: Evidence, officer: Officer, address: str | None) -> None:
    """Take a file off a report in its author's hands; other revisions keep theirs."""
    with transaction.atomic():
        if not Report.objects.editable_by(officer).filter(pk=evidence.report_id).exists():
            raise Conflict("这份报告已提交，不能再移除材料。")
        _audit_file("移除佐证材料", evidence, officer, address)
        stored = str(evidence.file.name)
        evidence.delete()
        if not Evidence.objects.filter(file=stored).exists():
            # The row is gone by then; a file that cannot be removed is for the log.
            transaction.on_commit(lambda: default_storage.delete(stored), robust=True)


def _audit_file(action: str, evidence: Evidence, officer: Officer, address: str | None) -> None:
    AuditEntry.objects.create(
        officer=officer,
        action=action,
        subject=f"{evidence.report} {evidence.name}"[:200],
        subject_key=f"report:{evidence.report_id}",
        after={"文件名": evidence.name, "字节数": evidence.size, "SHA-256": evidence.sha256},
        address=address,
    )
