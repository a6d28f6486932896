"""Pages for editing: forms made from the documents of entries (services.entries), whatever their kind."""
