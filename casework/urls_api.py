"""What other offices' systems read of cases. The same in every language."""

from django.urls import path

from casework.views import case_api

urlpatterns = [
    path("openapi.json", case_api.openapi, name="case_api_openapi"),
    path("<uuid:uid>", case_api.one, name="case_api_one"),
]
