from django.urls import path

from reports.excel_form.views import excel_form, excel_import
from reports.views.edit import report_edit
from reports.views.evidence import (
    evidence_delete,
    evidence_download,
    evidence_preview,
    report_attach,
)
from reports.views.queue import queue, queue_approve
from reports.views.ratings import rating_approve, rating_grid
from reports.views.reports import report_detail, report_list, report_reply, report_step
from reports.views.signature import signature_check, signature_sheet

urlpatterns = [
    path("queue/", queue, name="queue"),
    path("queue/approve/", queue_approve, name="queue_approve"),
    path("queue/ratings/", rating_grid, name="rating_grid"),
    path("queue/ratings/approve/", rating_approve, name="rating_approve"),
    path("reports/", report_list, name="report_list"),
    path("reports/signature-check/", signature_check, name="signature_check"),
    path(
        "reports/<slug:code>/signature/<slug:department>/", signature_sheet, name="signature_sheet"
    ),
    path("reports/<int:pk>/", report_detail, name="report_detail"),
    path("reports/<int:pk>/reply/", report_reply, name="report_reply"),
    path("reports/<int:pk>/<slug:name>/", report_step, name="report_step"),
    path("reports/<slug:code>/project/<int:number>/", report_edit, name="report_edit"),
    path("reports/<slug:code>/project/<int:number>/files/", report_attach, name="report_attach"),
    path("reports/<slug:code>/excel-form/", excel_form, name="excel_form"),
    path("reports/<slug:code>/import/", excel_import, name="excel_import"),
    path("evidence/<int:pk>/", evidence_download, name="evidence_download"),
    path("evidence/<int:pk>/preview/", evidence_preview, name="evidence_preview"),
    # Not below the file: the nearest page above must be a page.
    path("reports/evidence/<int:pk>/delete/", evidence_delete, name="evidence_delete"),
]
