from django.urls import path

from services.views import catalogue, editor, service

urlpatterns = [
    path("services/", catalogue.service_list, name="services"),
    path("services/<slug:slug>/", service.service_page, name="service"),
    path("services/<slug:slug>/fee/", service.fee, name="service_fee"),
    path("services/<slug:slug>/places/", service.service_places, name="service_places"),
    path("services/<slug:slug>/places.svg", service.service_plan, name="service_plan"),
    path("search/", catalogue.search_page, name="search"),
    path("catalogue-editor/", editor.editor, name="catalogue_editor"),
    path("catalogue-editor/<slug:slug>/", editor.edit_service, name="catalogue_edit"),
]
