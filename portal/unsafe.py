"""What the demo runs on and production never starts with: known keys, and choices that nobody made."""

import base64
import hashlib
from collections.abc import Mapping
from typing import Any

SECRET = "demo-secret-that-production-refuses"


def demo_key(name: str) -> str:
    return base64.b64encode(hashlib.sha256(f"{SECRET}:{name}".encode()).digest()).decode()


def problems(settings: Mapping[str, Any]) -> list[str]:
    """A sentence for each; none where production may start."""
    keks, index, seal = settings["KEKS"], settings["BLIND_INDEX_KEY"], settings["SEAL_PASSPHRASE"]
    found = [
        (settings["SECRET_KEY"] in {"", SECRET}, "SECRET_KEY is missing or the demo's."),
        (not settings["ALLOWED_HOSTS"], "ALLOWED_HOSTS is empty."),
        (not settings["HTTPS"], "PUBLIC_URL must start with https://."),
        (settings["KEK_CURRENT"] not in keks, "KEKS and KEK_CURRENT must name a key-encryption key."),
        (demo_key("kek") in keks.values(), "KEKS holds the demo's key."),
        (index in {"", demo_key("blind")}, "BLIND_INDEX_KEY is missing or the demo's."),
        (not settings["ANTIVIRUS"], "ANTIVIRUS must be chosen: a clamd address, or off."),
        (seal in {"", "demo-seal"}, "SEAL_PASSPHRASE is missing: documents would be unsealed."),
    ]
    return [sentence for is_wrong, sentence in found if is_wrong]
