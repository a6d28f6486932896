from django.urls import path

from people.views import contact

urlpatterns = [
    path("person/<uuid:uid>/safe-contact/", contact.safe_contact, name="counter_safe_contact"),
]
