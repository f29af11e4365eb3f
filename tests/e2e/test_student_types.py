"""A student teaches a model of their own with each type of example: real pictures, sounds, tables
and texts, from the first card to the reason why."""

import base64
import io
import uuid
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import expect
from playwright.sync_api import Page
from playwright.sync_api import Playwright

from tests.e2e.conftest import go_offline
from tests.e2e.media import files
from tests.e2e.media import photo
from tests.e2e.media import sound
from tests.tools import chromium

TRAINING = 120_000
"""Milliseconds in which a busy machine has certainly trained a small model."""


@pytest.fixture(scope="module")
def teacher(box: Any) -> Any:
    """The teacher's client of a claimed box."""
    client = box.claim()
    client.code = client.call("GET", "/me")["class_code"]
    return client


@pytest.fixture
def page(visitors: Any, teacher: Any) -> Page:
    """The page of a student who has just joined."""
    device: Page = visitors.device()
    join(device, teacher)
    return device


def join(device: Page, teacher: Any) -> None:
    person = {"class_code": teacher.code, "name": f"Ada {uuid.uuid4().hex[:6]}"}
    assert device.request.post("/api/v1/join", data=person).ok
    device.goto("/projects")


def begin(page: Page, card: str, labels: tuple[str, ...], fields: Any = ()) -> None:
    """Start a project of one's own and give it labels."""
    page.locator(".type-card", has_text=card).click()
    page.get_by_label("Name of a new project").fill(f"My {card} {uuid.uuid4().hex[:4]}")
    for number, (name, kind, choices) in enumerate(fields, 1):
        editor = page.locator("#new-fields")
        editor.get_by_label(f"Name of field {number}").fill(name)
        editor.get_by_label(f"What field {number} is").select_option(kind)
        if choices:
            editor.get_by_label("Words to choose from").nth(number - 1).fill(choices)
    page.get_by_role("button", name="Start a project").click()
    page.wait_for_url("**/projects/*")
    page.locator("#change-labels").click()
    for label in labels:
        page.locator("#label-name").fill(label)
        page.locator("#label-form button").click()
        expect(page.locator(f"#label-list input[value='{label}']")).to_be_attached()
    page.locator("#labels-dialog").get_by_role("button", name="Done").click()
    expect(page.locator(".bucket", has_text=labels[-1])).to_be_visible()


def choose_bucket(page: Page, label: str) -> None:
    page.locator("#buckets .bucket", has_text=label).click()


def add(page: Page, label: str, counted: int) -> None:
    """Press Add and wait until the label counts so many."""
    choose_bucket(page, label)
    page.locator("#add-button").click()
    expect_count(page, label, counted)


def expect_count(page: Page, label: str, counted: int) -> None:
    bucket = page.locator("#buckets .bucket", has_text=label)
    expect(bucket.locator(".bucket-count")).to_have_text(str(counted))


def train(page: Page) -> None:
    page.locator("#train-button").click()
    expect(page.locator("#try")).to_be_visible(timeout=TRAINING)


def answer(page: Page) -> Any:
    expect(page.locator("#answer .verdict")).to_be_visible(timeout=TRAINING)
    return page.locator("#answer")


def why(page: Page) -> Any:
    page.locator("#answer").get_by_role("button", name="Why?").click()
    expect(page.locator("#answer .why")).to_be_visible(timeout=TRAINING)
    return page.locator("#answer .why")


# --- one lesson for each type ---

TEXTS = [
    ("I love this sunny day", "Glad"), ("What a lovely present", "Glad"),
    ("We won the game, hooray", "Glad"), ("My friend made me smile", "Glad"),
    ("This cake is wonderful", "Glad"), ("I lost my favourite toy", "Sad"),
    ("Nobody wants to play with me", "Sad"), ("My dog is very ill", "Sad"),
    ("It rains and I feel alone", "Sad"), ("I cried all evening", "Sad"),
]  # fmt: skip


