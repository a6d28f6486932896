"""What this room asks those above it. portal/wiring.py connects the listeners."""

from records.hooks import Hook

# (user) -> a queryset of primary keys of the people whom this clerk has served
acquainted = Hook("people.acquainted")
