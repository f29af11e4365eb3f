// The box: the class's name and language, the password, backups, and starting afresh.

import { mountAbout } from "./teacher/about.js";
import { mountBackup } from "./teacher/backup.js";
import { mountClass } from "./teacher/class-form.js";
import { mountPassword } from "./teacher/password.js";
import { page, start } from "./teacher/shell.js";

const { room } = page();
start();
mountClass(room);
mountPassword();
mountBackup(room);
if ("machine" in document.body.dataset) {
  import("./teacher/box/machine.js").then(({ mountMachine }) => mountMachine(room));
} else mountAbout();
