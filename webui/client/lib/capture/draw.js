// A sheet to draw on: pen, thickness, eraser, undo, clear. What is drawn is kept as lines, so that
// one can go back step by step.

import { icon, make, say } from "../dom.js";
import { t } from "../text.js";
import { action } from "./parts.js";

const SIDE = 512; // px of the sheet; the picture is made small like any other
const THICK = [6, 14, 30];
const INK = "#1c2333";
const PAPER = "#ffffff";

/** The lines of a drawing, and drawing them; `pen` is a 2-D context of a square canvas. */
export class Sheet {
  #lines = [];

  constructor(pen, side = SIDE) {
    this.pen = pen;
    this.side = side;
    this.redraw();
  }

  /** Whether nothing is drawn. */
  get empty() {
    return this.#lines.length === 0;
  }

  /** Begin a line at a place. */
  begin(point, { width, erase }) {
    this.#lines.push({ points: [point], width, colour: erase ? PAPER : INK });
    this.#draw(this.#lines.at(-1));
  }

  /** Draw on to a place. */
  to(point) {
    this.#lines.at(-1)?.points.push(point);
    this.redraw();
  }

  /** Take the last line away. */
  undo() {
    this.#lines.pop();
    this.redraw();
  }

  /** Take everything away. */
  clear() {
    this.#lines = [];
    this.redraw();
  }

  /** Draw everything anew. */
  redraw() {
    this.pen.fillStyle = PAPER;
    this.pen.fillRect(0, 0, this.side, this.side);
    for (const line of this.#lines) this.#draw(line);
  }

  #draw({ points, width, colour }) {
    const { pen } = this;
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    pen.lineCap = "round";
    pen.lineJoin = "round";
    pen.beginPath();
    pen.moveTo(...points[0]);
    for (const point of points.slice(1)) pen.lineTo(...point);
    if (points.length === 1) pen.lineTo(points[0][0] + 0.01, points[0][1]);
    pen.stroke();
  }
}

function pointOn(canvas, event) {
  const box = canvas.getBoundingClientRect();
  const share = SIDE / box.width;
  return [(event.clientX - box.left) * share, (event.clientY - box.top) * share];
}

function follow(canvas, sheet, tool, drawn) {
  let drawing = false;
  canvas.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    drawing = true;
    sheet.begin(pointOn(canvas, event), tool);
    drawn();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!drawing) return;
    const events = event.getCoalescedEvents?.() ?? [];
    for (const each of events.length ? events : [event]) sheet.to(pointOn(canvas, each));
  });
  const end = () => {
    drawing = false;
  };
  canvas.addEventListener("pointerup", end);
  canvas.addEventListener("pointercancel", end);
}

function thickness(tool) {
  const names = [() => t("Thin"), () => t("Middle"), () => t("Thick")];
  const group = make("div", { class: "row pens", role: "group", "aria-label": t("Thickness") });
  for (const [place, width] of THICK.entries()) {
    const dot = make("span", { class: `pen-dot pen-dot-${place}`, "aria-hidden": "true" });
    const button = make(
      "button",
      { type: "button", class: "button button-icon", "aria-pressed": String(tool.width === width) },
      dot,
      make("span", { class: "unseen" }, names[place]()),
    );
    button.title = names[place]();
    button.addEventListener("click", () => {
      tool.width = width;
      for (const each of group.children) {
        each.setAttribute("aria-pressed", String(each === button));
      }
    });
    group.append(button);
  }
  return group;
}

function eraser(tool) {
  const button = action("eraser", t("Eraser"), () => {
    tool.erase = !tool.erase;
    button.setAttribute("aria-pressed", String(tool.erase));
  });
  button.setAttribute("aria-pressed", "false");
  return button;
}

/** Open a sheet inside `place`: `take(canvas)` with the drawing, `closed()` at the end. */
export function openSheet(place, { take, closed }) {
  const tool = { width: THICK[1], erase: false };
  const words = t("A sheet to draw on with a finger, a pen or a mouse");
  const canvas = make("canvas", { class: "sheet", width: SIDE, height: SIDE, role: "img" });
  canvas.setAttribute("aria-label", words);
  const sheet = new Sheet(canvas.getContext("2d", { alpha: false }));
  const told = make("p", { class: "unseen", role: "status" });
  const close = () => {
    panel.remove();
    closed();
  };
  const undo = action("undo", t("Undo"), () => {
    sheet.undo();
    say(told, sheet.empty ? t("The sheet is empty.") : t("The last line is gone."));
    show();
  });
  const clear = action("bin", t("Empty the sheet"), () => {
    sheet.clear();
    say(told, t("The sheet is empty."));
    show();
  });
  const done = make(
    "button",
    { type: "button", class: "button button-large", onclick: () => take(canvas, close) },
    icon("check"),
    t("Use my drawing"),
  );
  const show = () => {
    for (const button of [undo, clear, done]) button.disabled = sheet.empty;
  };
  follow(canvas, sheet, tool, show);
  const tools = make("div", { class: "row" }, thickness(tool), eraser(tool), undo, clear);
  const end = make(
    "div",
    { class: "row" },
    done,
    action("close", t("Close"), close, "button-quiet"),
  );
  const panel = make("div", { class: "drawing stack stack-small" }, canvas, told, tools, end);
  show();
  place.append(panel);
  panel.querySelector("button").focus();
}
