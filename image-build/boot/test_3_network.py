"""The networks, on radios that the kernel simulates."""

from typing import Any

from school import School

from imagebuild.emulator import Machine

LOOK = r"""
import socket, urllib.request
question = b"\0\1\1\0\0\1" + bytes(6) + b"\7captive\5apple\3com\0\0\1\0\1"
asking = socket.socket(type=socket.SOCK_DGRAM)
asking.settimeout(20)
asking.sendto(question, ("10.42.0.1", 53))
print(socket.inet_ntoa(asking.recv(512)[-4:]))
page = urllib.request.Request("http://10.42.0.1/", headers={"Host": "captive.apple.com"})
print(urllib.request.urlopen(page, timeout=60).read().decode())
"""
"""What a phone does that has just joined a Wi-Fi: it asks for a name, then for a page."""


def test_the_box_is_reached_by_cable_and_says_so(school: School) -> None:
    network = school.call("GET", "/box/network")
    assert network["cable"] is True
    assert "10.0.2.15" in network["addresses"]


def test_a_hotspot_comes_up_where_there_is_a_radio(school: School, machine: Machine) -> None:
    machine.shell("modprobe mac80211_hwsim radios=2")
    machine.shell("ip netns add classroom; iw phy phy1 set netns name classroom")

    def shining() -> Any:
        network = school.call("GET", "/box/network")
        return network if network["mode"] == "hotspot" else None

    network = machine.wait_for(shining, "the hotspot")
    note = school.note()
    assert network["ssid"] in note
    assert network["password"] in note


def test_a_device_joins_the_hotspot_and_finds_the_portal(school: School, machine: Machine) -> None:
    network = school.call("GET", "/box/network")
    inside = "ip netns exec classroom"
    machine.shell(
        f"wpa_passphrase '{network['ssid']}' '{network['password']}' > /tmp/w.conf; "
        f"{inside} ip link set lo up; {inside} wpa_supplicant -B -i wlan1 -c /tmp/w.conf"
    )

    def linked() -> bool:
        return "Connected to" in machine.shell(f"{inside} iw dev wlan1 link")

    machine.wait_for(linked, "the device in the Wi-Fi", 120)
    machine.shell(f"{inside} ip addr add 10.42.0.77/24 dev wlan1")
    machine.shell(f"cat > /tmp/look.py <<'END'\n{LOOK}\nEND")
    told = machine.shell(f"{inside} python3 /tmp/look.py")
    assert "10.42.0.1" in told
    assert "crowdbox" in told.lower()
    assert school.call("GET", "/box/network")["clients"] == 1


SCHOOL = """
network={
  ssid="School"
  mode=2
  frequency=2437
  key_mgmt=WPA-PSK
  proto=RSN
  pairwise=CCMP
  psk="school wifi"
}
"""
"""The school's Wi-Fi, for wpa_supplicant as an access point."""


CONFIRM = """
import urllib.request
headers = {{"Authorization": "Bearer {token}", "Content-Type": "application/json"}}
place = "http://{address}/api/v1/box/network/confirm"
asked = urllib.request.Request(place, data=b"", method="POST", headers=headers)
print(urllib.request.urlopen(asked, timeout=100).status)
"""
"""What the teacher's browser does when the teacher presses Keep in the new network."""


def the_school_has_wifi(machine: Machine) -> None:
    inside = "ip netns exec classroom"
    machine.shell(
        f"pkill wpa_supplicant -f -- '-i wlan1'; sleep 2; cat > /tmp/s.conf <<'END'\n{SCHOOL}END\n"
        f"{inside} ip addr flush dev wlan1; {inside} ip addr add 10.77.0.1/24 dev wlan1; "
        f"{inside} wpa_supplicant -B -i wlan1 -c /tmp/s.conf; "
        f"{inside} dnsmasq --port=0 --interface=wlan1 --bind-interfaces "
        "--dhcp-range=10.77.0.10,10.77.0.50 --pid-file=/tmp/dnsmasq.pid"
    )


def mode(school: School) -> str:
    return str(school.call("GET", "/box/network")["mode"])


def test_a_change_that_nobody_confirms_undoes_itself(school: School, machine: Machine) -> None:
    the_school_has_wifi(machine)
    body = {"ssid": "School", "password": "school wifi"}
    school.call("POST", "/box/network/wifi", body)
    machine.wait_for(lambda: mode(school) == "wifi", "the school's Wi-Fi")
    machine.wait_for(lambda: mode(school) == "hotspot", "the way back")
    assert school.call("GET", "/box/network")["failed"]["code"] == "not_confirmed"


def test_a_change_confirmed_from_the_new_network_holds(school: School, machine: Machine) -> None:
    body = {"ssid": "School", "password": "school wifi"}
    school.call("POST", "/box/network/wifi", body)

    def address() -> str:
        found = school.call("GET", "/box/network")["addresses"]
        return next((each for each in found if each.startswith("10.77.")), "")

    there = machine.wait_for(address, "an address of the school")
    script = CONFIRM.format(address=there, token=school.token)
    machine.shell(f"cat > /tmp/confirm.py <<'END'\n{script}\nEND")
    told = machine.shell("ip netns exec classroom python3 /tmp/confirm.py")
    assert "200" in told
    assert school.call("GET", "/box/network")["pending"] is None
