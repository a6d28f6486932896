class NoAddress(Exception):
    """The channel is allowed, but there is no address for it."""
