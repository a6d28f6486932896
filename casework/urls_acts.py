from django.urls import path

from casework.views import orders, wordings

urlpatterns = [
    path("texts/", wordings.listing, name="wordings"),
    path("texts/<slug:act>/<slug:outcome>/", wordings.one, name="wording"),
    path("texts/<slug:act>/<slug:outcome>/read/", wordings.second_look, name="wording_read"),
    path("reasons/", wordings.reasons, name="reasons"),
    path("reasons/<slug:code>/end/", wordings.end_reason, name="reason_end"),
    path("orders/", orders.listing, name="orders"),
    path("orders/add/", orders.add, name="order_add"),
    path("orders/<uuid:uid>/end/", orders.end, name="order_end"),
]
