"""What can go wrong for a person: stable codes, HTTP statuses and words that say what to do."""

from dataclasses import dataclass


def N_(text: str) -> str:
    """Mark a text for the translation catalogue and return it unchanged."""
    return text


@dataclass(frozen=True)
class Kind:
    """One kind of problem: the status the API answers with, and its English words."""

    status: int
    message: str


KINDS: dict[str, Kind] = {
    "bad_request": Kind(400, N_("The box could not read that. Nothing was changed.")),
    "bad_name": Kind(400, N_("That name does not work. Use 1 to %(max)s letters or numbers.")),
    "bad_text": Kind(400, N_("Write between 1 and %(max)s characters.")),
    "bad_value": Kind(400, N_("That value does not fit the field %(name)s.")),
    "bad_row": Kind(400, N_("Give %(count)s values, one for each field; at least one not empty.")),
    "bad_fields": Kind(
        400,
        N_(
            "A numbers project needs 1 to 10 fields with different names of 1 to 12 characters, "
            "and a choice needs 2 to 9 different values."
        ),
    ),
    "bad_picture": Kind(400, N_("The box cannot read that picture. Send a JPEG or PNG file.")),
    "bad_sound": Kind(400, N_("The box cannot read that sound. Send a WAV, MP3 or OGG file.")),
    "picture_too_big": Kind(400, N_("That picture has too many pixels. Make it smaller first.")),
    "sound_too_long": Kind(400, N_("That sound is too long. Send at most %(max)s seconds.")),
    "sound_too_short": Kind(400, N_("That sound is too short. Send at least 0.2 seconds.")),
    "unsupported_media_file": Kind(400, N_("The box does not know that kind of file.")),
    "media_too_slow": Kind(400, N_("Reading that file took too long. Try a smaller one.")),
    "bad_password": Kind(400, N_("The password needs at least %(min)s characters.")),
    "bad_language": Kind(400, N_("The box does not speak that language yet.")),
    "bad_id": Kind(400, N_("The id must be a UUID that your program makes.")),
    "wrong_claim_code": Kind(
        403, N_("That is not the claim code. Look where the box was started.")
    ),
    "wrong_password": Kind(403, N_("That is not the password.")),
    "wrong_class_code": Kind(403, N_("That is not the class code. Look at the projector.")),
    "wrong_secret": Kind(
        403, N_("Those are not your four pictures. Ask your teacher for new ones.")
    ),
    "secret_needed": Kind(
        403, N_("Someone already has this name. Show your four pictures, or use another name.")
    ),
    "wait": Kind(429, N_("Too many wrong tries. Wait %(seconds)s seconds, then try again.")),
    "login_needed": Kind(401, N_("You are not signed in. Join the class first.")),
    "forbidden": Kind(403, N_("Only your teacher can do that.")),
    "other_student": Kind(
        409, N_("Somebody else is signed in on this device now. This was not sent as theirs.")
    ),
    "wrong_origin": Kind(403, N_("That came from another website, so the box did nothing.")),
    "not_found": Kind(404, N_("That is not here. Perhaps it was deleted.")),
    "no_certificate": Kind(
        404, N_("This box has made no certificate. Camera and microphone work after the warning.")
    ),
    "not_claimed": Kind(409, N_("This box has no teacher yet. Claim it first.")),
    "already_claimed": Kind(409, N_("This box already has a teacher.")),
    "joining_locked": Kind(403, N_("Joining is locked. Ask your teacher to open it.")),
    "name_taken": Kind(409, N_("That name is already used here. Choose another one.")),
    "id_taken": Kind(409, N_("Another example already has this id. Nothing was changed.")),
    "data_fixed": Kind(
        409, N_("A picture or sound cannot be changed. Delete it and add another one.")
    ),
    "fields_fixed": Kind(
        409, N_("The fields cannot change while there are examples. Delete these first.")
    ),
    "label_fixed": Kind(409, N_("Every sounds project has that label; it stays as it is.")),
    "damaged_example": Kind(
        409, N_("The file of this example is damaged. Delete it; the others are safe.")
    ),
    "wrong_phase": Kind(409, N_("The class is not doing that right now.")),
    "closed": Kind(409, N_("This project is closed.")),
    "unknown_label": Kind(400, N_("That label is not in this project.")),
    "too_many_labels": Kind(409, N_("A project can have %(max)s labels. Remove one first.")),
    "too_many_examples": Kind(409, N_("This project is full: it has %(max)s examples.")),
    "too_many_projects": Kind(409, N_("There are already %(max)s projects. Delete one first.")),
    "too_many_students": Kind(409, N_("The class is full: it has %(max)s students.")),
    "bad_program": Kind(400, N_("The box cannot read that file. Send a Scratch 3 project.")),
    "too_many_programs": Kind(409, N_("You have %(max)s programs here. Delete one first.")),
    "damaged_program": Kind(
        409, N_("The file of this program is damaged. Open an earlier version of it.")
    ),
    "no_scratch": Kind(503, N_("This box lacks the Scratch editor. Set it up again.")),
    "busy": Kind(429, N_("The box has too much to do right now. Try again in a moment.")),
    "few_labels": Kind(409, N_("Training needs at least two labels. Add %(missing)s more.")),
    "few_examples": Kind(409, N_("Training needs %(min)s examples for each label: %(missing)s.")),
    "few_contributors": Kind(409, N_("That needs examples of at least %(min)s people.")),
    "training_runs": Kind(409, N_("This project is training already. Wait for it, or stop it.")),
    "no_model": Kind(409, N_("There is no model yet. It has to be trained first.")),
    "damaged_model": Kind(
        409, N_("The file of this model is damaged. Choose another version, or train again.")
    ),
    "trainer_away": Kind(503, N_("The trainer is starting again. Try once more in a moment.")),
    "other_features": Kind(
        409, N_("This model needs another network than this box has. Train it again.")
    ),
    "missing_weights": Kind(
        503, N_("This box lacks the files that it needs for that. Set it up again.")
    ),
    "damaged_file": Kind(
        400, N_("That file is damaged or not from a Crowdbox. Nothing was changed.")
    ),
    "newer_file": Kind(409, N_("That file is from a newer Crowdbox. Update this box first.")),
    "too_large": Kind(413, N_("That is too big. At most %(max)s is possible.")),
    "confirm_needed": Kind(400, N_("Type the class name to confirm. Nothing was changed.")),
    "box_full": Kind(503, N_("The box has as many visitors as it can take. Try again soon.")),
    "storage_full": Kind(
        507, N_("The box's memory card is full. This was not saved; all before it is safe.")
    ),
    "storage_failed": Kind(
        507, N_("The box's memory card had an error. This was not saved. Tell your teacher.")
    ),
    "not_an_update": Kind(400, N_("That file is no update for a Crowdbox. Nothing was changed.")),
    "forged_update": Kind(
        403, N_("That update is not signed by those who make this box. Nothing was changed.")
    ),
    "damaged_update": Kind(
        400, N_("That update is damaged. Download or copy it again. Nothing was changed.")
    ),
    "older_update": Kind(
        409, N_("That update is older than what this box runs. Nothing was changed.")
    ),
    "other_board": Kind(
        409, N_("That update is for another kind of computer. Nothing was changed.")
    ),
    "cannot_update": Kind(409, N_("This box cannot update itself from a file. Ask who set it up.")),
    "update_runs": Kind(409, N_("An update is going on. Wait until it is done.")),
    "update_failed": Kind(500, N_("The update could not be written. The box goes on as it was.")),
    "no_room": Kind(
        507, N_("That needs %(need)s MB on the box, and %(free)s MB are left. Nothing was changed.")
    ),
    "too_early": Kind(
        400, N_("This program is newer than that time. Look at the clock of this device.")
    ),
    "no_stick": Kind(404, N_("The box does not see that USB stick. Plug it in again.")),
    "stick_full": Kind(
        507, N_("The USB stick needs %(need)s MB, and %(free)s MB are left. Nothing was changed.")
    ),
    "stick_failed": Kind(500, N_("The box cannot read or write that USB stick. Try another one.")),
    "bad_network_name": Kind(
        400, N_("A Wi-Fi's name has 1 to 32 characters; accents and emoji count more.")
    ),
    "bad_network_password": Kind(
        400, N_("A Wi-Fi's password has 8 to 63 letters, digits or signs.")
    ),
    "bad_wifi_password": Kind(400, N_("That Wi-Fi did not take the password. Type it again.")),
    "no_such_wifi": Kind(
        404, N_("The box did not find that Wi-Fi. Look at its name, and bring the box nearer.")
    ),
    "no_address": Kind(
        409, N_("That Wi-Fi let the box in but gave it no address. Ask who looks after it.")
    ),
    "network_failed": Kind(
        409, N_("The box could not do that. It stays in the network from before.")
    ),
    "not_confirmed": Kind(
        409, N_("Nobody confirmed the new network in time, so the box went back.")
    ),
    "needs_account": Kind(
        409, N_("That Wi-Fi wants a name and a password for each person. The box has none.")
    ),
    "no_radio": Kind(409, N_("This box has no Wi-Fi that works. Use a cable.")),
    "no_cable": Kind(409, N_("There is no cable in the box, or nothing at its other end.")),
    "class_connected": Kind(
        409, N_("Devices are connected to the box: looking around would throw them out.")
    ),
    "scan_failed": Kind(409, N_("The box could not look around. Type the Wi-Fi's name instead.")),
    "switch_pending": Kind(
        409, N_("The box is changing its network already. Confirm that, or go back first.")
    ),
    "nothing_pending": Kind(
        409, N_("There is no change of network to confirm. Perhaps the time was over.")
    ),
    "not_from_there": Kind(409, N_("Confirm from a device that is in the new network.")),
    "network_manager_away": Kind(
        503, N_("The part of the box that runs its networks does not answer.")
    ),
    "no_machine": Kind(
        409, N_("Only a box that was made from the image can do that. This one runs on a computer.")
    ),
    "helper_away": Kind(
        503,
        N_("The part of the box that drives the machine does not answer. Try again in a moment."),
    ),
    "chore_runs": Kind(409, N_("The box is doing something that takes a while. Wait for it.")),
    "no_update": Kind(409, N_("There is no update to apply. Choose a file first.")),
    "method_not_allowed": Kind(405, N_("That address does not do this.")),
    "unsupported_media": Kind(
        415, N_("Send JSON, with the header Content-Type: application/json.")
    ),
    "server_error": Kind(500, N_("Something went wrong inside the box. What was saved is safe.")),
}


class Problem(Exception):
    """A request that was refused; nothing was changed by it.

    `code` is a key of KINDS, `field` the name of the input at fault, `values` fill the message.
    """

    def __init__(self, code: str, *, field: str | None = None, **values: object) -> None:
        self.code = code
        self.field = field
        self.values = values
        self.kind = KINDS[code]
        super().__init__(code)

    def __str__(self) -> str:
        return self.kind.message % self.values
