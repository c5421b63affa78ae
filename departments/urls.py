from django.urls import path

from departments.views.audit_log import audit_log
from departments.views.delegations import (
    act_as_oneself,
    act_on_behalf,
    delegation_end,
    delegation_list,
)

urlpatterns = [
    path("audit/", audit_log, name="audit_log"),
    path("delegations/", delegation_list, name="delegation_list"),
    path("delegations/back/", act_as_oneself, name="act_as_oneself"),
    path("delegations/<int:pk>/act/", act_on_behalf, name="act_on_behalf"),
    path("delegations/<int:pk>/end/", delegation_end, name="delegation_end"),
]
