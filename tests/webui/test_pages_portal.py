"""The portal: what each system's probe gets before and after somebody presses OK."""

import pytest

from webui.pages.portal import Guests
from webui.pages.portal import is_ours

PHONE = {"REMOTE_ADDR": "127.0.0.1"}
OTHER = {"REMOTE_ADDR": "127.0.0.9"}
PROBES = {
    "Apple": ("captive.apple.com", "/hotspot-detect.html", 200, "Success"),
    "older Apple": ("www.apple.com", "/library/test/success.html", 200, "Success"),
    "Android": ("connectivitycheck.gstatic.com", "/generate_204", 204, ""),
    "Android too": ("connectivitycheck.android.com", "/generate_204", 204, ""),
    "ChromeOS": ("clients3.google.com", "/generate_204", 204, ""),
    "Android's other": ("play.googleapis.com", "/generate_204", 204, ""),
    "Google": ("www.google.com", "/gen_204", 204, ""),
    "a maker's own": ("connect.rom.miui.com", "/generate_204", 204, ""),
    "Windows": ("www.msftconnecttest.com", "/connecttest.txt", 200, "Microsoft Connect Test"),
    "older Windows": ("www.msftncsi.com", "/ncsi.txt", 200, "Microsoft NCSI"),
    "Firefox": ("detectportal.firefox.com", "/canonical.html", 200, "captive-portal"),
    "older Firefox": ("detectportal.firefox.com", "/success.txt", 200, "success\n"),
    "GNOME": ("nmcheck.gnome.org", "/check_network_status.txt", 200, "NetworkManager is online"),
    "Debian": ("network-test.debian.org", "/nm", 200, "NetworkManager is online"),
    "Ubuntu": ("connectivity-check.ubuntu.com", "/", 204, ""),
    "KDE": ("networkcheck.kde.org", "/", 200, "OK"),
    "Kindle": ("spectrum.s3.amazonaws.com", "/kindle-wifi/wifistub.html", 200, "81ce4465"),
}


@pytest.fixture
def visit(make_app, world):
    """`visit(host, path)`: what a phone on the hotspot gets."""
    client = make_app(world.folder, portal=True).test_client()

    def get(host, path="/", method="GET", device=PHONE, **headers):
        headers = {"Host": host} | headers
        return client.open(path, method=method, headers=headers, environ_base=device)

    return get


@pytest.fixture
def welcomed(visit):
    """The same, after OK was pressed on the phone."""
    assert visit("captive.apple.com", "/portal/ok", "POST").status_code == 200
    return visit


@pytest.mark.parametrize("system", PROBES)
def test_before_ok_every_system_gets_the_page(visit, system):
    host, path, _, _ = PROBES[system]
    reply = visit(host, path)
    assert reply.status_code == 200
    assert "OK, I see the address" in reply.text


@pytest.mark.parametrize("system", PROBES)
def test_after_ok_every_system_gets_what_it_calls_success(welcomed, system):
    host, path, status, body = PROBES[system]
    reply = welcomed(host, path)
    assert reply.status_code == status
    assert reply.text.strip() == body.strip() if status == 204 else body in reply.text


def test_windows_and_gnome_get_their_words_to_the_letter(welcomed):
    assert welcomed("www.msftconnecttest.com", "/connecttest.txt").data == b"Microsoft Connect Test"
    assert welcomed("www.msftncsi.com", "/ncsi.txt").data == b"Microsoft NCSI"
    assert welcomed("nmcheck.gnome.org").data == b"NetworkManager is online\n"


def test_ubuntu_is_told_in_a_header_too(welcomed):
    reply = welcomed("connectivity-check.ubuntu.com")
    assert reply.headers["X-NetworkManager-Status"] == "online"


def test_a_success_without_a_body_has_no_type(welcomed):
    assert "Content-Type" not in welcomed("connectivitycheck.gstatic.com", "/generate_204").headers


def test_ok_counts_for_the_device_on_which_it_was_pressed(welcomed):
    reply = welcomed("captive.apple.com", "/hotspot-detect.html", device=OTHER)
    assert "OK, I see the address" in reply.text


