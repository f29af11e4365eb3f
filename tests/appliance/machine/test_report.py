from appliance.machine import networks
from appliance.machine import report
from appliance.machine.places import Places
from appliance.machine.wishes import Wishes


def test_before_the_network_is_up_the_hotspots_address_is_told(places: Places) -> None:
    networks.lay(places, Wishes())
    found = report.gather(places, Wishes(), (), [])
    assert found.urls == ("http://10.42.0.1", "http://crowdbox.local")


def test_a_box_in_a_wifi_tells_that_ones_name_and_no_password(places: Places) -> None:
    wishes = Wishes(ssid="School", password="long enough", name="room-12")
    networks.lay(places, wishes)
    found = report.gather(places, wishes, (), ["192.168.1.9"])
    assert (found.wifi, found.hotspot) == ("School", "")
    assert found.urls == ("http://192.168.1.9", "http://room-12.local")


def test_a_box_that_went_back_to_its_hotspot_tells_that(places: Places) -> None:
    wishes = Wishes(ssid="School")
    networks.lay(places, wishes)
    assert report.gather(places, wishes, (), ["10.42.0.1"]).hotspot.startswith("Crowdbox-")


def test_the_claim_code_is_told_while_there_is_one(places: Places) -> None:
    assert report.gather(places, Wishes(), (), []).claim_code == ""
    (places.klass / "claim-code.txt").write_text("K7QF-M2XD\n")
    assert report.gather(places, Wishes(), (), []).claim_code == "K7QF-M2XD"
