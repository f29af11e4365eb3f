// The editor's page: the token, the project, Scratch, and our bar above it.

import {
  catalogueOf,
  createClient,
  createExtension,
  register,
  translator,
  wordsFor,
} from "../extension/index.js";
import { remember, wanted } from "./address.js";
import { mountBar, pathOf } from "./bar.js";
import { askToAdopt, askToLeave, tellLeft, tellProblem } from "./dialogs.js";
import { el } from "./dom.js";
import { checked, guard, nameLabels, Unwanted } from "./loading.js";
import { pictureOf } from "./picture.js";
import { drawUntilStarted, fitUntilStarted } from "./player.js";
import { choose } from "./programs.js";
import { Program } from "./saving.js";
import { scratchRun } from "./script.js";
import { createShelf } from "./shelf.js";

const page = document.body;
const place = document.getElementById("editor");
let vm = null;
let pageLanguage = document.documentElement.lang;
const locale = () => vm?.getLocale() ?? pageLanguage;
const t = translator(catalogueOf(document), locale);

// While the browser reads it, the box is asked.
const script = scratchRun(page.dataset.script, globalThis);

function hasWebGl() {
  const canvas = document.createElement("canvas");
  return Boolean(canvas.getContext("webgl2") ?? canvas.getContext("webgl"));
}

function stop(title, words) {
  page.classList.add("cb-stopped");
  place.replaceChildren(el("h1", {}, title), el("p", {}, words));
  const { main } = page.dataset;
  if (main) place.append(el("p", {}, el("a", { href: main }, t("To the box's start page"))));
}

class Editor {
  constructor({ about, client, shelf, asked }) {
    Object.assign(this, { about, client, shelf, asked });
    this.watching = about.tool === "scratch_watch";
    this.playing = asked.kind === "play";
    this.program = new Program({
      shelf,
      write: () => vm.saveProjectSb3(),
      picture: () => pictureOf(vm),
      fallback: () => t("My program"),
      mayExist: about.may.save && !this.watching,
    });
    this.first = new Promise((resolve) => {
      this.ready = resolve;
    });
  }

  show() {
    const { GUI } = globalThis;
    const { React, ReactDOM } = GUI;
    const App = GUI.AppStateHOC(GUI.default);
    GUI.setAppElement(place);
    const props = {
      projectId: "0",
      canSave: false,
      canUseCloud: false,
      canChangeTheme: true,
      canChangeLanguage: true,
      showComingSoon: false,
      basePath: page.dataset.base,
      assetHost: `${location.origin}${page.dataset.assets}`,
      onVmInit: (found) => this.started(found),
      isPlayerOnly: this.playing,
      isFullScreen: this.playing,
      onUpdateProjectTitle: (title) => this.titled(title),
    };
    ReactDOM.render(React.createElement(App, props), place);
  }

  // Called again with each change of language.
  started(found) {
    if (vm !== found) {
      vm = found;
      this.extension = createExtension({ vm, about: this.about, client: this.client, t });
      nameLabels(vm, this.extension.id, () => this.extension.state.labels);
      this.loader = guard(vm, {
        check: (bytes) => this.check(bytes),
        loaded: (mine) => this.loaded(mine),
      });
      vm.on("PROJECT_CHANGED", () => !this.settling && this.program.changed());
      this.listenToLanguage();
      if (this.playing) fitUntilStarted(vm);
      else this.mount();
    }
    register(vm, this.extension);
  }

  listenToLanguage() {
    const setLocale = vm.setLocale.bind(vm);
    vm.setLocale = async (...given) => {
      const done = await setLocale(...given);
      document.documentElement.lang = locale();
      this.bar?.draw();
      return done;
    };
  }

  mount() {
    const bar = document.getElementById("bar");
    bar.hidden = false;
    this.bar = mountBar(bar, {
      t,
      locale,
      program: this.program,
      about: this.about,
      main: page.dataset.main,
      open: () => this.choose(),
    });
    globalThis.addEventListener("beforeunload", (event) => {
      if (this.program.dirty) event.preventDefault();
    });
  }

