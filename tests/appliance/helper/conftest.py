"""The helper's machine is the card of the updates, with the NetworkManager of the networks."""

from tests.appliance.network.conftest import bus_address as bus_address
from tests.appliance.network.conftest import nm as nm
from tests.appliance.update.conftest import card as card
from tests.appliance.update.conftest import maker as maker
from tests.appliance.update.conftest import update as update
