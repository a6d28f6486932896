from django.urls import path

from casework.views import (
    attendance,
    capacity,
    contract,
    endings,
    individual,
    plan,
    provider,
    provider_talk,
    starts,
    use,
)

urlpatterns = [
    path("", provider.desk, name="provider"),
    path("keys/", provider.keys, name="provider_keys"),
    path("places/", capacity.numbers, name="provider_places"),
    path("places/undo/", capacity.undo, name="provider_places_undo"),
    path("<uuid:uid>/", provider.referral, name="provider_referral"),
    path("<uuid:uid>/accept/", provider.accept, name="provider_accept"),
    path("<uuid:uid>/decline/", provider.decline, name="provider_decline"),
    path("<uuid:uid>/contract/", contract.contract, name="provider_contract"),
    path("<uuid:uid>/contract/document/", contract.provider_document, name="provider_contract_document"),
    path("<uuid:uid>/assessment/", individual.write, name="provider_assessment"),
    path("<uuid:uid>/assessment/<int:version>/", individual.read, name="provider_assessment_read"),
    path("<uuid:uid>/messages/", provider_talk.provider, name="provider_talk"),
    path("<uuid:uid>/messages/read/", provider_talk.provider_read, name="provider_talk_read"),
    path("<uuid:uid>/end/", endings.end, name="provider_end"),
    path("offer/<uuid:uid>/attendance/", attendance.month, name="provider_attendance"),
    path("<uuid:uid>/plan/", plan.write, name="provider_plan"),
    path("<uuid:uid>/plan/check/", plan.check, name="provider_plan_check"),
    path("change/<uuid:uid>/", use.provider, name="provider_use"),
    path("<uuid:uid>/start/", starts.provider, name="provider_start"),
    path("offer/<uuid:uid>/", capacity.own, name="provider_offer"),
]
