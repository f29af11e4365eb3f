"""How the SQLite file is laid out, and how it is opened."""

from appliance.storage.blob_table import LAYOUT as BLOBS

APPLICATION_ID = 0x43726278  # "Crbx", so that `file` and we can tell whose it is
PAGE = 4096
PRAGMAS = (
    f"PRAGMA page_size={PAGE}",
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    # What children delete is overwritten, not just unlinked.
    "PRAGMA secure_delete=ON",
    # A large import makes a long log; it shrinks again.
    "PRAGMA journal_size_limit=8388608",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA trusted_schema=OFF",
)
LAYOUTS = (
    # All numbers in one SQL table, so that a commit touches one page beside its documents'.
    """
    CREATE TABLE documents (
        "table" TEXT NOT NULL, id INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY ("table", id)
    ) WITHOUT ROWID;
    CREATE TABLE numbers (
        of TEXT NOT NULL, name TEXT NOT NULL, value INTEGER NOT NULL, PRIMARY KEY (of, name)
    ) WITHOUT ROWID;
    INSERT INTO numbers VALUES ('box', 'revision', 0), ('box', 'schema', 0);
    """,
    BLOBS,
)
"""Steps from an empty file to the present layout of the SQL tables; `user_version` counts them."""
