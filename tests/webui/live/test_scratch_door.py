"""The live channel at the Scratch editor's door."""

import pytest
from socketio.exceptions import ConnectionError as Refused


def token_of(client):
    return client.environ_base["HTTP_AUTHORIZATION"].removeprefix("Bearer ")


def test_an_editor_is_told_of_its_own_project_alone(lesson, world, editor, serve, connect):
    token = token_of(editor("Ada"))
    with serve(lesson) as port:
        lesson.wsgi_app._scratch = port
        live = connect(port, token, ["websocket"])
        live.watch(world.shared)
        assert live.next("counts")["total"] == 12
        live.watch(world.private)
        assert live.next("problem")["code"] == "not_found"
        live.client.disconnect()


def test_the_teachers_editor_is_told_nothing_of_the_class(lesson, world, editor, serve, connect):
    token = token_of(editor("teacher"))
    with serve(lesson) as port:
        lesson.wsgi_app._scratch = port
        live = connect(port, token, ["websocket"])
        live.watch(world.shared)
        assert set(live.drained()) == {"counts", "phase", "project", "model"}
        live.client.disconnect()


def test_a_token_of_the_pages_is_refused_there(lesson, world, serve, connect):
    with serve(lesson) as port:
        lesson.wsgi_app._scratch = port
        with pytest.raises(Refused):
            connect(port, world.tokens["teacher"], ["websocket"])


def test_an_editor_is_refused_at_the_pages_door(port, editor, connect):
    with pytest.raises(Refused):
        connect(port, token_of(editor("Ada")), ["websocket"])
