"""What this room asks of the rooms above it. portal/wiring.py connects the listeners."""

from records.hooks import Hook

# (service_id, first day, last day or None) -> how many applications for the service were sent then and stand
requests_between = Hook("services.requests_between")
# () -> [(status, in words)] of a case: a stage of a service lies inside one of them
case_statuses = Hook("services.case_statuses")