def test_a_student_teaches_texts_many_at_once(page: Page, picture: Any) -> None:
    begin(page, "Texts", ("Glad", "Sad"))
    page.locator("#add-many").click()
    dialog = page.locator("dialog.batch")
    table = "\n".join(f'"{text}",{label}' for text, label in TEXTS)
    dialog.locator("#batch-paste").fill(f"{table}\nTomorrow is Monday,Bored")
    expect(dialog).to_contain_text("10 examples can be added. 1 cannot: see why.")
    expect(dialog.locator(".batch-refused")).to_contain_text("There is no label “Bored”.")
    picture(page, "student-add-many")
    dialog.get_by_role("button", name="Add 10 examples").click()
    expect(dialog).to_contain_text("10 examples were added.")
    dialog.get_by_role("button", name="Take all 10 back").click()
    expect(dialog).to_contain_text("10 examples were taken back.")
    dialog.get_by_role("button", name="Done").click()
    expect_count(page, "Glad", 0)

    page.locator("#add-many").click()
    dialog.locator("#batch-paste").fill(table)
    dialog.get_by_role("button", name="Add 10 examples").click()
    dialog.get_by_role("button", name="Done").click()
    expect_count(page, "Sad", 5)
    expect(page.locator("#mine-list .mine-item")).to_have_count(10)
    train(page)
    page.locator("#try-data").fill("I love my lovely friend")
    page.locator("#try-button").click()
    expect(answer(page).locator(".verdict")).to_contain_text("Glad")
    expect(page.locator("#answer .words")).to_be_visible()
    expect(page.locator("#try-uses")).to_contain_text("This box uses")


def test_a_student_teaches_pictures(page: Page, picture: Any) -> None:
    begin(page, "Pictures", ("Ball", "Stripes"))
    what = page.locator("#what")
    what.get_by_label("Choose pictures").set_input_files(files("Ball", 6))
    expect(what.locator(".tray img")).to_have_count(6)
    add(page, "Ball", 6)
    expect(page.locator("#mine-list img")).to_have_count(6)

    draw_a_line(page)
    what.get_by_role("button", name="Remove this picture").click()
    expect(what.locator(".tray img")).to_have_count(0)

    page.locator("#add-many").click()
    dialog = page.locator("dialog.batch")
    dialog.get_by_label("Choose a zip file").set_input_files(
        {"name": "all.zip", "mimeType": "application/zip", "buffer": zipped()}
    )
    expect(dialog).to_contain_text("6 examples can be added. 1 cannot: see why.")
    dialog.get_by_role("button", name="Add 6 examples").click()
    dialog.get_by_role("button", name="Done").click()
    expect_count(page, "Stripes", 6)
    picture(page, "student-pictures")

    train(page)
    page.locator("#try").get_by_label("Choose a picture").set_input_files(files("Ball", 1, 50))
    expect(answer(page).locator(".verdict")).to_contain_text("Ball")
    expect(why(page).locator(".heat rect").first).to_be_visible()
    expect(page.locator("#answer .why")).to_contain_text("It looked most at")
    page.locator("#answer").scroll_into_view_if_needed()
    picture(page, "student-why-picture")


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for n in range(6):
            archive.writestr(f"all/Stripes/{n}.jpg", photo("Stripes", n))
        archive.writestr("all/Stripes/notes.txt", "not a picture")
    return out.getvalue()


def draw_a_line(page: Page) -> None:
    what = page.locator("#what")
    what.get_by_role("button", name="Draw").click()
    sheet = what.locator("canvas.sheet")
    expect(what.get_by_role("button", name="Use my drawing")).to_be_disabled()
    place = sheet.bounding_box()
    assert place is not None
    page.mouse.move(place["x"] + 40, place["y"] + 40)
    page.mouse.down()
    page.mouse.move(place["x"] + 140, place["y"] + 120, steps=5)
    page.mouse.up()
    what.get_by_role("button", name="Use my drawing").click()
    expect(what.locator(".tray img")).to_have_count(1)


def test_a_picture_from_a_phone_stands_upright_and_says_no_place(page: Page) -> None:
    begin(page, "Pictures", ("Ball", "Stripes"))
    image = Image.open(io.BytesIO(photo("Ball", 1)))
    facts = Image.Exif()
    facts[0x0112] = 6  # "turn me to the right", as phones write it
    facts[0x010E] = "Meadow Road 7"
    out = io.BytesIO()
    image.save(out, "JPEG", exif=facts)
    given: Any = {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}
    page.locator("#what").get_by_label("Choose pictures").set_input_files(given)
    expect(page.locator("#what .tray img")).to_have_count(1)
    add(page, "Ball", 1)
    expect(page.locator("#mine-list").get_by_text("Safe on the box")).to_have_count(1)
    source = page.locator("#mine-list img").get_attribute("src")
    stored = page.request.get(str(source)).body()
    kept = Image.open(io.BytesIO(stored))
    assert kept.size == (192, 256)
    assert b"Meadow" not in stored
    assert not kept.getexif()


