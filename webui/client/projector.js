// The projector's page: pairs the screen if need be, then shows what the teacher chose.

import { one } from "./lib/dom.js";
import { stayAwake } from "./projector/awake.js";
import { Feed } from "./projector/feed.js";
import { pair, pairing } from "./projector/pairing.js";
import { keep } from "./projector/parts.js";
import { stage } from "./projector/stage.js";

const root = one("#stage");
const { paired, minimum, brand } = root.dataset;

// What is shown fits the size that the window had: it is fitted again where that changes.
function onResize(draw) {
  addEventListener("resize", draw);
  document.fonts?.ready.then(draw);
}

function show() {
  const screens = stage(root, brand);
  const feed = new Feed({
    minimum: Number(minimum),
    changed: screens.apply,
    lockedOut: () => location.reload(),
  });
  feed.start();
  onResize(() => screens.apply(feed.state));
}

async function letIn() {
  const screen = pairing();
  keep(root, screen.element);
  await pair(screen, location.hash.slice(1));
  location.replace(location.pathname);
}

stayAwake();
if (paired === "yes") show();
else letIn();
