// What the box refused, and how the blocks say so to a child.

/** These last until somebody trains or chooses another version. */
export const BROKEN = new Set(["damaged_model", "other_features", "missing_weights"]);

/** A refusal: `code` as in docs/api.md or "offline", `after` the ms that the box asked to wait. */
export class Refusal extends Error {
  constructor({ code, message = "", status = 0, after = 0 }) {
    super(message);
    this.code = code;
    this.status = status;
    this.after = after;
  }

  /** Whether the box is there and only too busy: asking the same again soon will do. */
  get busy() {
    return (this.status === 429 || this.status === 503) && !BROKEN.has(this.code);
  }
}

const WORDS = {
  offline: (t) => t("not reachable"),
  busy: (t) => t("The box is busy."),
  no_model: (t) => t("no model yet"),
  damaged_model: (t) => t("the model is broken"),
  other_features: (t) => t("the model is broken"),
  missing_weights: (t) => t("the model is broken"),
  trainer_away: (t) => t("not reachable"),
  login_needed: (t) => t("Open Scratch again from the project's page."),
  not_found: (t) => t("Open Scratch again from the project's page."),
  watching: (t) => t("This is only to look at."),
  forbidden: (t) => t("Only your teacher can do that."),
  wrong_phase: (t) => t("The class is not collecting examples right now."),
  closed: (t) => t("This project is closed."),
  nothing: (t) => t("there is nothing to recognise"),
  no_image: (t) => t("put an image block in here"),
  empty_image: (t) => t("this picture is empty"),
  bad_image: (t) => t("this picture cannot be read"),
  bad_picture: (t) => t("this picture cannot be read"),
  no_sound: (t) => t("this sprite has no such sound"),
  bad_sound: (t) => t("this sound cannot be read"),
  sound_too_short: (t) => t("this sound is too short"),
  bad_text: (t) => t("this text is too long"),
  unknown_label: (t) => t("This project has no such label."),
  no_microphone: (t) => t("This device has no microphone that can be used."),
  microphone_refused: (t) => t("The browser does not allow the microphone."),
  microphone_unsafe: (t) =>
    t("On this address the browser lets no page listen. Use a sound of the sprite."),
};

/** Return what to say about a refusal; the box's own words where we have none that are shorter. */
export function wordsFor(t, { code, message = "", values = {} }) {
  if (code === "not_a_number") return t("“%(text)s” is not a number", values);
  if (code === "not_a_choice") return t("“%(text)s” is not a choice of “%(field)s”", values);
  return WORDS[code]?.(t) ?? (message || t("That did not work."));
}
