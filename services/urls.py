from django.urls import path

from services.views import catalogue, editor, finder

urlpatterns = [
    path("services/", catalogue.service_list, name="services"),
    path("services/<slug:slug>/", catalogue.service_page, name="service"),
    path("search/", catalogue.search_page, name="search"),
    path("finder/", finder.finder, name="finder"),
    path("finder/results/", finder.finder_results, name="finder_results"),
    path("catalogue-editor/", editor.editor, name="catalogue_editor"),
    path("catalogue-editor/<slug:slug>/", editor.edit_service, name="catalogue_edit"),
]
