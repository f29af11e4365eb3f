// The editor of costumes is a fifth of what a start runs, and few starts lead to it: it is made
// when its tab is opened. The build puts this in front of the editor's script.
globalThis.crowdboxPaint = (make) => {
  const COSTUMES = 1;
  let reducer = null;
  // Its part of the store is null before; the action that shows the tab is the one that makes it.
  return (state, action) => {
    const opens = action.type === "scratch-gui/navigation/ACTIVATE_TAB";
    if (opens && action.activeTabIndex === COSTUMES) reducer ??= make();
    return reducer ? reducer(state ?? undefined, action) : null;
  };
};
