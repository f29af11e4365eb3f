// What the blocks have to tell a child: a bubble at the sprite, as if it spoke.

const SECONDS = 3;
const BUBBLE = "Scratch.looks"; // where the editor's own say block keeps what is said

// The stage has no mouth: somebody who can be seen speaks for it.
function speaker(vm, target) {
  if (target && !target.isStage) return target;
  return vm.runtime.targets.find((each) => !each.isStage && each.isOriginal && each.visible);
}

const saying = new WeakMap();

/**
 * Let `target` say `text` for three seconds, unless it says something else before. What it says
 * already is not said again: loops come here thirty times a second.
 */
export function tell(vm, target, text) {
  const who = speaker(vm, target);
  if (!who || saying.get(who) === text) return;
  saying.set(who, text);
  const { runtime } = vm;
  runtime.emit("SAY", who, "say", text);
  const said = who.getCustomState?.(BUBBLE)?.usageId;
  setTimeout(() => {
    if (saying.get(who) === text) saying.delete(who);
    const now = who.getCustomState?.(BUBBLE)?.usageId;
    if (now === said && runtime.targets.includes(who)) runtime.emit("SAY", who, "say", "");
  }, SECONDS * 1000);
}
