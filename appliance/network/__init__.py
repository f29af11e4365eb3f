"""The box's networks: a hotspot, joining a Wi-Fi, or a cable, through NetworkManager."""
