from django.urls import path

from casework.views import counter

urlpatterns = [path("case/<uuid:uid>/", counter.case, name="counter_case")]
