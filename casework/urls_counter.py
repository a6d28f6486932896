from django.urls import path

from casework.views import counter, shared

urlpatterns = [
    path("case/<uuid:uid>/", counter.case, name="counter_case"),
    path("person/<uuid:uid>/shared/", shared.at_counter, name="counter_shared"),
    path(
        "person/<uuid:uid>/shared/<uuid:disclosure_uid>/withdraw/",
        shared.withdraw_at_counter,
        name="counter_shared_withdraw",
    ),
]
