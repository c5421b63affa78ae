from django.urls import path

from projects.change_requests.views import (
    request_detail,
    request_file,
    request_list,
    request_new,
    request_step,
)
from projects.counting.views import counting_edit

urlpatterns = [
    path("targets/<int:project>-<int:number>/counting/", counting_edit, name="counting_edit"),
    path("requests/", request_list, name="request_list"),
    path("requests/new/", request_new, name="request_new"),
    path("requests/<int:pk>/", request_detail, name="request_detail"),
    path("requests/<int:pk>/<slug:name>/", request_step, name="request_step"),
    path("requests/files/<int:pk>/", request_file, name="request_file"),
]
