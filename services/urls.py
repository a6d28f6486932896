from django.urls import path

from services.views import catalogue, editor, files, history, reviews

urlpatterns = [
    path("services/", catalogue.service_list, name="services"),
    path("services/<slug:slug>/", catalogue.service_page, name="service"),
    path("search/", catalogue.search_page, name="search"),
    path("catalogue-editor/", editor.editor, name="catalogue_editor"),
    path("catalogue-editor/files/", files.files_page, name="catalogue_files"),
    path("catalogue-editor/files/apply/", files.apply_file, name="catalogue_apply"),
    path("catalogue-editor/files/catalogue.yaml", files.download, {"form": "yaml"}, name="catalogue_yaml"),
    path("catalogue-editor/files/catalogue.json", files.download, {"form": "json"}, name="catalogue_json"),
    path("catalogue-editor/to-review/", reviews.to_review, name="catalogue_to_review"),
    path("catalogue-editor/to-review/<slug:slug>/", reviews.confirm, name="catalogue_confirm"),
    path("catalogue-editor/history/<slug:kind>/<slug:slug>/", history.entry_history, name="catalogue_history"),
    path("catalogue-editor/<slug:slug>/", editor.edit_service, name="catalogue_edit"),
]
