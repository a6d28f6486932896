"""What the catalogue asks of the rooms above it."""

from records.hooks import Hook

# () -> [(status, in words)] of a case: a stage of a service lies inside one of them
case_statuses = Hook("services.case_statuses")
