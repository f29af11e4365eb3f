"""The schema of the documents: a number that grows with each migration.

A migration is a function that changes all documents in place from one schema to the next. The
same list serves the file of the box at start and an old backup when it is restored.
"""

from collections.abc import Callable
from collections.abc import Sequence

from appliance.storage.errors import NewerSchema
from appliance.storage.values import Fields

Tables = dict[str, dict[int, Fields]]
"""table → document id → document."""
Migration = Callable[[Tables], None]
"""Changes the documents in place from one schema to the next."""


def schema(migrations: Sequence[Migration]) -> int:
    """Return the number of the schema that these migrations lead to; the first is 1."""
    return len(migrations) + 1


def migrate(tables: Tables, version: int, migrations: Sequence[Migration]) -> None:
    """Bring documents of schema `version` to the present one, in place.

    Raises NewerSchema where `version` is beyond the last migration.
    """
    if version > schema(migrations):
        raise NewerSchema(
            f"the documents have schema {version}, this Crowdbox knows up to {schema(migrations)}"
        )
    for migration in migrations[version - 1 :]:
        migration(tables)
