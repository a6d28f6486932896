from django.urls import path

from casework.views import place_link

urlpatterns = [path("<str:token>/", place_link.answer, name="place_link")]
