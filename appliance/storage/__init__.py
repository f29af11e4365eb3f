"""Documents that survive a power cut: TinyDB's API over memory and SQLite."""

from appliance.storage.blobs import Stream
from appliance.storage.database import Database
from appliance.storage.errors import AlreadyOpen
from appliance.storage.errors import NewerSchema
from appliance.storage.errors import StorageFailed
from appliance.storage.errors import StorageFull
from appliance.storage.rows import Change
from appliance.storage.storage import Snapshot
from appliance.storage.table import DocumentTable

__all__ = [
    "AlreadyOpen",
    "Change",
    "Database",
    "DocumentTable",
    "NewerSchema",
    "Snapshot",
    "StorageFailed",
    "StorageFull",
    "Stream",
]
