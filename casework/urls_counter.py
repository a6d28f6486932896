from django.urls import path

from casework.views import appeal_person, counter, shared, starts, use

urlpatterns = [
    path("case/<uuid:uid>/", counter.case, name="counter_case"),
    path("case/<uuid:uid>/place/", starts.place_at_counter, name="counter_place"),
    path("case/<uuid:uid>/start/", starts.at_counter, name="counter_start"),
    path("case/<uuid:uid>/appeal/", appeal_person.at_counter, name="counter_appeal"),
    path("appeal/<uuid:uid>/receipt/", appeal_person.counter_receipt, name="counter_appeal_receipt"),
    path("case/<uuid:uid>/<slug:kind>/", use.counter_ask, name="counter_use_ask"),
    path("case/<uuid:uid>/decision/pdf/", counter.decision, name="counter_decision"),
    path("case/<uuid:uid>/decision/easy/", counter.decision_easy, name="counter_decision_easy"),
    path("change/<uuid:uid>/cancel/", use.counter_cancel, name="counter_use_cancel"),
    path("change/<uuid:uid>/resume/", use.counter_resume, name="counter_use_resume"),
    path("person/<uuid:uid>/shared/", shared.at_counter, name="counter_shared"),
    path(
        "person/<uuid:uid>/shared/<uuid:disclosure_uid>/withdraw/",
        shared.withdraw_at_counter,
        name="counter_shared_withdraw",
    ),
]
