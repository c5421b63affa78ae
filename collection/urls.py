from django.urls import path

from collection.burden.views import burden_list
from collection.holidays.views import holiday_import, holiday_list
from collection.periods.views import (
    period_edit,
    period_list,
    period_lock,
    period_unlock,
    unlock_end,
)
from collection.reminders.views import reminder_list, reminder_send, reminder_send_all

urlpatterns = [
    path("holidays/", holiday_list, name="holiday_list"),
    path("holidays/import/", holiday_import, name="holiday_import"),
    path("periods/", period_list, name="period_list"),
    path("periods/<slug:code>/", period_edit, name="period_edit"),
    path("periods/<slug:code>/lock/", period_lock, name="period_lock"),
    path("periods/<slug:code>/unlock/", period_unlock, name="period_unlock"),
    path("unlocks/<int:pk>/end/", unlock_end, name="unlock_end"),
    path("burden/", burden_list, name="burden_list"),
    path("reminders/", reminder_list, name="reminder_list"),
    path("reminders/send/", reminder_send, name="reminder_send"),
    path("reminders/send-all/", reminder_send_all, name="reminder_send_all"),
]
