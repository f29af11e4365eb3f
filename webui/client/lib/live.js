// The live channel: what changes on the box comes here by itself.

import { io } from "socket.io-client";

const EVENTS = [
  "counts",
  "training",
  "study",
  "model",
  "phase",
  "project",
  "people",
  "example",
  "programs",
  "show",
  "class",
  "problem",
];
const SILENT = 6000; // ms until a connection on which nothing comes counts as failed
const REFUSED_AGAIN = 5000; // ms until a connection that the box refused is tried again

/**
 * Listen to the box: `on` has a function for each event wanted (docs/live.md), and
 * `status("connected" | "waiting")`. Each event carries a whole snapshot, so one that was missed
 * does not matter; after a break `watch` is repeated and the snapshot comes at once.
 * Returns `watch(project)`, which replaces what is watched, and `close()`.
 */
export function live({ project = null, on = {}, auth = undefined }) {
  // WebSocket first; where a school's filter blocks it, polling takes over by itself.
  const transports = ["websocket", "polling"];
  const socket = io({
    transports,
    tryAllTransports: true,
    timeout: SILENT,
    reconnectionDelay: 500,
    reconnectionDelayMax: 4000,
    auth,
  });
  let watched = project;
  let again;
  const watch = (id) => {
    watched = id;
    if (socket.connected && watched) socket.emit("watch", { project: watched });
  };
  socket.on("connect", () => {
    on.status?.("connected");
    watch(watched);
  });
  socket.on("disconnect", (reason) => {
    on.status?.("waiting");
    // The box itself hung up: it will not be tried again by socket.io, so do it here.
    if (reason === "io server disconnect")
      again = setTimeout(() => socket.connect(), REFUSED_AGAIN);
  });
  socket.on("connect_error", () => {
    on.status?.("waiting");
    // Some filters let a WebSocket open and then drop it: the next try begins the other way.
    socket.io.opts.transports = transports.reverse();
    if (!socket.active) again = setTimeout(() => socket.connect(), REFUSED_AGAIN);
  });
  for (const event of EVENTS) if (on[event]) socket.on(event, on[event]);
  return {
    watch,
    close() {
      clearTimeout(again);
      socket.close();
    },
  };
}
