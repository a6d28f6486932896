"""What partner institutions' systems call. The same in every language."""

from django.urls import path

from applications.views import partner_api

urlpatterns = [
    path("drafts", partner_api.prepare, name="partner_prepare"),
    path("drafts/<uuid:uid>", partner_api.ask, name="partner_ask"),
    path("drafts/<uuid:uid>/withdraw", partner_api.take_back, name="partner_take_back"),
    path("openapi.json", partner_api.openapi, name="partner_openapi"),
]
