from django.urls import path

from casework.views import verify

urlpatterns = [
    path("", verify.ask, name="verify"),
    path("<str:code>/", verify.answer, name="verify_code"),
]
