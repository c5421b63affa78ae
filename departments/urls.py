from django.urls import path

from departments import views

urlpatterns = [
    path("audit/", views.audit_log, name="audit_log"),
    path("deputies/", views.deputy_list, name="deputy_list"),
    path("deputies/back/", views.act_as_oneself, name="act_as_oneself"),
    path("deputies/<int:pk>/act/", views.act_for, name="act_for"),
    path("deputies/<int:pk>/end/", views.deputy_end, name="deputy_end"),
]
