from django.urls import path

from applications.views import mandates, representing
from casework.views import again, assessment, mine, mine_decision, notification, plan, shared, talk, use, waiting_mine

urlpatterns = [
    path("", mine.overview, name="mine"),
    path("<uuid:uid>/", mine.application, name="mine_application"),
    path("<uuid:uid>/thread/", mine.thread, name="mine_thread"),
    path("<uuid:uid>/sent/", mine.sent, name="mine_sent"),
    path("<uuid:uid>/again/", again.repeat, name="mine_repeat"),
    path("case/<uuid:uid>/renew/", again.renew, name="mine_renew"),
    path("<uuid:uid>/paper/", mine.paper, name="mine_paper"),
    path("<uuid:uid>/paper/<uuid:document_uid>/", mine.paper_file, name="mine_paper_file"),
    path("<uuid:uid>/who-looked/", mine.who_looked, name="mine_who_looked"),
    path("shared/", shared.shared, name="mine_shared"),
    path("shared/<uuid:uid>/", shared.withdraw, name="mine_shared_withdraw"),
    path("helpers/", mandates.mine, name="mine_helpers"),
    path("helpers/<uuid:uid>/end/", mandates.end_mine, name="mine_helpers_end"),
    path("people/", representing.mandates, name="mine_mandates"),
    path("people/<uuid:uid>/end/", representing.end_mandate, name="mine_mandate_end"),
    path("decision/<uuid:uid>/", mine_decision.document, name="mine_decision"),
    path("decision/<uuid:uid>/read/", mine_decision.read, name="mine_decision_read"),
    path("decision/<uuid:uid>/easy/", mine_decision.easy, name="mine_decision_easy"),
    path("decision/<uuid:uid>/received/", notification.received, name="mine_received"),
    path("assessment/<uuid:uid>/", assessment.mine, name="mine_assessment"),
    path("case/<uuid:uid>/plan/", plan.mine, name="mine_plan"),
    path("case/<uuid:uid>/plan/answer/", plan.answered, name="mine_plan_answer"),
    path("case/<uuid:uid>/plan/document/", plan.mine_document, name="mine_plan_document"),
    path("place/<uuid:uid>/", mine.place, name="mine_place"),
    path("case/<uuid:uid>/waiting/", waiting_mine.mine, name="mine_waiting"),
    path("case/<uuid:uid>/use/", use.mine, name="mine_use"),
    path("case/<uuid:uid>/use/<slug:kind>/", use.ask, name="mine_use_ask"),
    path("change/<uuid:uid>/cancel/", use.cancel, name="mine_use_cancel"),
    path("change/<uuid:uid>/resume/", use.resume, name="mine_use_resume"),
    path("case/<uuid:uid>/messages/", talk.mine, name="mine_talk"),
    path("case/<uuid:uid>/messages/read/", talk.mine_read, name="mine_talk_read"),
]
