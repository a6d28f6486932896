from django.urls import path

from casework.views import analyses, figures

urlpatterns = [
    path("", figures.page, name="figures"),
    path("analyses/", analyses.listing, name="analyses"),
    path("analyses/<uuid:uid>/", analyses.page, name="analysis"),
    path("analyses/<uuid:uid>/file.<slug:form>", analyses.file, name="analysis_file"),
    path("analyses/<uuid:uid>/do/<slug:verb>/", analyses.act, name="analysis_act"),
    path("analyses/<uuid:uid>/<slug:section>/", analyses.section, name="analysis_section"),
    path("<slug:topic>/", figures.page, name="figures_topic"),
    path("<slug:topic>/file.<slug:form>", figures.file, name="figures_file"),
]
