"""Ed25519 signatures by the openssl command, which every base system has.

`pkeyutl -rawin` signs the bytes themselves (openssl-pkeyutl(1), since 3.0); it reads them from a
file only, as it has to know their length.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from appliance.machine.running import run
from appliance.machine.running import ToolFailed


def sign(data: bytes, private_key: Path) -> bytes:
    """Return the signature, 64 bytes; raises ToolFailed or OSError."""
    with _files(data, b"") as (content, signature):
        run(
            *("openssl", "pkeyutl", "-sign", "-rawin", "-inkey", private_key.resolve()),
            *("-in", content, "-out", signature),
        )
        return signature.read_bytes()


def is_signed(data: bytes, signature: bytes, public_key: Path) -> bool:
    """Tell whether the owner of a key signed `data`; what cannot be checked is not signed."""
    with _files(data, signature) as (content, file):
        try:
            run(
                *("openssl", "pkeyutl", "-verify", "-rawin", "-pubin"),
                *("-inkey", public_key.resolve(), "-in", content, "-sigfile", file),
            )
        except ToolFailed:
            return False
    return True


@contextmanager
def _files(data: bytes, signature: bytes) -> Iterator[tuple[Path, Path]]:
    with TemporaryDirectory(prefix="crowdbox-signature-") as folder:
        content, file = Path(folder, "content"), Path(folder, "signature")
        content.write_bytes(data)
        file.write_bytes(signature)
        yield content, file
