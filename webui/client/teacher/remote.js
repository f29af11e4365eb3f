// The projector's remote: which screen the class sees, and whether the texts are shown.

import { all, fill, one, onSubmit, say } from "../lib/dom.js";
import { t } from "../lib/text.js";
import { ask, attempt } from "./ask.js";
import { pairScreen } from "./pair.js";

const SCREENS = {
  join: () => t("How to join"),
  wall: () => t("Counts"),
  training: () => t("Training"),
  result: () => t("Result"),
  curve: () => t("The crowd curve"),
  try: () => t("Try it"),
  program: () => t("A program"),
};
const FOLLOW = "crowdbox.follow";

// A browser may refuse to remember anything: then each page begins with following.
function remembered() {
  try {
    return localStorage.getItem(FOLLOW) !== "no";
  } catch {
    return true;
  }
}

function remember(follow) {
  try {
    localStorage.setItem(FOLLOW, follow ? "yes" : "no");
  } catch {
    // Not remembered; nothing else is lost.
  }
}

/** The remote of one page; `project` is the page's own, null where it has none. */
class Remote {
  constructor(root, project) {
    this.root = root;
    this.project = project;
    this.now = { screen: "join", project: "", revealed: false, text: "" };
    this.picker = one("#remote-project", root);
    this.reveal = one("#remote-reveal", root);
    this.lesson = one("#remote-follow", root);
    this.lesson.checked = remembered();
    this.listen();
    this.makeRoom();
    this.follow(JSON.parse(root.dataset.show || "null") ?? this.now);
  }

  listen() {
    for (const button of all("[data-screen]", this.root)) {
      button.addEventListener("click", () => this.show(button.dataset.screen));
    }
    this.reveal.addEventListener("change", () => this.drive({ revealed: this.reveal.checked }));
    this.lesson.addEventListener("change", () => remember(this.lesson.checked));
    this.picker?.addEventListener("change", () =>
      this.drive({ project: this.picker.value, revealed: false, text: "" }),
    );
    one("#remote-pair", this.root).addEventListener("click", pairScreen);
    onSubmit(one("#remote-try", this.root), (data) => this.show("try", { text: data.get("text") }));
    const toggle = one("#remote-toggle", this.root);
    toggle.addEventListener("click", () => {
      const open = this.root.toggleAttribute("data-open");
      toggle.setAttribute("aria-expanded", String(open));
    });
  }

  // The page ends above the remote, however many lines it has.
  makeRoom() {
    const page = document.documentElement;
    const resize = () => page.style.setProperty("--dock", `${this.root.offsetHeight}px`);
    if (globalThis.ResizeObserver) new ResizeObserver(resize).observe(this.root);
    else resize();
  }

  /** The project that the buttons show: the page's own, or the picked one. */
  get target() {
    return this.project ?? this.picker?.value ?? this.now.project;
  }

  // A line to type in is for texts; rows, pictures and sounds are tried on their project's page.
  get takesTexts() {
    const picked = this.picker?.selectedOptions[0]?.dataset.type;
    return (picked ?? this.root.dataset.type) === "text";
  }

  /** Whether the projector shows the project that this remote drives. */
  get here() {
    return this.now.screen === "join" || this.now.project === this.target;
  }

  /** Show a screen of the project; another project's texts begin hidden. */
  show(screen, more = {}) {
    const moved = screen !== "join" && this.now.project !== this.target;
    const project = screen === "join" ? this.now.project || this.target : this.target;
    return this.drive({
      screen,
      project,
      ...(moved ? { revealed: false, text: "" } : {}),
      ...more,
    });
  }

  /** Show on the try screen a picture or a sound that was tried: `data` as the API takes it. */
  async tried(data, button) {
    const work = () => ask("PUT", `/projects/${this.target}/tried`, { data });
    const shown = await attempt(work, { button });
    if (shown?.screen) this.follow(shown);
  }

  /** Show a screen of the page's project, if the teacher lets the projector follow the lesson. */
  lead(screen, more = {}) {
    if (this.project && this.lesson.checked) this.show(screen, more);
  }

  async drive(changes) {
    const before = this.now;
    this.follow({ ...before, prediction: null, ...changes });
    const undo = () => this.follow(before);
    const shown = await attempt(() => ask("PUT", "/projector", changes), { undo });
    if (shown?.screen) this.follow(shown);
  }

  /** Take over what the projector shows, whoever changed it. */
  follow = (show) => {
    this.now = show;
    this.draw();
  };

  draw() {
    const { screen, revealed } = this.now;
    for (const button of all("[data-screen]", this.root)) {
      button.setAttribute("aria-pressed", String(this.here && button.dataset.screen === screen));
    }
    this.reveal.checked = this.here && revealed;
    if (this.picker && this.now.project) this.pick(this.now.project);
    one("#remote-try", this.root).hidden = !(this.here && screen === "try" && this.takesTexts);
    say(one("#remote-says", this.root), this.words());
    this.answer();
  }

  pick(project) {
    const known = [...this.picker.options].some((option) => option.value === project);
    if (known && document.activeElement !== this.picker) this.picker.value = project;
  }

  words() {
    const name = SCREENS[this.now.screen]();
    return this.here ? name : t("%(screen)s of another project", { screen: name });
  }

  answer() {
    const place = one("#remote-answer", this.root);
    const { prediction, text } = this.now;
    if (!prediction || !text) return fill(place);
    const { name, label, confidence } = prediction;
    const percent = Math.round(confidence * 100);
    return fill(place, t("%(label)s, %(percent)s %% sure", { label: name ?? label, percent }));
  }
}

/** Bring the remote to life; `project` is the page's own project, if it has one. */
export function mountRemote({ project = null } = {}) {
  return new Remote(one("#remote"), project);
}
