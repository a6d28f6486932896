from django.urls import path

from applications.views import hall, queueing

urlpatterns = [
    path("", queueing.halls, name="halls"),
    path("of/<slug:slug>/", queueing.set_up, name="hall_set_up"),
    path("<uuid:uid>/", hall.kiosk, name="hall_kiosk"),
    path("<uuid:uid>/ticket/<uuid:ticket_uid>/", hall.ticket, name="hall_ticket"),
    path("<uuid:uid>/board/", hall.board, name="hall_board"),
]
