"""The trainer on the command line, without a box: each command is a module."""


class Mistake(Exception):
    """What the person has to change; the message says it."""
