"""`python -m webui.scratch [FOLDER]`: build the Scratch editor.

Its packages come from FOLDER if that is given, else from the package clients.
"""

import sys
from pathlib import Path

from webui.scratch.build import make
from webui.scratch.build.misfit import Misfit
from webui.scratch.build.packages import Lacking
from webui.scratch.built import FOLDER


def _main(arguments: list[str]) -> int:
    given = Path(arguments[0]).resolve() if arguments else None
    try:
        make(FOLDER, given, lambda text: print(text, flush=True))
    except (Lacking, Misfit) as error:
        print(f"The Scratch editor was not built: {error}.", file=sys.stderr)
        print("The rest of the box works without it. `make scratch` tries again.", file=sys.stderr)
        return 1
    return 0


sys.exit(_main(sys.argv[1:]))
