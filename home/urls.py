from django.urls import path

from home.calendar.views import calendar, calendar_download, calendar_subscription
from home.search.views import search
from home.views import home, worklist
from home.worklists.views import worklist_next, worklist_submit, worklist_take_back

urlpatterns = [
    path("", home, name="home"),
    path("worklist/", worklist, name="worklist"),
    path("worklist/next/", worklist_next, name="worklist_next"),
    path("search/", search, name="search"),
    path("worklist/submit/", worklist_submit, name="worklist_submit"),
    path("worklist/take-back/", worklist_take_back, name="worklist_take_back"),
    path("calendar/", calendar, name="calendar"),
    path("calendar/<str:token>.ics", calendar_download, name="calendar_download"),
    path("calendar/<slug:step>/", calendar_subscription, name="calendar_subscription"),
]
