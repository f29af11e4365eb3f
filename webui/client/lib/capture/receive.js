// Files that come by themselves: pasted from the clipboard, or dropped on the page.

const receivers = new Set();

function chosenReceiver() {
  const shown = [...receivers].filter(({ element }) => element.isConnected && element.offsetParent);
  return shown.find(({ element }) => element.contains(document.activeElement)) ?? shown.at(-1);
}

globalThis.document?.addEventListener("paste", (event) => {
  const files = [...(event.clipboardData?.files ?? [])];
  const receiver = chosenReceiver();
  if (!files.length || !receiver) return;
  event.preventDefault();
  receiver.take(files);
});

/** Give `take(files)` what is dropped on `element`, and what is pasted while it is the one shown. */
export function receive(element, take) {
  receivers.add({ element, take });
  const carries = (event) => event.dataTransfer?.types.includes("Files");
  element.addEventListener("dragover", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    element.classList.add("dropping");
  });
  element.addEventListener("dragleave", () => element.classList.remove("dropping"));
  element.addEventListener("drop", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    element.classList.remove("dropping");
    take([...event.dataTransfer.files]);
  });
}
