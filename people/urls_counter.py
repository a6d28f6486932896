from django.urls import path

from people.views import contact, protection

urlpatterns = [
    path("person/<uuid:uid>/safe-contact/", contact.safe_contact, name="counter_safe_contact"),
    path("person/<uuid:uid>/contact/", contact.person_choices, name="counter_choices"),
    path("person/<uuid:uid>/protect/", protection.protect, name="counter_protect"),
    path("protected/", protection.protected, name="counter_protected"),
    path("protected/<uuid:uid>/end/", protection.lift, name="counter_unprotect"),
]
