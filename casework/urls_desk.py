from django.urls import path

from casework.views import case, decision, desk, mandates, signals, talk, unsigned

urlpatterns = [
    path("", desk.today, name="desk"),
    path("signals/", signals.signal_desk, name="signal_desk"),
    path("signals/<uuid:uid>/", signals.signal_page, name="signal_page"),
    path("signals/<uuid:uid>/take/", signals.signal_take, name="signal_take"),
    path("signals/<uuid:uid>/finish/", signals.signal_finish, name="signal_finish"),
    path("<uuid:uid>/", case.page, name="case"),
    path("<uuid:uid>/take/", case.take, name="case_take"),
    path("<uuid:uid>/correction/", case.correct, name="case_correct"),
    path("<uuid:uid>/assessment/", case.assess, name="case_assess"),
    path("<uuid:uid>/referral/", case.refer, name="case_refer"),
    path("<uuid:uid>/place/", case.hold, name="case_hold"),
    path("<uuid:uid>/waiting-list/", case.wait, name="case_wait"),
    path("<uuid:uid>/release/", case.release, name="case_release"),
    path("<uuid:uid>/forward/", case.forward, name="case_forward"),
    path("<uuid:uid>/outcome/", case.outcome, name="case_outcome"),
    path("<uuid:uid>/close/", case.close, name="case_close"),
    path("<uuid:uid>/without-signature/", unsigned.go_on, name="case_unsigned"),
    path("<uuid:uid>/mandate/", mandates.check_mandate, name="case_mandate"),
    path("<uuid:uid>/note/", case.note, name="case_note"),
    path("<uuid:uid>/attachment/<uuid:attachment_uid>/", case.attachment, name="case_attachment"),
    path("<uuid:uid>/messages/", talk.office, name="case_talk"),
    path("<uuid:uid>/messages/read/", talk.office_read, name="case_talk_read"),
    path("<uuid:uid>/decision/", decision.draft, name="decision_draft"),
    path("<uuid:uid>/decision/text/", decision.redraft, name="decision_redraft"),
    path("<uuid:uid>/decision/revocation/", decision.revoke, name="decision_revoke"),
    path("<uuid:uid>/decision/approval/", decision.approve, name="decision_approve"),
    path("<uuid:uid>/decision/document/", decision.document, name="decision_document"),
]
