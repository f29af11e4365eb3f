// The join screen: where to go, the code, and who is here already.

import { fill, make, say } from "../lib/dom.js";
import { nt, t } from "../lib/text.js";
import { fit, keep } from "./parts.js";

/** Write a class code so that a class can read it aloud: 482 913. */
export const spoken = (code) => code.replace(/(\d{3})(?=\d)/g, "$1 ");

function address(host) {
  // Where a line is too short the port goes to the next one, whole.
  const [name, port] = host.split(/(?=:\d+$)/);
  return [name, port].filter(Boolean).map((part) => make("span", { class: "p-part" }, part));
}

function people() {
  const total = make("p", { class: "p-total" });
  const chips = make("ul", { class: "p-people" });
  let shown = "";
  return {
    element: make("div", { class: "p-crowd" }, total, chips),
    update({ students }) {
      const count = students.length; // present or not: a phone that sleeps has joined all the same
      say(
        total,
        count
          ? nt("%(n)s person has joined", "%(n)s people have joined", count)
          : t("Who comes first?"),
      );
      const newest = [...students].reverse();
      const key = JSON.stringify(newest.map((student) => [student.id, student.name]));
      if (key === shown) return;
      shown = key;
      fill(chips, ...newest.map((s) => make("li", {}, make("bdi", {}, s.name))));
      fit(chips); // names that do not fit are left out: the total above counts them
    },
    refit: () => fit(chips),
  };
}

// The box's own Wi-Fi, which comes before the address.
function hotspot() {
  const name = make("bdi", { dir: "ltr" });
  const password = make("bdi", { dir: "ltr" });
  const secret = make("p", {}, make("span", { class: "p-soft" }, t("Password")), " ", password);
  const qr = make("img", { class: "p-wifi-qr", alt: "", width: 200, height: 200 });
  const first = make("p", {}, make("span", { class: "p-soft" }, t("Wi-Fi")), " ", name);
  return {
    element: make(
      "div",
      { class: "p-wifi" },
      qr,
      make("div", { class: "p-wifi-words" }, first, secret),
    ),
    update(wifi) {
      say(name, wifi.ssid);
      say(password, wifi.password);
      secret.hidden = !wifi.password;
      qr.alt = t("QR code that joins the box's Wi-Fi");
      const source = `/wifi.svg?for=${encodeURIComponent(`${wifi.ssid}/${wifi.password}`)}`;
      if (qr.getAttribute("src") !== source) qr.setAttribute("src", source);
    },
  };
}

/** Make the join screen. `update` takes the state's `door` and `people`. */
export function join() {
  const crowd = people();
  const first = make("p", { class: "p-address" });
  const second = make("p", { class: "p-address-too" });
  const code = make("p", { class: "p-code" });
  const codeBox = make(
    "div",
    { class: "p-codebox" },
    make("p", { class: "p-soft" }, t("Code")),
    code,
  );
  const qr = make("img", { class: "p-qr", alt: t("QR code to join"), width: 400, height: 400 });
  const locked = make("h1", { class: "p-big" }, t("Joining is locked"));
  const how = make("h1", { class: "p-how" }, t("Scan the code, or type this address"));
  const way = make("div", { class: "p-way" }, how, first, second);
  const below = make("div", { class: "p-below" });
  const element = make("section", { class: "p-join" }, way, below);
  const side = make("div", { class: "p-side" });
  const wifi = hotspot();

  function open(door) {
    keep(element, way, below);
    if (door.wifi) wifi.update(door.wifi);
    const both = t("First join the Wi-Fi. Then scan the big code, or type this address");
    say(how, door.wifi ? both : t("Scan the code, or type this address"));
    const parts = [door.wifi && wifi.element, door.code && codeBox, crowd.element];
    keep(side, ...parts.filter(Boolean));
    keep(below, qr, side);
    if (first.textContent !== door.address) fill(first, ...address(door.address));
    say(second, door.name ? t("or %(address)s", { address: door.name }) : "");
    say(code, spoken(door.code));
    const source = `/qr.svg?for=${encodeURIComponent(`${door.address}/${door.code}`)}`;
    if (qr.getAttribute("src") !== source) qr.setAttribute("src", source);
  }

  return {
    element,
    title: () => t("Join the class"),
    spoken: ({ people: who }) =>
      nt("%(n)s person has joined", "%(n)s people have joined", who.students.length),
    update({ door, people: who }) {
      if (!door) return;
      if (door.open) open(door);
      else keep(element, locked, crowd.element);
      element.classList.toggle("p-locked", !door.open);
      crowd.update(who);
      crowd.refit();
    },
  };
}
