from django.urls import path

from casework.views import attendance, plan, provider, provider_talk, use

urlpatterns = [
    path("", provider.desk, name="provider"),
    path("<uuid:uid>/", provider.referral, name="provider_referral"),
    path("<uuid:uid>/accept/", provider.accept, name="provider_accept"),
    path("<uuid:uid>/decline/", provider.decline, name="provider_decline"),
    path("<uuid:uid>/messages/", provider_talk.provider, name="provider_talk"),
    path("<uuid:uid>/messages/read/", provider_talk.provider_read, name="provider_talk_read"),
    path("offer/<uuid:uid>/attendance/", attendance.month, name="provider_attendance"),
    path("<uuid:uid>/plan/", plan.write, name="provider_plan"),
    path("<uuid:uid>/plan/check/", plan.check, name="provider_plan_check"),
    path("change/<uuid:uid>/", use.provider, name="provider_use"),
]
