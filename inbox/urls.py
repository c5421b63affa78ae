from django.urls import path

from inbox.views import message_list, message_open, message_read_all

urlpatterns = [
    path("messages/", message_list, name="message_list"),
    path("messages/read-all/", message_read_all, name="message_read_all"),
    path("messages/<int:pk>/", message_open, name="message_open"),
]
