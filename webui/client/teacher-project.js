// A project's page: the heart of the lesson.

import { one } from "./lib/dom.js";
import { ask, attempt } from "./teacher/ask.js";
import { mountExamples } from "./teacher/examples.js";
import { mountKeys } from "./teacher/keys.js";
import { mountLabels } from "./teacher/labels.js";
import { mountManage, setClosed } from "./teacher/manage.js";
import { arrange } from "./teacher/panels.js";
import { mountResult } from "./teacher/result.js";
import { page, start } from "./teacher/shell.js";
import { mountStepper } from "./teacher/stepper.js";
import { store } from "./teacher/store.js";
import { Training } from "./teacher/training.js";
import { mountTry } from "./teacher/try.js";

const { project, counts, models, people, students, least } = page();
const path = `/projects/${project.id}`;
const SCREEN_OF_PHASE = { collect: "wall", freeze: "wall", use: "try" };

const state = store({
  project,
  counts,
  people,
  students,
  job: null,
  models,
  current: project.model,
});

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
const { remote } = start({
  project: project.id,
  showable: onClass,
  on: {
    counts: takeCounts,
    phase: ({ phase }) => state.set({ project: { ...state.state.project, phase } }),
    project: takeProject,
    model: loadModels,
    training: (job) => training.take(job),
    people: takePeople,
    example: (example) => examples.take(example),
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

training = new Training(state, { path, remote, onDone: loadModels });
const labels = mountLabels(state, { least, path });
examples = mountExamples(state, { path });
mountResult(state, { path });
mountTry(state, { path, remote });
mountKeys({ path, names: (id) => state.state.students.find((each) => each.id === id)?.name ?? id });
mountManage(state, { path });
mountStepper(state, { least, onPhase: setPhase, onAction: act });
arrange(state);
