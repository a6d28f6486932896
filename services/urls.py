from django.urls import path

from services.views import catalogue, editor, history

urlpatterns = [
    path("services/", catalogue.service_list, name="services"),
    path("services/<slug:slug>/", catalogue.service_page, name="service"),
    path("search/", catalogue.search_page, name="search"),
    path("catalogue-editor/", editor.editor, name="catalogue_editor"),
    path("catalogue-editor/history/<slug:kind>/<slug:slug>/", history.entry_history, name="catalogue_history"),
    path("catalogue-editor/<slug:slug>/", editor.edit_service, name="catalogue_edit"),
]
