"""Keys for programs that speak the API of Machine Learning for Kids."""

from appliance.classroom import keys
from appliance.classroom import students
from appliance.classroom.records import Key
from webui.api.routes import route
from webui.api.shapes import KeyOut
from webui.api.shapes import KeysOut
from webui.auth import actor
from webui.box import box


@route("GET", "/projects/<project>/keys", action="key.list", reply=KeysOut)
def list_keys(project: str) -> KeysOut:
    """List the keys of a project that one may withdraw."""
    return KeysOut(keys=[_key(item) for item in keys.list_keys(box().room, actor(), project)])


@route("POST", "/projects/<project>/keys", action="key.create", reply=KeyOut, statuses=(201,))
def create_key(project: str) -> KeyOut:
    """Make one's key of a project; whoever has it already gets the same one."""
    return _key(keys.create(box().room, actor(), project))


@route("DELETE", "/projects/<project>/keys/<key>", action="key.withdraw", statuses=(204,))
def withdraw_key(project: str, key: str) -> None:
    """End a key; what uses it stops working."""
    keys.withdraw(box().room, actor(), project, key)


def _key(record: Key) -> KeyOut:
    name = students.name_of(box().room, record.contributor)
    return KeyOut(key=record.key, contributor=record.contributor, name=name)
