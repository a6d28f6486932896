from django.urls import path

from services.views import catalogue, editor, files, handbook, history, open_data, service

urlpatterns = [
    path("services/", catalogue.service_list, name="services"),
    path("services/<slug:slug>/", service.service_page, name="service"),
    path("services/<slug:slug>/fee/", service.fee, name="service_fee"),
    path("services/<slug:slug>/places/", service.service_places, name="service_places"),
    path("services/<slug:slug>/places.svg", service.service_plan, name="service_plan"),
    path("search/", catalogue.search_page, name="search"),
    path("open-data/", open_data.open_data, name="open_data"),
    path("opensearch.xml", open_data.opensearch, name="opensearch"),
    path("handbook/", handbook.handbook, name="handbook"),
    path("handbook/<uuid:uid>/", handbook.edition, name="handbook_edition"),
    path("handbook/<uuid:uid>/handbook.pdf", handbook.edition_pdf, name="handbook_pdf"),
    path("catalogue-editor/", editor.editor, name="catalogue_editor"),
    path("catalogue-editor/files/", files.files_page, name="catalogue_files"),
    path("catalogue-editor/files/apply/", files.apply_file, name="catalogue_apply"),
    path("catalogue-editor/files/catalogue.json", files.download, {"form": "json"}, name="catalogue_json"),
    path("catalogue-editor/files/catalogue.yaml", files.download, {"form": "yaml"}, name="catalogue_yaml"),
    path("catalogue-editor/handbook/", handbook.handbook_editor, name="handbook_editor"),
    path("catalogue-editor/handbook/<uuid:uid>/", handbook.handbook_progress, name="handbook_progress"),
    path("catalogue-editor/history/<slug:kind>/<slug:slug>/", history.entry_history, name="catalogue_history"),
    path("catalogue-editor/<slug:slug>/", editor.edit_service, name="catalogue_edit"),
]
