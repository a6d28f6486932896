from django.urls import path

from applications.views import mediating

urlpatterns = [
    path("", mediating.roster, name="helper"),
    path("<uuid:uid>/", mediating.person, name="helper_person"),
    path("<uuid:uid>/apply/", mediating.new_application, name="helper_apply"),
    path("<uuid:uid>/end/", mediating.give_up, name="helper_end"),
]
