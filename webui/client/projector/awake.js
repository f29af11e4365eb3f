// Keeps the screen from going dark, where the browser can.

/** Ask for the screen to stay on while this page is visible; harmless where that is unknown. */
export function stayAwake() {
  const ask = () => {
    // Refused on a low battery, or where the page is not from a secure origin: then it is not.
    if (document.visibilityState === "visible")
      navigator.wakeLock?.request("screen").catch(() => {});
  };
  document.addEventListener("visibilitychange", ask);
  ask();
}
