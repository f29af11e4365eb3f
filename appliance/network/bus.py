"""Calls over D-Bus, with jeepney, one connection for each conversation."""

import contextlib
from collections.abc import Iterator
from typing import Any
from typing import Final

from jeepney import DBusAddress
from jeepney import DBusErrorResponse
from jeepney import MatchRule
from jeepney import message_bus
from jeepney import new_method_call
from jeepney.io.blocking import DBusConnection
from jeepney.io.blocking import open_dbus_connection
from jeepney.wrappers import unwrap_msg

from appliance.network.refused import NetworkRefused

NM: Final = "org.freedesktop.NetworkManager"
ROOT: Final = "/org/freedesktop/NetworkManager"
PROPERTIES: Final = "org.freedesktop.DBus.Properties"

_CALL_SECONDS: Final = 20.0
_SIGNALS_KEPT: Final = 64
_NOBODY: Final = {
    f"org.freedesktop.DBus.Error.{name}"
    for name in ("ServiceUnknown", "NameHasNoOwner", "NoReply", "Disconnected")
}


class BusError(Exception):
    """NetworkManager answered with an error; `name` is D-Bus's, such as `….UnknownDevice`."""

    def __init__(self, name: str, text: str) -> None:
        super().__init__(f"{name}: {text}")
        self.name = name


class Bus:
    """One conversation with NetworkManager; not to be shared by threads."""

    def __init__(self, connection: DBusConnection) -> None:
        self._connection = connection

    def call(self, path: str, interface: str, method: str, types: str = "", *values: Any) -> Any:
        """Return a method's result, a tuple if it has several.

        Raises BusError, or NetworkRefused(network_manager_away).
        """
        address = DBusAddress(path, bus_name=NM, interface=interface)
        message = new_method_call(address, method, types or None, values)
        try:
            reply = self._connection.send_and_get_reply(message, timeout=_CALL_SECONDS)
            found = unwrap_msg(reply)
        except DBusErrorResponse as error:
            if error.name in _NOBODY:
                raise NetworkRefused("network_manager_away") from error
            raise BusError(error.name or "", str(error.data)) from error
        except (OSError, EOFError) as error:  # a TimeoutError is an OSError
            raise NetworkRefused("network_manager_away") from error
        return found[0] if len(found) == 1 else found

    @contextlib.contextmanager
    def signals(self, path: str, interface: str, member: str) -> Iterator["Signals"]:
        """Collect the signals of one object from now on."""
        rule = MatchRule(type="signal", interface=interface, member=member, path=path)
        self._connection.send_and_get_reply(message_bus.AddMatch(rule), timeout=_CALL_SECONDS)
        with self._connection.filter(rule, bufsize=_SIGNALS_KEPT) as queue:
            yield Signals(self._connection, queue)


class Signals:
    """Signals in the order in which they came."""

    def __init__(self, connection: DBusConnection, queue: Any) -> None:
        self._connection = connection
        self._queue = queue

    def next(self, seconds: float) -> tuple[Any, ...] | None:
        """Return what the next signal says; None if none comes, or the bus has gone."""
        try:
            found = self._connection.recv_until_filtered(self._queue, timeout=seconds)
        except (OSError, EOFError):
            return None
        return tuple(found.body)


@contextlib.contextmanager
def opened(address: str) -> Iterator[Bus]:
    """Connect to a bus, "SYSTEM" or an address; raises NetworkRefused(network_manager_away)."""
    try:
        connection = open_dbus_connection(bus=address, auth_timeout=_CALL_SECONDS)
    except (OSError, EOFError, RuntimeError, KeyError) as error:
        raise NetworkRefused("network_manager_away") from error
    with connection:
        yield Bus(connection)
