"""The one file that connects a room's hooks to the rooms above it."""


def connect() -> None:
    import applications.hooks
    import people.hooks
    import records.hooks
    import services.hooks
    from applications import merging as application_merging
    from applications.actions import undelivered
    from applications.finding import served_by
    from applications.quotas import requests_between
    from casework import deadlines, notified, signatures
    from casework import merging as case_merging
    from casework.actions import cases, delivering, locked_files, publishing, withdrawals
    from casework.progress import open_among, progress_of, statuses
    from casework.routing import unit_of
    from casework.signal_list import home_of
    from people.contact import address_of
    from people.secure import secure_number
    from records import outbox
    from services import blanks
    from services.exports import store
    from services.handbook import editions

    application_merging.add_rules()
    case_merging.add_rules()
    outbox.CLAIMS["services.render_edition"] = editions.CLAIM
    outbox.CLAIMS["services.render_blank"] = blanks.CLAIM
    _files_from_outside()
    store.add(store.Maker("casework.reports.published.write", ("statistics.csv", "statistics.json")))
    services.hooks.case_statuses.listen(statuses)
    people.hooks.acquainted.listen(served_by)
    records.hooks.address_of.listen(address_of)
    records.hooks.secure_number.listen(secure_number)
    records.hooks.delivery_moved.listen(undelivered.follow)
    records.hooks.delivery_moved.listen(delivering.follow)
    applications.hooks.unit_of.listen(unit_of)
    records.hooks.file_refused.listen(locked_files.tell)
    records.hooks.became_known.listen(notified.on_became_known)
    records.hooks.document_ready.listen(publishing.on_document_ready)
    applications.hooks.on_submitted.listen(cases.open_cases)
    applications.hooks.on_corrected.listen(cases.resume_after_correction)
    applications.hooks.on_withdrawn.listen(withdrawals.withdraw_cases)
    applications.hooks.progress_of.listen(progress_of)
    applications.hooks.open_requests.listen(open_among)
    applications.hooks.of_act.listen(notified.application_of)
    applications.hooks.home_of_signal.listen(home_of)
    applications.hooks.term_of.listen(deadlines.term)
    applications.hooks.on_signature_awaited.listen(signatures.wait)
    applications.hooks.on_signature_settled.listen(signatures.go_on)
    services.hooks.requests_between.listen(requests_between)


def _files_from_outside() -> None:
    """Scanned before anybody opens them, and swept where no row names them."""
    from applications.models import Attachment
    from casework.models import Opinion, SignedPaper
    from records import outbox, scanning, sweeping

    tasks = {
        "applications.scan_attachment": Attachment,
        "casework.scan_opinion": Opinion,
        "casework.scan_signed_paper": SignedPaper,
    }
    outbox.CLAIMS |= scanning.claims(tasks)
    sweeping.FOLDERS.update({"attachments", "opinions", "signed"})