def test_after_ok_other_hosts_lead_to_the_box(welcomed):
    reply = welcomed("www.example.com", "/some/page")
    assert reply.status_code == 302
    assert reply.location.startswith("http://")
    assert reply.location.endswith(":8123")


def test_what_windows_opens_for_a_person_leads_to_the_box(welcomed):
    assert welcomed("www.msftconnecttest.com", "/redirect").status_code == 302


def test_before_ok_any_other_host_gets_the_page(visit):
    assert "OK, I see the address" in visit("www.example.com", "/some/page").text


def test_the_page_says_the_address_and_draws_it(visit):
    page = visit("captive.apple.com").text
    assert ":8123" in page
    assert 'src="data:image/svg+xml' in page
    assert "class code from the projector" in page


def test_the_page_never_says_the_class_code(visit, world, box_code):
    assert box_code not in visit("captive.apple.com").text


@pytest.fixture
def box_code(template):
    from appliance.classroom.room import open_room

    room = open_room(template.folder)
    code = str(room.db.table("class").all()[0]["class_code"])
    room.close()
    return code


def test_the_page_needs_no_script_and_keeps_nothing(visit):
    reply = visit("captive.apple.com")
    assert "<script" not in reply.text
    assert "Set-Cookie" not in reply.headers
    assert "default-src 'none'" in reply.headers["Content-Security-Policy"]
    assert reply.headers["Cache-Control"] == "no-store"


def test_the_page_is_nothing_of_the_app(visit):
    for path in ("/teacher", "/join", "/api/v1/me", "/api/v1/health"):
        assert "OK, I see the address" in visit("captive.apple.com", path).text


def test_the_style_of_the_page_is_served_under_any_name(visit):
    page = visit("captive.apple.com").text
    style = page.partition('href="')[2].partition('"')[0]
    assert visit("captive.apple.com", style).mimetype == "text/css"


def test_what_is_sent_to_another_host_is_refused_with_the_page(visit):
    reply = visit("api.example.com", "/collect", "POST")
    assert (reply.status_code, "OK, I see the address" in reply.text) == (511, True)


def test_ok_works_in_a_browser_that_says_no_origin(visit):
    assert visit("captive.apple.com", "/portal/ok", "POST", Origin="null").status_code == 200


def test_after_ok_the_page_says_what_to_do_next(visit):
    page = visit("captive.apple.com", "/portal/ok", "POST").text
    assert "Close this window" in page


def test_before_the_claim_the_page_is_there_too(make_app):
    client = make_app(portal=True).test_client()
    assert "OK, I see" in client.get("/", headers={"Host": "captive.apple.com"}).text


@pytest.mark.parametrize(
    "host",
    [
        "10.42.0.1", "10.42.0.1:80", "192.168.1.5:8080", "[fe80::1]", "[fe80::1]:80", "localhost",
        "localhost:8123", "crowdbox", "crowdbox.local", "CROWDBOX.local.", "crowdbox-2.local:80",
        "crowdbox.school.example", "",
    ],
)  # fmt: skip
def test_the_boxs_own_names_are_ours(host):
    assert is_ours(host, "crowdbox")


@pytest.mark.parametrize(
    "host", ["captive.apple.com", "example.com", "notcrowdbox.local", "crowdbox2.local", "1.2.3"]
)
def test_other_names_are_not_ours(host):
    assert not is_ours(host, "crowdbox")


def test_a_box_that_is_called_as_a_probe_still_answers_the_probe():
    assert not is_ours("captive.apple.com", "captive")
    assert is_ours("captive.local", "captive")


def test_the_box_itself_is_as_ever_in_a_hotspot(visit):
    assert visit("10.42.0.1", "/api/v1/health").json["database"]
    assert visit("crowdbox.local", "/join").status_code == 200


def test_without_the_portal_the_box_answers_under_any_name(browser):
    assert browser("").get("/join", headers={"Host": "www.example.com"}).status_code == 200


def test_guests_are_forgotten_oldest_first():
    guests = Guests(most=2)
    for address in ("a", "b", "a", "c"):
        guests.welcome(address)
    assert ["a" in guests, "b" in guests, "c" in guests] == [True, False, True]
