from django.urls import include, path

from services.views import catalogue, history

urlpatterns = [
    path("services/", catalogue.service_list, name="services"),
    path("services/<slug:slug>/", catalogue.service_page, name="service"),
    path("search/", catalogue.search_page, name="search"),
    path("catalogue-editor/history/<slug:kind>/<slug:slug>/", history.entry_history, name="catalogue_history"),
    path("catalogue-editor/", include("services.urls_editor")),
]
