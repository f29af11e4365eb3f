// The four pictures: with a script they are picked without asking the box each time.

import { all, fill, make, one, picture } from "./lib/dom.js";

const form = one("#pictures");
const slots = all(".slot", form);
const undo = one("#undo");
const names = new Map(all("#choices button").map((button) => [button.value, button.title]));
const picked = all("input[name=secret]", form).map((input) => input.value);

function draw() {
  for (const [place, slot] of slots.entries()) {
    const id = picked[place];
    if (!id) fill(slot, make("span", { class: "slot-number" }, String(place + 1)));
    else {
      const kept = make("input", { type: "hidden", name: "secret", value: id });
      fill(slot, picture(id), make("span", { class: "unseen" }, names.get(id)), kept);
    }
  }
  undo.disabled = picked.length === 0;
}

form.addEventListener("submit", (event) => {
  const { name, value } = event.submitter ?? {};
  if (name === "pick" && picked.length < slots.length) picked.push(value);
  if (name === "undo") picked.pop();
  // The fourth one goes to the box, as a plain form with all four in it.
  if (name !== "undo" && picked.length === slots.length) {
    draw();
    event.preventDefault();
    form.submit();
    return;
  }
  event.preventDefault();
  draw();
});
