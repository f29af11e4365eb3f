import json
import shutil

import pytest
import schemathesis
from hypothesis import HealthCheck
from hypothesis import settings
from schemathesis import checks
from schemathesis.specs.openapi import checks as openapi_checks

from appliance.classroom import sessions
from appliance.classroom.permissions import TABLE
from webui import create_app
from webui.api.openapi import describe
from webui.api.routes import ROUTES

CHECKS = [
    checks.not_a_server_error,
    openapi_checks.status_code_conformance,
    openapi_checks.content_type_conformance,
    openapi_checks.response_schema_conformance,
    openapi_checks.negative_data_rejection,
    openapi_checks.unsupported_method,
]
ASKING = {"anonymous": "", "student": "Ada", "teacher": "teacher"}


@pytest.fixture(scope="module")
def described(template, tmp_path_factory):
    """A box with the class of `template`, which no test may leave in another state."""
    folder = tmp_path_factory.mktemp("described")
    shutil.copytree(template.folder, folder, dirs_exist_ok=True)
    from appliance.settings import Settings

    app = create_app(Settings(data=folder, announce=False, port=8123))
    yield app
    app.extensions["crowdbox"].close()


@schemathesis.serializer("application/zip", "image/jpeg", "image/png", "application/x.scratch.sb3")
def as_bytes(context, value):
    return value if isinstance(value, bytes) else json.dumps(value).encode()


# Files are streams, which the tester leaves open; tests/webui/api/test_files.py reads them.
schema = schemathesis.openapi.from_dict(describe()).exclude(
    operation_id=["download_backup", "export_project"]
)


def editor_token(room, role, student, template):
    opener = sessions.open_session(room, role, student)
    return sessions.open_editor(room, opener, project=template.shared, tool="scratch")


@pytest.mark.parametrize("who", ASKING)
@schema.parametrize()
@settings(
    max_examples=8,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
def test_what_the_box_answers_is_what_the_document_says(case, who, described, template):
    room = described.extensions["crowdbox"].room
    if case.method != "DELETE" and "project" in case.path_parameters:
        case.path_parameters["project"] = template.shared
    headers, door = {}, {}
    if who != "anonymous":
        role = "student" if who == "student" else "teacher"
        student = template.students["Ada"] if role == "student" else ""
        headers["Authorization"] = f"Bearer {sessions.open_session(room, role, student)}"
    # The editor's routes are behind its own door, with a token of its own.
    if case.path.startswith("/scratch/"):
        if who != "anonymous":
            headers["Authorization"] = f"Bearer {editor_token(room, role, student, template)}"
        door["base_url"] = "http://localhost:8124/api/v1"
    response = case.call(app=described, headers=headers, **door)
    expected = CHECKS
    if response.status_code == 503:
        # No trainer runs here, perhaps no editor was built; every other 5xx is a mistake.
        assert response.json()["error"]["code"] in {"trainer_away", "no_scratch"}
        expected = [check for check in CHECKS if check is not checks.not_a_server_error]
    case.validate_response(response, checks=expected, headers=headers)


def test_the_document_describes_every_route(client):
    document = client.get("/api/v1/openapi.json").json
    assert document["openapi"] == "3.1.0"
    described = {
        item["operationId"] for path in document["paths"].values() for item in path.values()
    }
    assert described == {route.name for route in ROUTES}


def test_each_operation_says_who_may_take_it():
    paths = describe()["paths"]
    assert paths["/projects/{project}/train"]["post"]["x-who"] == sorted(TABLE["model.train"])


def test_unknown_fields_are_refused_by_the_document_too():
    schemas = describe()["components"]["schemas"]
    assert schemas["NewExample"]["additionalProperties"] is False


def test_the_document_needs_nothing_from_elsewhere():
    assert "http" not in json.dumps(describe()).replace('"http"', "")
