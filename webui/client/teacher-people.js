// The people of the class.

import { mountJoining } from "./teacher/joining.js";
import { People } from "./teacher/people.js";
import { page, start } from "./teacher/shell.js";

const known = page();
const people = new People(known);
const joining = mountJoining(known.room);
start({ on: { people: (now) => people.take(now), class: (room) => joining.take(room) } });
people.recount();
