#!/bin/sh
# The certificate and the note on the card follow the addresses: crowdbox-network.path waits for this.
case "$2" in
  up | down | dhcp4-change | dhcp6-change) : >/run/crowdbox-box/addresses-changed ;;
esac
