"""A bare Flask route under the box's own gunicorn settings: what the box is compared with."""

import json
from types import SimpleNamespace

from flask import Flask
from flask import request
from flask import Response


def create_app() -> Flask:
    """Return an application that reads a JSON body and answers with a few bytes of JSON."""
    app = Flask(__name__)
    nothing = SimpleNamespace(listen=lambda: None, hang_up=lambda: None, close=lambda: None)
    app.extensions["crowdbox"] = nothing  # what webui.gunicorn_conf looks after

    @app.post("/bare")
    def bare() -> Response:
        sent = json.loads(request.get_data())
        return Response(json.dumps({"seq": 0, "id": sent["id"]}), mimetype="application/json")

    return app
