"""A few small PDF files as evidence."""

import hashlib
from collections.abc import Iterable
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from reports.models import Evidence, Report

ReportKey = tuple[str, int, str]
"""Department's code, project number, period's code."""

FILES: tuple[tuple[ReportKey, str], ...] = (
    (("rongcheng", 3, "2026-10"), "演示-多媒体教室联网情况统计表.pdf"),
    (("jiedong", 12, "2026-10"), "演示-城乡教育共同体运行材料.pdf"),
    (("jiexi", 10, "2026-09"), "演示-三所学校验收清单.pdf"),
    (("huilai", 14, "2026-10"), "演示-特殊教育资源中心名单.pdf"),
    (("puning", 3, "2026-09"), "演示-信息化中心学校认定文件.pdf"),
    (("puning", 15, "2026-10"), "演示-校园文化建设示范学校名单.pdf"),
    (("education", 19, "2026-10"), "演示-中职学校重点监测指标核查表.pdf"),
)


def make_pdf(line: str) -> bytes:
    """A PDF of one A4 page with one line of ASCII text."""
    stream = f"BT /F1 14 Tf 72 760 Td ({line}) Tj ET"
    objects = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources 6 0 R >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        "<< /Font << /F1 5 0 R >> >>",
    )
    body, offsets = "%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    count = len(objects) + 1
    return (
        f"{body}xref\n0 {count}\n0000000000 65535 f \n{table}"
        f"trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    ).encode("ascii")


def stored_pdf(line: str) -> dict[str, Any]:
    """The fields of a StoredFile for a PDF of one line, which is saved unless it exists.

    Names derive from the content, so that another database uses the same files.
    """
    content = make_pdf(line)
    digest = hashlib.sha256(content).hexdigest()
    stored = f"evidence/{digest[:2]}/{digest[:32]}"
    if not default_storage.exists(stored):
        default_storage.save(stored, ContentFile(content))
    return {
        "file": stored,
        "content_type": "application/pdf",
        "size": len(content),
        "sha256": digest,
    }


def make_evidence(reports: Iterable[Report]) -> None:
    """Attach the files to saved reports, as of the day of submission."""
    names = dict(FILES)
    for report in reports:
        key = (report.department.code, report.project.number, report.period.code)
        if key not in names:
            continue
        evidence = Evidence.objects.create(
            report=report,
            name=names[key],
            uploaded_by=report.author,
            **stored_pdf(f"Demonstration only: {key[0]}, project {key[1]}, {key[2]}"),
        )
        Evidence.objects.filter(pk=evidence.pk).update(uploaded_at=report.submitted_at)
