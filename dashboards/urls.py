from django.urls import path

from dashboards import views

urlpatterns = [
    path("", views.home, name="home"),
    path("worklist/", views.worklist, name="worklist"),
    path("overview/", views.overview, name="overview"),
    path("changes/", views.change_list, name="change_list"),
    path("overview/export/", views.summary_export, name="summary_export"),
    path("overview/summary.xlsx", views.summary_download, name="summary_download"),
    path("meeting/", views.meeting, name="meeting"),
    path("meeting/print/", views.meeting_print, name="meeting_print"),
    path("projects/", views.project_list, name="project_list"),
    path("projects/<int:number>/", views.project_detail, name="project_detail"),
    path("projects/<int:project>/targets/<int:number>/", views.target_detail, name="target_detail"),
    path("counties/", views.county_list, name="county_list"),
    path("counties/<slug:code>/", views.county_detail, name="county_detail"),
    path("departments/", views.department_list, name="department_list"),
    path("departments/<slug:code>/", views.department_detail, name="department_detail"),
    path("search/", views.search, name="search"),
    path("targets/", views.target_list, name="target_list"),
    path("bulletins/", views.bulletin_list, name="bulletin_list"),
    path("bulletins/new/", views.bulletin_new, name="bulletin_new"),
    path("bulletins/<int:year>/<int:number>/", views.bulletin_detail, name="bulletin_detail"),
    path(
        "bulletins/<int:year>/<int:number>/workbook.xlsx",
        views.bulletin_download,
        name="bulletin_download",
    ),
    path(
        "bulletins/<int:year>/<int:number>/changes/",
        views.bulletin_changes,
        name="bulletin_changes",
    ),
    path(
        "bulletins/<int:year>/<int:number>/changes.xlsx",
        views.bulletin_changes_download,
        name="bulletin_changes_download",
    ),
    path(
        "bulletins/<int:year>/<int:number>/print/",
        views.bulletin_print,
        name="bulletin_print",
    ),
    path(
        "bulletins/<int:year>/<int:number>/withdraw/",
        views.bulletin_withdraw,
        name="bulletin_withdraw",
    ),
]
