// The cards that only a box made from the image has: what the machine says, again and again.

import { api } from "../../lib/api.js";
import { one } from "../../lib/dom.js";
import { toLogin } from "../ask.js";
import { resume } from "./change.js";
import { showDevices } from "./devices.js";
import { mountClock, showHealth } from "./health.js";
import { mountNetwork, networkAway, showNetwork } from "./network.js";
import { mountNights } from "./nights.js";
import { mountPower } from "./power.js";
import { mountReset } from "./reset.js";
import { mountSticks } from "./sticks.js";
import { showStorage } from "./storage.js";
import { mountUpdate } from "./update.js";

const EVERY = 10_000; // ms between two looks at the machine

// A look that fails says nothing in a notice: the next one comes by itself.
async function look(path, show, away = () => {}) {
  try {
    show(await api("GET", path));
  } catch (problem) {
    if (problem.status === 401) toLogin();
    else away(problem);
  }
}

function network(state) {
  showNetwork(state);
  showDevices(state);
}

function board(state) {
  showHealth(state);
  showStorage(state);
}

async function lookAtAll() {
  await Promise.all([look("/box/network", network, networkAway), look("/box/board", board)]);
}

/** Bring the cards of the machine to life. `room` is the class. */
export async function mountMachine(room) {
  mountNetwork();
  mountClock(lookAtAll);
  mountPower();
  mountReset(room);
  mountSticks();
  mountNights();
  mountUpdate();
  setInterval(() => document.hidden || lookAtAll(), EVERY);
  await lookAtAll();
  if (location.hash) one(location.hash)?.scrollIntoView();
  resume();
}
