"""The one file that connects a room's hooks to the rooms above it."""


def connect() -> None:
    import applications.hooks
    import records.hooks
    import services.hooks
    from applications.quotas import requests_between
    from casework.actions import cases, decisions
    from casework.progress import progress_of, statuses
    from people.contact import address_of
    from records import outbox
    from services import blanks
    from services.handbook import editions

    outbox.CLAIMS["services.render_edition"] = editions.CLAIM
    outbox.CLAIMS["services.render_blank"] = blanks.CLAIM
    services.hooks.case_statuses.listen(statuses)
    records.hooks.address_of.listen(address_of)
    records.hooks.document_ready.listen(decisions.on_document_ready)
    applications.hooks.on_submitted.listen(cases.open_cases)
    applications.hooks.on_corrected.listen(cases.resume_after_correction)
    applications.hooks.on_withdrawn.listen(cases.withdraw_cases)
    applications.hooks.progress_of.listen(progress_of)
    services.hooks.requests_between.listen(requests_between)
