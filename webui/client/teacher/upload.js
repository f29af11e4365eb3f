// Sending a file to the box, with a bar for how much has arrived.

import { offline, Problem } from "../lib/api.js";
import { one, say } from "../lib/dom.js";
import { number, t } from "../lib/text.js";
import { toLogin } from "./ask.js";

const MEGA = 1_000_000;

function show(place, done, of) {
  const bar = one("progress", place);
  if (done < of) {
    bar.max = of;
    bar.value = done;
  } else bar.removeAttribute("value"); // all sent; now the box checks it
  const megabytes = (bytes) => number(Math.round((bytes / MEGA) * 10) / 10);
  const sent = t("Sending: %(done)s of %(of)s MB", { done: megabytes(done), of: megabytes(of) });
  say(one("p", place), done < of ? sent : t("The box is checking the file …"));
}

function problemOf(request) {
  let error = {};
  try {
    error = JSON.parse(request.responseText).error;
  } catch {
    // Not the box's own words.
  }
  const message =
    error.message ?? t("Something went wrong inside the box. What was saved is safe.");
  return new Problem({ ...error, message, status: request.status });
}

/** Post `file` to the API and resolve to the JSON of the reply; `place` has a bar and a line. */
export function upload(path, file, place, type = "application/zip") {
  place.hidden = false;
  show(place, 0, Math.max(1, file.size));
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/api/v1${path}`);
    request.setRequestHeader("Content-Type", type);
    request.upload.onprogress = (event) => show(place, event.loaded, event.total);
    request.onerror = () => reject(offline());
    request.onload = () => {
      if (request.status === 401) toLogin();
      if (request.status >= 400) reject(problemOf(request));
      else resolve(request.responseText ? JSON.parse(request.responseText) : null);
    };
    request.send(file);
  }).finally(() => {
    place.hidden = true;
  });
}
