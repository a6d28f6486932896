from django.urls import path

from applications.views import partners

urlpatterns = [
    path("", partners.listing, name="partners"),
    path("new/", partners.add, name="partner_add"),
    path("<uuid:uid>/", partners.one, name="partner"),
    path("<uuid:uid>/key/", partners.new_key, name="partner_key"),
    path("<uuid:uid>/key/<slug:mark>/end/", partners.revoke, name="partner_key_end"),
]
