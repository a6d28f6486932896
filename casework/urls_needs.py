from django.urls import path

from casework.views import needs

urlpatterns = [
    path("new/", needs.new, name="shortfall"),
]
