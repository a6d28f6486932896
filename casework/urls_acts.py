from django.urls import path

from casework.views import orders

urlpatterns = [
    path("orders/", orders.listing, name="orders"),
    path("orders/add/", orders.add, name="order_add"),
    path("orders/<uuid:uid>/end/", orders.end, name="order_end"),
]
