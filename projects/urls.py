from django.urls import path

from projects import views

urlpatterns = [
    path("targets/<int:project>-<int:number>/counting/", views.counting_edit, name="counting_edit"),
]
