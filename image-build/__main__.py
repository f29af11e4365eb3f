"""`python image-build`: makes the SD-card image. `make image` and `make image-test` call it."""

import argparse
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from imagebuild import contents
from imagebuild import host
from imagebuild.build import Build
from imagebuild.description import BadDescription
from imagebuild.description import load
from imagebuild.steps import Run
from imagebuild.steps import StepFailed


def folder() -> Path:
    """Return where pieces are kept between builds: CROWDBOX_IMAGE_FOLDER, or a cache."""
    named = os.environ.get("CROWDBOX_IMAGE_FOLDER")
    return Path(named) if named else Path("/var/tmp/crowdbox-image")  # noqa: S108  large, kept


def main(words: list[str] | None = None) -> int:
    """Build, lock, or say where the image is; return the exit status."""
    parser = argparse.ArgumentParser(prog="image-build", description=__doc__)
    parser.add_argument("what", choices=["build", "lock", "where"])
    parser.add_argument("--base", default="debian-13", help="a file of image-build/bases")
    asked = parser.parse_args(words)
    try:
        run = Run(folder())
        build = Build(load(asked.base), folder(), run)
        if asked.what == "where":
            print(build.image)
            return 0
        host.prepare()
        if asked.what == "lock":
            run.do(build.steps()[:1])
            build.lock_file.write_text(contents.lock(build.base), encoding="ascii")
            return 0
        build.make()
    except (StepFailed, BadDescription) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"The image, its checksum, contents and notes: {build.release}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
