"""Links that open one thing without an account: the token stands in the link alone, its hash in the table."""

from hashlib import sha256
from secrets import token_urlsafe

TOKEN_BYTES = 32


def new_token() -> str:
    return token_urlsafe(TOKEN_BYTES)


def hash_of(token: str) -> str:
    """SHA-256 in 64 hexadecimal digits; a token is too long to be guessed, so it needs no salt."""
    return sha256(token.encode()).hexdigest()
