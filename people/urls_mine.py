from django.urls import path

from people.views import contact, inbox

urlpatterns = [
    path("contact/", contact.my_choices, name="my_choices"),
    path("messages/", inbox.inbox_page, name="inbox"),
    path("messages/<uuid:uid>/", inbox.inbox_message, name="inbox_message"),
    path("messages/<uuid:uid>/open/", inbox.inbox_open, name="inbox_open"),
]
