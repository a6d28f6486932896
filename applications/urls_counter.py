from django.urls import path

from applications.views import calls, corrections, cosigning, counter, mandates, persons, readback, station

urlpatterns = [
    path("person/<uuid:uid>/sign/<uuid:cosignature_uid>/", cosigning.at_counter, name="counter_cosign"),
    path("", counter.desk, name="counter"),
    path("person/new/", counter.new_person, name="counter_new_person"),
    path("person/alike/", counter.people_alike, name="counter_alike"),
    path("person/<uuid:uid>/", persons.person, name="counter_person"),
    path("person/<uuid:uid>/correct/", persons.correct, name="counter_correct"),
    path(
        "person/<uuid:uid>/correct/<uuid:correction_uid>/undo/",
        persons.undo_correction,
        name="counter_undo_correction",
    ),
    path("person/<uuid:uid>/identity/", persons.check_identity, name="counter_identity"),
    path("person/<uuid:uid>/identity/<uuid:check_uid>/undo/", persons.undo_check, name="counter_undo_check"),
    path("person/<uuid:uid>/begin/", station.begin, name="counter_begin"),
    path("person/<uuid:uid>/application/", counter.new_application, name="counter_new_application"),
    path("person/<uuid:uid>/oral/", counter.oral_request, name="counter_oral"),
    path("slip/<uuid:uid>/", counter.slip, name="counter_slip"),
    path("slip/<uuid:uid>/code/", counter.new_code, name="counter_new_code"),
    path("slip/<uuid:uid>/signed/", counter.signed, name="counter_signed"),
    path("read-back/<uuid:uid>/", readback.read_back, name="counter_readback"),
    path("screen/", readback.screen, name="counter_screen"),
    path("protocol/<uuid:uid>/", counter.protocol, name="counter_protocol"),
    path("person/<uuid:uid>/helpers/", mandates.at_counter, name="counter_helpers"),
    path("helpers/<uuid:uid>/end/", mandates.end_at_counter, name="counter_helpers_end"),
    path("correction/<uuid:uid>/", corrections.counter_answer, name="counter_correction"),
    path("calls/", calls.counts, name="counter_calls"),
    path("calls/new/", calls.new_call, name="counter_call"),
    path("calls/signal/", calls.call_signal, name="counter_call_signal"),
    path("end/", station.end, name="counter_end"),
    path("lock/", station.lock, name="counter_lock"),
    path("code/", station.code, name="counter_code"),
    path("keys/", station.keys, name="counter_keys"),
    path("here/", station.here, name="counter_here"),
]
