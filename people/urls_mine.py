from django.urls import path

from people.views import contact

urlpatterns = [path("contact/", contact.my_choices, name="my_choices")]
