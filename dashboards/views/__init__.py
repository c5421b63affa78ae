"""Dashboards: fetch a board for a day, sum it up, render."""

from dashboards.views.bulletin_changes import bulletin_changes, bulletin_changes_download
from dashboards.views.bulletins import (
    bulletin_detail,
    bulletin_download,
    bulletin_list,
    bulletin_new,
    bulletin_withdraw,
)
from dashboards.views.circular import bulletin_print
from dashboards.views.counties import county_detail, county_list
from dashboards.views.departments import department_detail, department_list
from dashboards.views.exports import summary_download, summary_export
from dashboards.views.home import home, worklist
from dashboards.views.meeting import meeting, meeting_print
from dashboards.views.overview import change_list, overview
from dashboards.views.projects import project_detail, project_list
from dashboards.views.search import search
from dashboards.views.target import target_detail
from dashboards.views.targets import target_list

__all__ = [
    "bulletin_changes",
    "bulletin_changes_download",
    "bulletin_detail",
    "bulletin_download",
    "bulletin_list",
    "bulletin_new",
    "bulletin_print",
    "bulletin_withdraw",
    "change_list",
    "county_detail",
    "county_list",
    "department_detail",
    "department_list",
    "home",
    "meeting",
    "meeting_print",
    "overview",
    "project_detail",
    "project_list",
    "search",
    "summary_download",
    "summary_export",
    "target_detail",
    "target_list",
    "worklist",
]
