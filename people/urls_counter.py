from django.urls import path

from people.views import contact

urlpatterns = [
    path("person/<uuid:uid>/safe-contact/", contact.safe_contact, name="counter_safe_contact"),
    path("person/<uuid:uid>/contact/", contact.person_choices, name="counter_choices"),
]
