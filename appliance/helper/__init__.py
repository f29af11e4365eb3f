"""The helper: the only process of the box that may change the machine, and how to ask it."""
