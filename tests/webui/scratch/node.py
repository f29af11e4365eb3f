"""JavaScript of the build, run by node."""

import json
import subprocess


def said(script, tmp_path):
    """Return what a script prints, as JSON."""
    file = tmp_path / "run.js"
    file.write_text(script, encoding="utf-8")
    done = subprocess.run(["node", str(file)], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)
