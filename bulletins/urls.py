from django.urls import include, path

from bulletins.views.bulletins import (
    bulletin_detail,
    bulletin_distribute,
    bulletin_download,
    bulletin_list,
    bulletin_new,
    bulletin_parts,
    bulletin_withdraw,
)
from bulletins.views.changes import bulletin_changes, bulletin_changes_download
from bulletins.views.export import summary_download, summary_export
from bulletins.views.print import bulletin_print

urlpatterns = [
    path("overview/export/", summary_export, name="summary_export"),
    path("overview/summary.xlsx", summary_download, name="summary_download"),
    path("bulletins/", bulletin_list, name="bulletin_list"),
    path("bulletins/new/", bulletin_new, name="bulletin_new"),
    path(
        "bulletins/<int:year>/<int:number>/",
        include(
            [
                path("", bulletin_detail, name="bulletin_detail"),
                path("workbook.xlsx", bulletin_download, name="bulletin_download"),
                path("parts.zip", bulletin_parts, name="bulletin_parts"),
                path("distribute/", bulletin_distribute, name="bulletin_distribute"),
                path("changes/", bulletin_changes, name="bulletin_changes"),
                path("changes.xlsx", bulletin_changes_download, name="bulletin_changes_download"),
                path("print/", bulletin_print, name="bulletin_print"),
                path("withdraw/", bulletin_withdraw, name="bulletin_withdraw"),
            ]
        ),
    ),
]
