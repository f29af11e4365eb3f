// A project's page: the heart of the lesson.

import { fill, one } from "./lib/dom.js";
import { named } from "./lib/labels.js";
import { mountAddExamples } from "./teacher/add-examples.js";
import { ask, attempt } from "./teacher/ask.js";
import { mountCrowd } from "./teacher/crowd.js";
import { mountExamples } from "./teacher/examples.js";
import { mountKeys } from "./teacher/keys.js";
import { mountLabels } from "./teacher/labels.js";
import { mountLearning } from "./teacher/learning.js";
import { mountManage, setClosed } from "./teacher/manage.js";
import { mountNoise } from "./teacher/noise.js";
import { arrange } from "./teacher/panels.js";
import { mountPrograms } from "./teacher/programs.js";
import { mountResult } from "./teacher/result.js";
import { scoreLine } from "./teacher/score-line.js";
import { page, start } from "./teacher/shell.js";
import { mountStepper } from "./teacher/stepper.js";
import { store } from "./teacher/store.js";
import { Studies } from "./teacher/studies.js";
import { Training } from "./teacher/training.js";
import { mountTry } from "./teacher/try.js";
import { mountWhose } from "./teacher/whose.js";

const { project, counts, models, people, students, least } = page();
const path = `/projects/${project.id}`;
const SCREEN_OF_PHASE = { collect: "wall", freeze: "wall", use: "try" };

// The label of background noise is called by its name in the language of the page, everywhere.
function tidy(parts) {
  const tidied = { ...parts };
  if (parts.project) tidied.project = named(parts.project);
  if (parts.models) tidied.models = parts.models.map(named);
  return tidied;
}

const lesson = { project, counts, people, students, models, current: project.model };
const state = store({ ...lesson, job: null, studies: {} }, tidy);

async function loadModels() {
  const reply = await attempt(() => ask("GET", `${path}/models`));
  if (!reply?.models) return;
  state.set({ models: reply.models, current: reply.current ?? 0 });
}

function takeProject(changed) {
  state.set({ project: { ...state.state.project, ...changed } });
  const known = state.state.models.some((each) => each.version === changed.model);
  if (changed.model !== state.state.current || (changed.model && !known)) loadModels();
}

function takePeople({ students: all }) {
  state.set({ people: all.length, students: all });
}

// Snapshots may overtake each other: an older one says nothing new.
function takeCounts(snapshot) {
  if (snapshot.seq >= state.state.counts.seq) state.set({ counts: snapshot });
}

const onClass = project.owner === "teacher";
let examples;
let training;
let programs;
const studies = new Studies(state, { path });
const { remote } = start({
  project: project.id,
  showable: onClass,
  on: {
    counts: takeCounts,
    phase: ({ phase }) => state.set({ project: { ...state.state.project, phase } }),
    project: takeProject,
    model: loadModels,
    training: (job) => studies.job(job) || training.take(job),
    study: (study) => studies.take(study),
    people: takePeople,
    example: (example) => examples.take(example),
    programs: (changed) => programs.changed(changed),
    show: (show) => programs?.shown(show),
  },
});

async function setPhase(phase, button) {
  const before = state.state.project;
  if (before.phase === phase) return;
  state.set({ project: { ...before, phase } });
  const undo = () => state.set({ project: before });
  if (!(await attempt(() => ask("PATCH", path, { phase }), { button, undo }))) return;
  // Texts that the class had looked at are hidden again before new ones come in.
  if (SCREEN_OF_PHASE[phase])
    remote.lead(SCREEN_OF_PHASE[phase], phase === "collect" ? { revealed: false } : {});
}

function act(action, button) {
  if (action.startsWith("phase:")) return setPhase(action.slice(6), button);
  const actions = {
    label: () => labels.focus(),
    join: () => one("#join-open").click(),
    train: () => training.start(button),
    stop: () => training.stop(button),
    open: () => setClosed(state, path, false, button),
  };
  return actions[action]();
}

// While the box trains by itself, the score is watched from the lesson's card.
function followScore({ project: now, models: all, current }) {
  const line = now.auto_train ? scoreLine(all, current) : null;
  const place = one("#now-line");
  place.hidden = !line;
  fill(place, line);
}

training = new Training(state, { path, remote, onDone: loadModels });
const labels = mountLabels(state, { least, path });
examples = mountExamples(state, { path });
mountAddExamples(state, { path, examples });
mountResult(state, { path });
mountTry(state, { path, remote, showable: onClass });
programs = mountPrograms(project.id, { remote, showable: onClass });
mountCrowd(state, { studies, remote, showable: onClass });
mountNoise(state, { path, studies });
mountWhose(state, { studies, onLook: (contributor) => examples.only(contributor) });
mountLearning(state, { path });
mountKeys({ path, names: (id) => state.state.students.find((each) => each.id === id)?.name ?? id });
mountManage(state, { path });
mountStepper(state, { least, onPhase: setPhase, onAction: act });
arrange(state);
state.on((now, changed) => {
  if (changed.models || changed.project || changed.current !== undefined) followScore(now);
});
studies.load();