def test_a_student_teaches_sounds(page: Page, picture: Any) -> None:
    begin(page, "Sounds", ("Hum", "Whistle"))
    what = page.locator("#what")
    for label, kind in (("Background noise", ""), ("Hum", "Hum"), ("Whistle", "Whistle")):
        what.get_by_label("Choose sounds").set_input_files(files(kind, 5))
        expect(what.locator(".tray .wave")).to_have_count(5)
        add(page, label, 5)
    rows = page.locator("#mine-list .show-sound")
    expect(rows).to_have_count(15)
    rows.first.get_by_role("button", name="Play the sound").click()
    expect(rows.first.get_by_role("button", name="Stop the sound")).to_be_visible()
    picture(page, "student-sounds")
    train(page)
    page.locator("#try").get_by_label("Choose a sound").set_input_files(files("Whistle", 1, 50))
    expect(answer(page).locator(".verdict")).to_contain_text("Whistle")
    expect(why(page).locator(".wave")).to_be_visible()


def test_a_sound_that_is_too_long_is_refused_before_it_travels(page: Page) -> None:
    begin(page, "Sounds", ("Hum",))
    long: Any = {"name": "long.wav", "mimeType": "audio/wav", "buffer": sound("Hum", 1, 12)}
    page.locator("#what").get_by_label("Choose sounds").set_input_files(long)
    expect(page.locator("#what")).to_contain_text("longer than 10 seconds")
    expect(page.locator("#what .tray li")).to_have_count(0)


ANIMALS = "legs\tskin\tlabel\n" + "\n".join(
    [f"{legs}\tfur\tMammal" for legs in (4, 4, 2, 4, 4)]
    + [f"{legs}\tscales\tFish" for legs in (0, 0, 0, 0, 0)]
)


def test_a_student_teaches_numbers(page: Page, picture: Any) -> None:
    fields = (("Legs", "number", ""), ("Skin", "choice", "fur, scales"))
    begin(page, "Numbers", ("Mammal", "Fish"), fields)
    what = page.locator("#what")
    what.get_by_label("Legs").fill("four")
    choose_bucket(page, "Mammal")
    page.locator("#add-button").click()
    expect(page.locator("#data-error")).to_contain_text("“Legs” is not a number.")
    what.get_by_label("Legs").fill("4,5")
    what.locator(".pick", has_text="fur").click()
    add(page, "Mammal", 1)
    expect(page.locator("#mine-list .show-row")).to_contain_text("4.5")
    page.locator("#add-many").click()
    dialog = page.locator("dialog.batch")
    dialog.locator("#batch-paste").fill(ANIMALS)
    dialog.get_by_role("button", name="Add 10 examples").click()
    dialog.get_by_role("button", name="Done").click()
    expect_count(page, "Fish", 5)
    picture(page, "student-numbers")
    train(page)
    attempt = page.locator(".try-other")
    attempt.get_by_label("Legs").fill("0")
    attempt.locator(".pick", has_text="scales").click()
    attempt.get_by_role("button", name="Try it").click()
    expect(answer(page).locator(".verdict")).to_contain_text("Fish")
    expect(page.locator("#answer .why")).to_contain_text("agrees with the model in")


# --- devices of the page itself, with a camera and a microphone that Chromium plays ---

FAKE = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")


@pytest.fixture
def equipped(playwright: Playwright, box: Any, teacher: Any) -> Iterator[Page]:
    """The page of a student whose device has a camera and a microphone."""
    arguments = ["--headless", "--no-sandbox", "--disable-gpu", *FAKE]
    browser = playwright.chromium.launch(executable_path=chromium(), args=arguments)
    page = browser.new_page(base_url=box.url, viewport={"width": 390, "height": 844})
    join(page, teacher)
    yield page
    browser.close()


