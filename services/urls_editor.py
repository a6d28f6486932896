"""Pages of the catalogue's editors."""

from django.urls import path

from services.views import (
    changes,
    editor,
    files,
    formbuilder,
    handbook,
    history,
    messagetexts,
    questionbank,
    reviews,
    voices,
)

urlpatterns = [
    path("", editor.overview, name="catalogue_editor"),
    path("entries/<slug:kind>/", editor.entry_list, name="catalogue_entries"),
    path("entries/<slug:kind>/new/", editor.new_entry, name="catalogue_new"),
    path("entries/<slug:kind>/<slug:slug>/", editor.entry, name="catalogue_entry"),
    path("entries/<slug:kind>/<slug:slug>/change/", editor.begin, name="catalogue_begin"),
    path("changes/<uuid:uid>/", changes.change_page, name="catalogue_change"),
    path("changes/<uuid:uid>/edit/<slug:name>/", changes.edit, name="catalogue_edit"),
    path("changes/<uuid:uid>/send/", changes.send, name="catalogue_send"),
    path("changes/<uuid:uid>/return/", changes.send_back, name="catalogue_return"),
    path("changes/<uuid:uid>/preview/", changes.see, name="catalogue_preview"),
    path("changes/<uuid:uid>/<slug:verb>/", changes.step, name="catalogue_step"),
    path("history/<slug:kind>/<slug:slug>/", history.entry_history, name="catalogue_history"),
    path("to-review/", reviews.to_review, name="catalogue_to_review"),
    path("to-review/<slug:slug>/", reviews.confirm, name="catalogue_confirm"),
    path("files/", files.files_page, name="catalogue_files"),
    path("files/apply/", files.apply_file, name="catalogue_apply"),
    path("files/catalogue.yaml", files.download, {"form": "yaml"}, name="catalogue_yaml"),
    path("files/catalogue.json", files.download, {"form": "json"}, name="catalogue_json"),
    path("handbook/", handbook.handbook_editor, name="handbook_editor"),
    path("handbook/<uuid:uid>/", handbook.handbook_progress, name="handbook_progress"),
    path("voices/", voices.inbox_page, name="catalogue_voices"),
    path("voices/<slug:what>/<uuid:uid>/read/", voices.mark_read, name="catalogue_voice_read"),
    path("forms/", formbuilder.form_list, name="form_list"),
    path("forms/<slug:slug>/", formbuilder.form_page, name="form_page"),
    path("forms/<slug:slug>/change/", formbuilder.form_change, name="form_change"),
    path("forms/<slug:slug>/steps/<int:step>/", formbuilder.form_step, name="form_step"),
    path(
        "forms/<slug:slug>/steps/<int:step>/questions/<int:question>/", formbuilder.form_question, name="form_question"
    ),
    path("forms/<slug:slug>/preview/<int:step>/", formbuilder.form_preview, name="form_preview"),
    path("forms/<slug:slug>/try/", formbuilder.form_try, name="form_try"),
    path("forms/<slug:slug>/send/", formbuilder.form_send, name="form_send"),
    path("forms/<slug:slug>/approve/", formbuilder.form_approve, name="form_approve"),
    path("forms/<slug:slug>/give-back/", formbuilder.form_give_back, name="form_give_back"),
    path("messages/", messagetexts.text_list, name="message_texts"),
    path("messages/<slug:kind>/", messagetexts.text_page, name="message_text"),
    path("question-bank/", questionbank.bank_list, name="bank"),
    path("question-bank/<slug:slug>/", questionbank.bank_question, name="bank_question"),
]
