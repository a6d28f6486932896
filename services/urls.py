from django.urls import path

from services.views import catalogue, editor, open_data

urlpatterns = [
    path("services/", catalogue.service_list, name="services"),
    path("services/<slug:slug>/", catalogue.service_page, name="service"),
    path("open-data/", open_data.open_data, name="open_data"),
    path("opensearch.xml", open_data.opensearch, name="opensearch"),
    path("search/", catalogue.search_page, name="search"),
    path("catalogue-editor/", editor.editor, name="catalogue_editor"),
    path("catalogue-editor/<slug:slug>/", editor.edit_service, name="catalogue_edit"),
]
