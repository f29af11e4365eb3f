// How the box is: heat, power, clock, and what it is.

import { fill, make, one, say } from "../../lib/dom.js";
import { number, t, when } from "../../lib/text.js";
import { ask, attempt } from "../ask.js";
import { good } from "../notice.js";
import { fact, told } from "./facts.js";
import { LITTLE } from "./storage.js";

/** °C from which the processor slows itself down. */
export const HOT = 80;
const WARM = 70;
const OFF = 120; // seconds by which the clock may differ

/** Say what needs care, shortest first: `[{kind, short, text}]`, empty if all is well. */
export function warnings(board) {
  const found = [];
  if (board.undervoltage_now) {
    found.push({
      short: t("Too little power"),
      text: t(
        "The box gets too little power right now, and may stop. Use the power supply that came with it, and a short cable.",
      ),
    });
  } else if (board.undervoltage_since_start) {
    found.push({
      mild: true,
      short: t("Too little power"),
      text: t(
        "The box got too little power since it started. Use the power supply that came with it, and a short cable.",
      ),
    });
  }
  if (board.temperature_c >= HOT) {
    found.push({
      short: t("Too hot"),
      text: t("The box is too hot and works more slowly. Take it out of the sun, and give it air."),
    });
  }
  if (board.data_free_mb < LITTLE) {
    found.push({
      short: t("Little room"),
      text: t("There is little room left on the memory card."),
    });
  }
  return found;
}

/** Say how warm the processor is. */
export function heat(celsius) {
  const degrees = t("%(n)s °C", { n: number(Math.round(celsius)) });
  if (celsius >= HOT) return t("%(degrees)s, too hot", { degrees });
  return celsius >= WARM
    ? t("%(degrees)s, warm", { degrees })
    : t("%(degrees)s, fine", { degrees });
}

function power({ undervoltage_now: now, undervoltage_since_start: since }) {
  if (now === null) return null;
  if (now) return t("too little");
  return since ? t("was too little") : t("good");
}

/** Whether two clocks, in seconds, differ by more than people notice. */
export const isOff = (box, device) => Math.abs(box - device) > OFF;

function showClock({ time }) {
  const here = Date.now() / 1000;
  const place = one("#clock-off");
  const words = t("The box's clock says %(box)s, this device's %(device)s.", {
    box: when(time),
    device: when(here),
  });
  place.hidden = !isOff(time, here);
  say(one(".notice span", place), words);
}

function uptime(seconds) {
  const hours = seconds / 3600;
  return hours < 1
    ? t("%(n)s min", { n: number(Math.round(seconds / 60)) })
    : t("%(n)s h", { n: number(Math.round(hours)) });
}

/** Show how the board is. */
export function showHealth(board) {
  const found = warnings(board);
  const fine = told("good", t("All is well."));
  fill(one("#warnings"), ...(found.length ? found.map(({ text }) => told("care", text)) : [fine]));
  fill(
    one("#about"),
    ...fact(t("Temperature"), board.temperature_c === null ? null : heat(board.temperature_c)),
    ...fact(t("Power"), power(board)),
    ...fact(t("Clock"), when(board.clock.time)),
    ...fact(t("Running for"), uptime(board.uptime)),
    ...fact(t("Version"), board.version),
    ...fact(t("Model"), make("bdi", {}, board.model)),
    ...fact(t("System"), board.os),
  );
  showClock(board.clock);
}

/** Let the clock be set from this device; `again` looks at the box once more. */
export function mountClock(again) {
  one("#clock-set").addEventListener("click", async (event) => {
    const button = event.currentTarget;
    const body = { time: Math.round(Date.now() / 1000) };
    if (!(await attempt(() => ask("POST", "/box/clock", body), { button }))) return;
    await again();
    good(t("The clock is set."));
    one("#health-card").focus();
  });
}