  // The page of the project whose blocks have this extension's id.
  projectOf(extension) {
    const id = extension.replace(/^crowdbox/, "");
    return `${page.dataset.main}${pathOf(this.about.me, id)}`;
  }

  async check(bytes) {
    const { state, id } = this.extension;
    const found = await checked(bytes, {
      own: id,
      labels: state.labels,
      ask: ([other]) => askToAdopt(t, { name: state.name, href: this.projectOf(other) }),
      tell: (opcodes) => (this.playing ? undefined : tellLeft(t, opcodes)),
    });
    if (found?.project) await this.extension.prepare(found.project);
    return found;
  }

  // What Scratch itself loads, a new project or a file of the computer, is not on the box yet.
  loaded(mine) {
    this.settling = true;
    setTimeout(() => {
      this.settling = false; // what loading changes is no change of the student's
    }, 1000);
    this.program.begin(mine ?? { name: this.title ?? "" });
    this.title = undefined;
    if (this.playing) drawUntilStarted(vm);
    this.ready();
  }

  // Scratch calls what has no name "Scratch Project"; here it is the student's program.
  titled(given) {
    this.unnamed ??= given;
    const title = given === this.unnamed ? "" : given;
    this.title = title;
    if (!this.program.id && !this.program.dirty) this.program.begin({ name: title });
  }

  /** Open what the page asked for. */
  async open({ kind, id, version = 0, name = "" }) {
    try {
      if (kind === "starter") {
        await this.loader.load(await this.shelf.starter(id, locale()), {
          name: name || (await this.titleOf(id)),
        });
      } else if (id) {
        const all = await this.shelf.list();
        const { name: called, author, updated } = all.find((one) => one.id === id) ?? {};
        const bytes = await this.shelf.open(id, version);
        await this.loader.load(bytes, { id, name: called, author, saved: updated * 1000 });
        if (!this.watching) remember(this.asked, id, globalThis);
      }
    } catch (problem) {
      if (problem instanceof Unwanted) return;
      const words = problem.code ? wordsFor(t, problem) : t("This program cannot be opened.");
      await tellProblem(t, words);
    }
  }

  async titleOf(id) {
    const starters = await this.shelf.starters(locale());
    return starters.find((one) => one.id === id)?.title ?? "";
  }

  async choose() {
    try {
      const chosen = await choose({ t, shelf: this.shelf, locale: locale() });
      if (!chosen) return;
      const answer = this.program.dirty ? await askToLeave(t) : "go";
      if (answer === "save" && !(await this.program.save())) return;
      if (answer) await this.open(chosen);
    } catch (problem) {
      await tellProblem(t, wordsFor(t, problem));
    }
  }
}

async function begin() {
  const asked = wanted(globalThis);
  if (!asked.token) {
    stop(t("Open Scratch from your project"), t("The project's page has a button for it."));
    return;
  }
  if (!hasWebGl()) {
    stop(
      t("Scratch cannot run in this browser"),
      t("It needs WebGL to draw. Try another browser or another device."),
    );
    return;
  }
  const client = createClient({ token: asked.token });
  const [about] = await Promise.all([client.about(), script]);
  pageLanguage = about.language;
  document.documentElement.lang = about.language;
  document.title = `${about.project.name} – Crowdbox`;
  // Scratch reads its first language from the address.
  history.replaceState(
    null,
    "",
    `${location.pathname}?locale=${encodeURIComponent(about.language)}`,
  );
  const editor = new Editor({ about, client, shelf: createShelf(asked), asked });
  page.classList.toggle("cb-playing", editor.playing);
  editor.show();
  await editor.first;
  await editor.open(asked);
  page.dataset.ready = "";
  performance.mark("ready");
}

begin().catch((problem) => {
  stop(t("Scratch could not be opened"), wordsFor(t, problem));
});
