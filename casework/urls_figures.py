from django.urls import path

from casework.views import figures

urlpatterns = [
    path("", figures.page, name="figures"),
    path("<slug:topic>/", figures.page, name="figures_topic"),
    path("<slug:topic>/file.<slug:form>", figures.file, name="figures_file"),
]
