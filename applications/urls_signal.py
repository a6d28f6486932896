from django.urls import path

from applications.views import signals

urlpatterns = [
    path("", signals.tell, name="signal"),
    path("sent/<str:token>/", signals.sent, name="signal_sent"),
]
