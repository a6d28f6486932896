from django.urls import path

from applications.views import undelivered

urlpatterns = [
    path("", undelivered.listing, name="undelivered"),
    path("<uuid:uid>/", undelivered.one, name="undelivered_one"),
    path("<uuid:uid>/take/", undelivered.take, name="undelivered_take"),
]
