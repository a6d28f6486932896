from django.urls import path

from applications.views.track import track

urlpatterns = [path("", track, name="track")]
