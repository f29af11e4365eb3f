"""What stops a build of the editor: another edition than the one that is known."""


class Misfit(Exception):
    """A patch does not fit this edition of the editor; the message names its place."""
