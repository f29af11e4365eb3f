"""`serve`: what the box's supervisor starts."""

from argparse import Namespace

from trainer.server import serve


def run(given: Namespace) -> None:
    """Serve until a signal ends it."""
    serve(given.socket, given.state)
