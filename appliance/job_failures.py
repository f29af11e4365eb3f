"""Why a job for the trainer failed: stable codes, and words that say what to do."""

from appliance.classroom.problems import N_
from appliance.storage import StorageFull
from appliance.storage.errors import StorageFailed
from appliance.trainer_client import TrainerAway

MESSAGES = {
    "out_of_memory": N_(
        "The examples need more memory than training may use. Remove some, or make them shorter."
    ),
    "too_slow": N_("Training took too long and was stopped. Try with fewer or shorter examples."),
    "nothing_to_learn": N_("There is no word in the examples that a model could learn from."),
    "missing_vectors": N_(
        "Some examples could not be looked at. The model before it still works. Train again."
    ),
    "missing_weights": N_(
        "This box lacks the files that it needs for such examples. Set it up again."
    ),
    "damaged_example": N_(
        "A picture or sound is damaged. Delete the one that the box cannot show, and train again."
    ),
    "stopped": N_("Something stopped the training. The model before it still works. Train again."),
    "trainer_away": N_(
        "The trainer stopped and is starting again. The model before it still works. Train again."
    ),
    "not_found": N_("The project was deleted while it trained."),
    "storage_full": N_("The box's memory card is full, so the new model could not be saved."),
    "storage_failed": N_("The box's memory card had an error. The new model was not saved."),
    "broken": N_("The trainer made a mistake. The model before it still works."),
}
"""code of a failed job → what happened, what is safe, what to do."""


class JobRefused(Exception):
    """The trainer says that there will be no model, or no result; its message is the code."""


def code_of(error: Exception) -> str:
    """Return the key of MESSAGES that an error of a job stands for."""
    if isinstance(error, TrainerAway):
        code = "trainer_away"
    elif isinstance(error, StorageFull):
        code = "storage_full"
    elif isinstance(error, StorageFailed):
        code = "storage_failed"
    elif isinstance(error, JobRefused):
        code = str(error)
    else:
        code = str(getattr(error, "code", "broken"))
    return code if code in MESSAGES else "broken"
