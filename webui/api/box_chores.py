"""What the box does that takes longer than a request: where it is, and how it ended."""

from typing import Literal

from appliance.classroom.permissions import require
from webui.api.routes import route
from webui.api.shapes import Output
from webui.auth import actor
from webui.box import box
from webui.chores import Chore
from webui.chores import Kind
from webui.problems import Refusal
from webui.problems import refusal

ACTION = "box.manage"


class ChoreOut(Output):
    """A chore; `problem` says why it failed. The state is `none` where there was not any yet."""

    state: Literal["none", "running", "done", "failed"]
    chore: str = ""
    kind: Kind | None = None
    problem: Refusal | None = None


@route("GET", "/box/chore", action=ACTION, reply=ChoreOut)
def get_chore() -> ChoreOut:
    """Tell how far the chore is that runs, or how the last one ended."""
    require(actor(), ACTION)
    found = box().chores.last
    return ChoreOut(state="none") if found is None else out(found)


def out(chore: Chore) -> ChoreOut:
    """Return a chore as the API shows it, in the language of the request."""
    problem = None if chore.problem is None else refusal(chore.problem)
    return ChoreOut(chore=chore.id, kind=chore.kind, state=chore.state, problem=problem)
