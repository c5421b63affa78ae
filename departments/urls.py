from django.urls import path

from departments.views.audit import audit_log
from departments.views.deputies import act_as_oneself, act_for, deputy_end, deputy_list

urlpatterns = [
    path("audit/", audit_log, name="audit_log"),
    path("deputies/", deputy_list, name="deputy_list"),
    path("deputies/back/", act_as_oneself, name="act_as_oneself"),
    path("deputies/<int:pk>/act/", act_for, name="act_for"),
    path("deputies/<int:pk>/end/", deputy_end, name="deputy_end"),
]
