"""Files of a report in its author's hands."""

import hashlib
from typing import Any

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from departments.models import AuditEntry, Officer
from reports.models import Evidence, Report
from reports.workflow.refusals import Conflict


def _sha256_of(file: "UploadedFile[Any]") -> str:
    """The digest of a file's content, in hexadecimal; the file is at its beginning again."""
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def stored(file: "UploadedFile[Any]", content_type: str, officer: Officer) -> dict[str, Any]:
    """The fields of a StoredFile for a checked file of ``content_type``, by name."""
    return {
        "file": file,
        "name": file.name or "",
        "content_type": content_type,
        "size": file.size or 0,
        "sha256": _sha256_of(file),
        "uploaded_by": officer,
    }


def attach(
    report: Report,
    file: "UploadedFile[Any]",
    content_type: str,
    officer: Officer,
    address: str | None,
) -> Evidence:
    """Keep a checked file of ``content_type`` with a saved report in its author's hands."""
    fields = stored(file, content_type, officer)
    with transaction.atomic():
        if not Report.objects.editable_by(officer).filter(pk=report.pk).exists():
            raise Conflict("这份报告已提交，不能再添加材料。")
        evidence = Evidence.objects.create(report=report, **fields)
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
            transaction.on_commit(lambda: default_storage.delete(stored))


def _audit_file(action: str, evidence: Evidence, officer: Officer, address: str | None) -> None:
    AuditEntry.objects.create(
        officer=officer,
        action=action,
        subject=f"{evidence.report} {evidence.name}"[:200],
        subject_key=f"report:{evidence.report_id}",
        after={"文件名": evidence.name, "字节数": evidence.size, "SHA-256": evidence.sha256},
        address=address,
    )
