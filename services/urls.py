from django.urls import path

from services.views import catalogue, changes, editor, voices

urlpatterns = [
    path("services/", catalogue.service_list, name="services"),
    path("services/<slug:slug>/", catalogue.service_page, name="service"),
    path("search/", catalogue.search_page, name="search"),
    path("search/suggest/", catalogue.suggest, name="suggest"),
    path("search/tell-us/", voices.tell_us, name="tell_us"),
    path("search/tell-us/thanks/", voices.tell_us_thanks, name="tell_us_thanks"),
    path("feedback/", voices.feedback, name="feedback"),
    path("feedback/thanks/", voices.feedback_thanks, name="feedback_thanks"),
    path("changes/", changes.changes_page, name="changes"),
    path("changes/feed.xml", changes.changes_feed, name="changes_feed"),
    path("catalogue-editor/voices/", voices.inbox_page, name="catalogue_voices"),
    path("catalogue-editor/voices/<slug:what>/<uuid:uid>/read/", voices.mark_read, name="catalogue_voice_read"),
    path("catalogue-editor/", editor.editor, name="catalogue_editor"),
    path("catalogue-editor/<slug:slug>/", editor.edit_service, name="catalogue_edit"),
]
