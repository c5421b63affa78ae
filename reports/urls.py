from django.urls import path

from reports import views

urlpatterns = [
    path("worklist/reports/", views.report_many, name="report_many"),
    path("queue/", views.queue, name="queue"),
    path("queue/approve/", views.queue_approve, name="queue_approve"),
    path("calendar/", views.calendar, name="calendar"),
    path("calendar/<str:token>.ics", views.calendar_download, name="calendar_download"),
    path("calendar/<slug:step>/", views.calendar_subscription, name="calendar_subscription"),
    path("reports/", views.report_list, name="report_list"),
    path("reports/<int:pk>/", views.report_detail, name="report_detail"),
    path("reports/<int:pk>/reply/", views.report_reply, name="report_reply"),
    path("reports/<int:pk>/<slug:name>/", views.report_step, name="report_step"),
    path("reports/<slug:code>/project/<int:number>/", views.report_edit, name="report_edit"),
    path(
        "reports/<slug:code>/project/<int:number>/files/", views.report_attach, name="report_attach"
    ),
    path("reports/<slug:code>/workbook/", views.report_workbook, name="report_workbook"),
    path("reports/<slug:code>/import/", views.report_import, name="report_import"),
    path("evidence/<int:pk>/", views.evidence_download, name="evidence_download"),
    # Not below the file: the nearest page above must be a page.
    path("reports/evidence/<int:pk>/delete/", views.evidence_delete, name="evidence_delete"),
    path("requests/", views.request_list, name="request_list"),
    path("requests/new/", views.request_new, name="request_new"),
    path("requests/<int:pk>/", views.request_detail, name="request_detail"),
    path("requests/<int:pk>/<slug:name>/", views.request_step, name="request_step"),
    path("requests/files/<int:pk>/", views.request_file, name="request_file"),
    path("periods/", views.period_list, name="period_list"),
    path("periods/<slug:code>/", views.period_edit, name="period_edit"),
    path("periods/<slug:code>/lock/", views.period_lock, name="period_lock"),
    path("periods/<slug:code>/unlock/", views.period_unlock, name="period_unlock"),
    path("unlocks/<int:pk>/end/", views.unlock_end, name="unlock_end"),
    path("reminders/", views.reminder_list, name="reminder_list"),
    path("reminders/send/", views.reminder_send, name="reminder_send"),
    path("reminders/send-all/", views.reminder_send_all, name="reminder_send_all"),
]