def test_a_student_photographs_on_the_page(equipped: Page) -> None:
    begin(equipped, "Pictures", ("Ball",))
    what = equipped.locator("#what")
    what.get_by_role("button", name="Take a photo").click()
    what.get_by_role("button", name="Take it").click()
    what.get_by_role("button", name="Close the camera").click()
    expect(what.locator(".tray img")).to_have_count(1)
    add(equipped, "Ball", 1)


def test_a_student_records_on_the_page(equipped: Page) -> None:
    begin(equipped, "Sounds", ("Beep",))
    what = equipped.locator("#what")
    what.get_by_role("button", name="Record", exact=True).click()
    stop = what.get_by_role("button", name="Stop")
    expect(stop).to_be_enabled(timeout=15_000)
    stop.click()
    expect(what.locator(".tray .wave")).to_have_count(1, timeout=15_000)
    add(equipped, "Beep", 1)


def test_where_the_page_may_not_use_the_camera_the_phone_does(page: Page) -> None:
    page.add_init_script("Object.defineProperty(window, 'isSecureContext', {get: () => false})")
    begin(page, "Pictures", ("Ball",))
    camera = page.locator("#what").get_by_label("Take a photo")
    assert camera.get_attribute("capture") == "environment"
    camera.set_input_files(files("Ball", 1))
    expect(page.locator("#what .tray img")).to_have_count(1)


# --- other ways in ---

TRANSFER = """([name, bytes]) => {
  const data = new DataTransfer();
  const raw = Uint8Array.from(atob(bytes), (char) => char.charCodeAt(0));
  data.items.add(new File([raw], name, { type: "image/jpeg" }));
  return data;
}"""
PASTE = "(data) => document.body.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, \
bubbles: true, cancelable: true}))"
DROP = "(data) => document.querySelector('#what .capture').dispatchEvent(new DragEvent('drop', \
{dataTransfer: data, bubbles: true, cancelable: true}))"


def test_pictures_are_pasted_and_dropped(page: Page) -> None:
    begin(page, "Pictures", ("Ball",))
    for number, come in enumerate((PASTE, DROP), 1):
        given = ["a.jpg", base64.b64encode(photo("Ball", number)).decode()]
        page.evaluate(come, page.evaluate_handle(TRANSFER, given))
        expect(page.locator("#what .tray img")).to_have_count(number)


def test_a_folder_says_the_labels_of_its_pictures(page: Page, tmp_path: Path) -> None:
    begin(page, "Pictures", ("Ball", "Stripes"))
    for kind in ("Ball", "Stripes"):
        (tmp_path / "mine" / kind).mkdir(parents=True)
        for n in range(2):
            (tmp_path / "mine" / kind / f"{n}.jpg").write_bytes(photo(kind, n))
    page.locator("#add-many").click()
    dialog = page.locator("dialog.batch")
    dialog.get_by_label("Choose a folder").set_input_files(tmp_path / "mine")
    dialog.get_by_role("button", name="Add 4 examples").click()
    dialog.get_by_role("button", name="Done").click()
    expect_count(page, "Ball", 2)
    expect_count(page, "Stripes", 2)


def test_a_device_without_scripts_sends_a_picture(visitors: Any, teacher: Any) -> None:
    body = {"name": "Ours", "type": "images", "crowd_sourced": True, "labels": ["Ball", "Box"]}
    project = teacher.call("POST", "/projects", body)["id"]
    page = visitors.device(java_script_enabled=False)
    join(page, teacher)
    page.goto(f"/projects/{project}")
    page.locator("#file").set_input_files(files("Ball", 1))
    choose_bucket(page, "Ball")
    page.locator("#add-button").click()
    expect(page.locator("#mine-list img")).to_have_count(1)
    expect_count(page, "Ball", 1)


# --- what waits for Wi-Fi ---


def test_a_picture_waits_for_wifi_through_a_reload(page: Page) -> None:
    begin(page, "Pictures", ("Ball",))
    go_offline(page)
    page.locator("#what").get_by_label("Choose pictures").set_input_files(files("Ball", 1))
    choose_bucket(page, "Ball")
    page.locator("#add-button").click()
    expect(page.locator("#mine-list")).to_contain_text("Waiting for Wi-Fi")
    expect(page.locator("#mine-list img")).to_be_visible()
    page.context.set_offline(False)
    page.reload()
    expect_count(page, "Ball", 1)
    expect(page.locator("#mine-list").get_by_text("Safe on the box")).to_have_count(1)
