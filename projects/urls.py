from django.urls import path

from projects.change_requests.views import (
    change_request_detail,
    change_request_file,
    change_request_list,
    change_request_new,
    change_request_revoke,
    change_request_step,
)
from projects.counting.views import counting_edit
from projects.terms.views import plan_change_list

urlpatterns = [
    path("targets/<int:project>-<int:number>/counting/", counting_edit, name="counting_edit"),
    path("plan-changes/", plan_change_list, name="plan_change_list"),
    path("change-requests/", change_request_list, name="change_request_list"),
    path("change-requests/new/", change_request_new, name="change_request_new"),
    path("change-requests/<int:pk>/", change_request_detail, name="change_request_detail"),
    path("change-requests/<int:pk>/revoke/", change_request_revoke, name="change_request_revoke"),
    path("change-requests/<int:pk>/<slug:name>/", change_request_step, name="change_request_step"),
    path("change-requests/files/<int:pk>/", change_request_file, name="change_request_file"),
]
