from django.urls import path

from dashboards.changes.views import change_list
from dashboards.counties.views import county_detail, county_list
from dashboards.departments.views import department_detail, department_list
from dashboards.lamp_rules.views import lamp_rules
from dashboards.meeting.views import meeting, meeting_print
from dashboards.overview.views import overview
from dashboards.projects.views import project_detail, project_list
from dashboards.targets.views import target_detail, target_list

urlpatterns = [
    path("overview/", overview, name="overview"),
    path("lamp-rules/", lamp_rules, name="lamp_rules"),
    path("changes/", change_list, name="change_list"),
    path("meeting/", meeting, name="meeting"),
    path("meeting/print/", meeting_print, name="meeting_print"),
    path("projects/", project_list, name="project_list"),
    path("projects/<int:number>/", project_detail, name="project_detail"),
    path("projects/<int:project>/targets/<int:number>/", target_detail, name="target_detail"),
    path("counties/", county_list, name="county_list"),
    path("counties/<slug:code>/", county_detail, name="county_detail"),
    path("departments/", department_list, name="department_list"),
    path("departments/<slug:code>/", department_detail, name="department_detail"),
    path("targets/", target_list, name="target_list"),
]
