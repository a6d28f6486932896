from django.urls import path

from casework.views import mine, talk

urlpatterns = [
    path("", mine.overview, name="mine"),
    path("<uuid:uid>/", mine.application, name="mine_application"),
    path("<uuid:uid>/sent/", mine.sent, name="mine_sent"),
    path("<uuid:uid>/who-looked/", mine.who_looked, name="mine_who_looked"),
    path("decision/<uuid:uid>/", mine.decision, name="mine_decision"),
    path("place/<uuid:uid>/", mine.place, name="mine_place"),
    path("case/<uuid:uid>/messages/", talk.mine, name="mine_talk"),
    path("case/<uuid:uid>/messages/read/", talk.mine_read, name="mine_talk_read"),
]
