"""Salted scrypt hashes of passwords and picture secrets."""

import hashlib
import hmac
import secrets
import threading
from typing import Final

PASSWORD_COST: Final = 2**14
"""scrypt's N for passwords: 16 MB and about 0.1 s on a Raspberry Pi 4."""
PICTURES_COST: Final = 2**12
"""scrypt's N for picture secrets: 4 MB; a whole class joins within the same minute."""
_BLOCK: Final = 8
_TURNS = threading.BoundedSemaphore(2)
"""Each hash takes its memory while it runs, so thirty children joining at once take turns."""


def make(secret: str, cost: int = PASSWORD_COST) -> str:
    """Return `scrypt$N$salt$hash` of `secret`, with a new salt."""
    salt = secrets.token_bytes(16)
    return f"scrypt${cost}${salt.hex()}${_scrypt(secret, salt, cost).hex()}"


def verify(secret: str, stored: str) -> bool:
    """Tell whether `stored` was made from `secret`, in a time that says nothing about it."""
    _, cost, salt, expected = stored.split("$")
    found = _scrypt(secret, bytes.fromhex(salt), int(cost))
    return hmac.compare_digest(found, bytes.fromhex(expected))


def same(given: str, expected: str) -> bool:
    """Compare two codes in a time that does not tell where they differ."""
    return hmac.compare_digest(_bytes(given), _bytes(expected))


def token_hash(token: str) -> str:
    """Return the SHA-256 of a session's token in hex; tokens are random, so no salt is needed."""
    return hashlib.sha256(_bytes(token)).hexdigest()


def _scrypt(secret: str, salt: bytes, cost: int) -> bytes:
    memory = 256 * _BLOCK * cost  # twice what RFC 7914 says it needs: 128 * N * r
    with _TURNS:
        return hashlib.scrypt(
            _bytes(secret), salt=salt, n=cost, r=_BLOCK, p=1, maxmem=memory, dklen=32
        )


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
