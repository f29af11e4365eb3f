// The blocks of one project's model in Scratch: all that the editor's page needs of them.

import { extensionId } from "./names.js";
import { Blocks } from "./opcodes.js";
import { Palette } from "./palette.js";
import { wordsFor } from "./refusals.js";
import { State } from "./state.js";
import { spokenOf } from "./strays.js";

export { createClient } from "./client.js";
export { catalogueOf, translator } from "./words.js";
export { extensionId, wordsFor };

const made = new WeakMap();

// Programs that are in the editor by another way than a file, a sprite from the computer say.
const inEditor = ({ runtime }) => ({
  targets: runtime.targets.map(({ blocks }) => ({ blocks: blocks?._blocks })),
});

function follow(vm, blocks, palette) {
  const { state, id } = blocks;
  state.on((what) => {
    if (what === "palette") palette.changed();
    if (what === "model" && state.version > 0) vm.runtime.startHats(`${id}_whenReady`);
    if (what === "status" && state.connected) blocks.answers.questions.back();
  });
  vm.runtime.on("PROJECT_STOP_ALL", () => blocks.listening.stop());
  vm.on("workspaceUpdate", () => {
    if (blocks.spokenOf(spokenOf(id, inEditor(vm)))) palette.changed();
  });
}

function create({ vm, about, client, t }) {
  const state = new State(about);
  const blocks = new Blocks({ vm, state, client, t });
  const palette = new Palette(vm, blocks);
  follow(vm, blocks, palette);
  const channel = client.listen(state.id, state.handlers);
  return {
    id: blocks.id,
    extension: blocks,
    state,
    refresh: () => palette.changed(),
    /** Get ready for a program (its project.json): labels it speaks of may be gone by now. */
    async prepare(project) {
      if (blocks.spokenOf(spokenOf(blocks.id, project))) await vm.extensionManager.refreshBlocks();
    },
    close() {
      channel.close();
      palette.close();
      return blocks.listening.stop();
    },
  };
}

/**
 * Return the extension of a vm for the project of `about`: `{id, extension, state, refresh(),
 * prepare(project), close()}`. The same vm gets the same one.
 */
export function createExtension({ vm, about, client, t }) {
  if (!made.has(vm)) made.set(vm, create({ vm, about, client, t }));
  return made.get(vm);
}

/** Put the extension's blocks into the palette; a second time does nothing. */
export function register(vm, { id, extension }) {
  const manager = vm.extensionManager;
  if (manager.isExtensionLoaded(id)) return;
  // Both: without the second, programs that are loaded do not find the blocks.
  manager._loadedExtensions.set(id, manager._registerInternalExtension(extension));
}
