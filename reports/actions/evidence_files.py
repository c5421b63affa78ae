"""Attach and detach reports' evidence files: file and row together, or neither."""

from typing import Any

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from departments.exceptions import EditConflict
from departments.models import AuditEntry, Officer
from reports.models import Evidence, Report
from uploads.store import open_file_store


def attach(
    report: Report,
    file: "UploadedFile[Any]",
    content_type: str,
    user: Officer,
    client_ip: str | None,
) -> Evidence:
    """Attach a checked file of ``content_type`` to a saved, editable report.

    Raises EditConflict when it is submitted, SameFile when it already has that content, and
    NotStored.
    """
    with open_file_store() as file_store:
        # Locked, so that the same file sent twice at once is kept once.
        editable = Report.objects.editable_by(user).select_for_update()
        if not editable.filter(pk=report.pk).exists():
            raise EditConflict("这份报告已提交，不能再添加材料。")
        evidence = Evidence(report=report)
        file_store.put(evidence, (file, content_type), user, report.evidence.all())
        _audit_file("添加佐证材料", evidence, user, client_ip)
    return evidence


def detach(evidence: Evidence, user: Officer, client_ip: str | None) -> None:
    """Remove a file from an editable report; other revisions keep theirs."""
    with transaction.atomic():
        if not Report.objects.editable_by(user).filter(pk=evidence.report_id).exists():
            raise EditConflict("这份报告已提交，不能再移除材料。")
        _audit_file("移除佐证材料", evidence, user, client_ip)
        stored = str(evidence.file.name)
        evidence.delete()
        if not Evidence.objects.filter(file=stored).exists():
            # The row is deleted by then; a file that cannot be deleted is only logged.
            transaction.on_commit(lambda: default_storage.delete(stored), robust=True)


def _audit_file(action: str, evidence: Evidence, user: Officer, client_ip: str | None) -> None:
    AuditEntry.objects.create(
        officer=user,
        action=action,
        subject=f"{evidence.report} {evidence.name}"[:200],
        subject_key=evidence.report.audit_key,
        after={"文件名": evidence.name, "字节数": evidence.size, "SHA-256": evidence.sha256},
        client_ip=client_ip,
    )
