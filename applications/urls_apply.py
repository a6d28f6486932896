from django.urls import path

from applications.views import (
    corrections,
    cosigning,
    drafting,
    files,
    helping,
    known,
    places,
    resuming,
    sending,
    starting,
)

urlpatterns = [
    path("draft/<uuid:uid>/", drafting.tasks, name="apply_tasks"),
    path("draft/<uuid:uid>/known/", known.known, name="apply_known"),
    path("draft/<uuid:uid>/documents/", drafting.documents, name="apply_documents"),
    path("draft/<uuid:uid>/file/<uuid:file_uid>/", drafting.file, name="apply_file"),
    path("draft/<uuid:uid>/helpers/", helping.helpers, name="apply_helpers"),
    path("help/<uuid:uid>/", helping.come, name="apply_help"),
    path("draft/<uuid:uid>/later/", resuming.later, name="apply_later"),
    path("resume/<uuid:uid>/", resuming.resume, name="apply_resume"),
    path("draft/<uuid:uid>/delete/", drafting.discard, name="apply_discard"),
    path("draft/<uuid:uid>/check/", sending.check, name="apply_check"),
    path("draft/<uuid:uid>/second-signature/", cosigning.name_cosigner, name="apply_cosigner"),
    path("sign/<uuid:uid>/", cosigning.cosign, name="cosign"),
    path("sign/<uuid:uid>/refuse/", cosigning.refuse, name="cosign_refuse"),
    path("draft/<uuid:uid>/sent/", sending.sent, name="apply_sent"),
    path("draft/<uuid:uid>/step/<str:key>/", drafting.step, name="apply_step"),
    path("places/", places.suggest, name="apply_places"),
    path("correction/<uuid:uid>/", corrections.answer, name="apply_correction"),
    path("attachment/<uuid:uid>/", files.attachment, name="apply_attachment"),
    path("receipt/<uuid:uid>/", files.receipt, name="apply_receipt"),
    path("withdraw/<uuid:uid>/", files.withdraw, name="apply_withdraw"),
    path("<slug:slug>/", starting.start, name="apply"),
]
