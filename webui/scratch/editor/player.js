// The stage alone, as the projector shows it.

const OFTEN = 250; // ms between drawings
const LONG = 5000; // ms in which drawings of a program have been decoded

/**
 * Draw the stage of `vm` until its program starts: Scratch's own loop rests until then, and costumes
 * are decoded a little after they were loaded.
 */
export function drawUntilStarted(vm) {
  const timer = setInterval(() => vm.renderer?.draw(), OFTEN);
  const stop = () => clearInterval(timer);
  vm.once("RUNTIME_STARTED", stop);
  setTimeout(stop, LONG);
}

/** Fit the stage into its frame again; one whose program runs stays as it is. */
export function fitUntilStarted(vm, page = globalThis) {
  let timer;
  const resized = () => {
    clearTimeout(timer);
    timer = setTimeout(() => page.location.reload(), OFTEN);
  };
  page.addEventListener("resize", resized);
  vm.once("RUNTIME_STARTED", () => {
    clearTimeout(timer);
    page.removeEventListener("resize", resized);
  });
}
