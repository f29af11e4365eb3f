"""The box as a machine: its card, its first boot, its secrets, its size, its screen."""
