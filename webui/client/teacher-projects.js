// The teacher's first page: the projects of the class, live, and a new one.

import { one } from "./lib/dom.js";
import { attempt } from "./teacher/ask.js";
import { mountNewProject } from "./teacher/new-project.js";
import { ProjectList } from "./teacher/project-list.js";
import { page, start } from "./teacher/shell.js";
import { upload } from "./teacher/upload.js";

const list = new ProjectList(page());

start({ on: { people: ({ students }) => list.name(students) } });
mountNewProject();
list.keepFresh();

const file = one("#import-file");
file.addEventListener("change", async () => {
  const [zip] = file.files;
  if (!zip) return;
  const project = await attempt(() => upload("/projects/import", zip, one("#import-progress")));
  file.value = "";
  if (project?.id) location.assign(`/teacher/projects/${project.id}`);
});
