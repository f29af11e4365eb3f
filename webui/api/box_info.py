"""The box itself: how it is, how it is reached, and the description of this API."""

from flask import Response

from appliance import addresses
from appliance.classroom import klass
from appliance.health import Health
from appliance.health import health
from webui.api import openapi
from webui.api.routes import JSON
from webui.api.routes import route
from webui.api.shapes import Output
from webui.auth import actor
from webui.box import box


class NetworkOut(Output):
    """How the box is reached: the name it won, addresses, URLs, and where to join."""

    name: str
    addresses: tuple[str, ...]
    port: int
    urls: list[str]
    join: str


@route("GET", "/health", action="box.look", reply=Health)
def get_health() -> Health:
    """Tell how the box is: whether storage and trainer answer, and the free space in MB."""
    here = box()
    return health(here.room.db, here.paths)


@route("GET", "/network", action="box.look", reply=NetworkOut)
def get_network() -> NetworkOut:
    """Tell how the box is reached; `join` has the class code for the teacher and the projector."""
    here = box()
    found = addresses.network(here.settings)
    room = klass.classroom(here.room)
    staff = actor().role in {"teacher", "projector"}
    code = room.class_code if room is not None and staff and room.code_needed else ""
    return NetworkOut(
        name=found.name,
        addresses=found.addresses,
        port=found.port,
        urls=found.urls,
        join=found.join_url(code),
    )


@route("GET", "/openapi.json", action="box.look")
def get_openapi() -> Response:
    """Describe this API as an OpenAPI 3.1 document."""
    return Response(openapi.document(), mimetype=JSON)
