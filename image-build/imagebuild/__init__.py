"""Makes the SD-card image from one description, with no loop devices and no mounts."""
