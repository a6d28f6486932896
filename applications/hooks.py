"""What the room above is told. portal/wiring.py connects the listeners."""

from records.hooks import Hook

# (application, its requests, by) -> [(service, the day of our answer or None), ...], inside the submitting transaction
on_submitted = Hook("applications.on_submitted")
# ([request.pk, ...]) -> the keys of those whose case is not finished
open_requests = Hook("applications.open_requests")
# (correction, by) - the applicant answered, inside the transaction
on_corrected = Hook("applications.on_corrected")
# (application, by, one request or None for all, reason) -> the keys of the requests that are withdrawn now
on_withdrawn = Hook("applications.on_withdrawn")
# (applications) -> {application.pk: [Progress, ...]}: where each requested service stands, in plain words
progress_of = Hook("applications.progress_of")
# (number of an act) -> the application that it answers, as a query of keys
of_act = Hook("applications.of_act")
# (signal, today) -> (unit, due date or None): who looks into a signal, and by when
home_of_signal = Hook("applications.home_of_signal")
# (subject_kind, subject_uid) -> the unit that answers for what a message is about, or None
unit_of = Hook("applications.unit_of")
# (code, day) -> the day on which a term by that rule ends
term_of = Hook("applications.term_of")
# (application, by) - a second signature is awaited: the cases wait; it came, or the officer goes on without it
on_signature_awaited = Hook("applications.on_signature_awaited")
on_signature_settled = Hook("applications.on_signature_settled")
