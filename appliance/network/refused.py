"""Why the box did not do something with its networks: stable codes, and words for a person."""

from typing import Final

WORDS: Final = {
    "bad_network_name": "A Wi-Fi's name has 1 to 32 characters; accents and emoji count more.",
    "bad_network_password": "A Wi-Fi's password has 8 to 63 letters, digits or signs.",
    "bad_wifi_password": "That Wi-Fi did not take the password. Type it again.",
    "no_such_wifi": "The box did not find that Wi-Fi. Look at its name, and bring the box nearer.",
    "no_address": "That Wi-Fi let the box in but gave it no address. Ask who looks after it.",
    "network_failed": "The box could not do that. It stays in the network from before.",
    "not_confirmed": "Nobody confirmed the new network in time, so the box went back.",
    "needs_account": "That Wi-Fi wants a name and a password for each person. The box has none.",
    "no_radio": "This box has no Wi-Fi that works. Use a cable.",
    "no_cable": "There is no cable in the box, or nothing at its other end.",
    "class_connected": "Devices are connected to the box: looking around would throw them out.",
    "scan_failed": "The box could not look around. Type the Wi-Fi's name instead.",
    "switch_pending": "The box is changing its network already. Confirm that, or go back first.",
    "nothing_pending": "There is no change of network to confirm. Perhaps the time was over.",
    "not_from_there": "Confirm from a device that is in the new network.",
    "network_manager_away": "The part of the box that runs its networks does not answer.",
}
"""code → English words."""


class NetworkRefused(Exception):
    """The box did not do it, and its networks are as before; `code` is stable, str() for people."""

    def __init__(self, code: str) -> None:
        super().__init__(WORDS[code])
        self.code = code
