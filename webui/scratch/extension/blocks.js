// What the palette shows for each type of project; opcodes and slots never change their meaning,
// since saved programs and the starters use them.

import { ICON } from "./icon.js";
import { goneWords } from "./labels.js";
import { forBlock, forCategory } from "./names.js";

const COLOURS = { color1: "#2b3a8f", color2: "#3d4fb3", color3: "#1b2560" };
const LINE = "---";

/** How many fields a row of numbers can have. */
export const MOST_FIELDS = 10;

const text = (defaultValue) => ({ type: "string", defaultValue });
const menu = (name, defaultValue) => ({ type: "string", menu: name, defaultValue });
const reporter = (opcode, words, slots = {}) => ({
  opcode,
  blockType: "reporter",
  text: words,
  arguments: slots,
});
const command = (opcode, words, slots = {}) => ({
  opcode,
  blockType: "command",
  text: words,
  arguments: slots,
});
// A box for watching a constant on the stage would only be in the way.
const constant = (opcode, words, func) => ({
  ...reporter(opcode, forBlock(words)),
  func,
  disableMonitor: true,
});

function fieldSlots({ fields }) {
  const slot = (field, place) =>
    field.kind === "choice"
      ? menu(`choices${place}`, field.choices[0])
      : { type: "number", defaultValue: 0 };
  return Object.fromEntries(fields.map((field, place) => [`FIELD${place}`, slot(field, place)]));
}

const fieldWords = ({ fields }) =>
  fields.map(({ name }, place) => `${forBlock(name)} [FIELD${place}]`).join(" ");

const choices = ({ fields }) =>
  fields.flatMap((field, place) =>
    field.choices.map((choice, at) => constant(`choice_${place}_${at}`, choice, "choiceName")),
  );

// For each type: the slots of what is asked about, the words around them, and its own blocks.
const TYPES = {
  text: ({ t }) => ({
    slots: { TEXT: text(t("text")) },
    label: t("recognise text [TEXT] (label)"),
    confidence: t("recognise text [TEXT] (confidence)"),
    why: t("why [TEXT]? (word that spoke most for it)"),
    add: t("add training data [TEXT] [LABEL]"),
  }),
  numbers: ({ t, state }) => {
    const withFields = (words) => words.replace("[FIELDS]", () => fieldWords(state));
    return {
      slots: fieldSlots(state),
      label: withFields(t("recognise numbers [FIELDS] (label)")),
      confidence: withFields(t("recognise numbers [FIELDS] (confidence)")),
      why: withFields(t("why [FIELDS]? (field that spoke most for it)")),
      add: withFields(t("add training data [FIELDS] is [LABEL]")),
      own: choices(state),
    };
  },
  images: ({ t }) => ({
    slots: { IMAGE: text(t("image")) },
    label: t("recognise image [IMAGE] (label)"),
    confidence: t("recognise image [IMAGE] (confidence)"),
    add: t("add training data [IMAGE] [LABEL]"),
    own: [
      constant("costumeImage", t("costume image"), "costumeImage"),
      constant("backdropImage", t("backdrop image"), "backdropImage"),
    ],
  }),
  sounds: ({ t, first, sound }) => ({
    slots: { SOUND: menu("sounds", sound) },
    label: t("recognise sound [SOUND] (label)"),
    confidence: t("recognise sound [SOUND] (confidence)"),
    add: t("add training data [SOUND] [LABEL]"),
    own: [
      LINE,
      event("whenHear", t("when I hear [LABEL]"), { LABEL: menu("heard", first) }),
      command("startListening", t("start listening")),
      command("stopListening", t("stop listening")),
    ],
  }),
};

function event(opcode, words, slots = {}) {
  const hat = { opcode, blockType: "event", text: words, arguments: slots };
  return { ...hat, isEdgeActivated: false, shouldRestartExistingThreads: false };
}

function recognising(type) {
  const asked = [
    reporter("label", type.label, type.slots),
    reporter("confidence", type.confidence, type.slots),
  ];
  return type.why ? [...asked, reporter("why", type.why, type.slots)] : asked;
}

function model({ t }, first) {
  return [
    command("train", t("train new machine learning model")),
    {
      opcode: "isState",
      blockType: "Boolean",
      text: t("Is the machine learning model [STATE] ?"),
      arguments: { STATE: menu("states", "ready") },
    },
    event("whenReady", t("when the model is ready")),
    reporter("version", t("model version")),
    reporter("countOf", t("number of examples of [LABEL]"), { LABEL: menu("labels", first) }),
  ];
}

const unseen = (block) => (block === LINE ? block : { ...block, hideFromPalette: true });

// A program may speak of labels and choices that are gone: its blocks still have to be drawn.
function gone({ t, labels, strays }) {
  const names = labels.gone.map(({ id, name }) =>
    constant(`name_${id}`, goneWords(t, name), "labelName"),
  );
  const lost = strays.map((opcode) => constant(opcode, t("a choice that is gone"), "choiceName"));
  return [...names, ...lost].map(unseen);
}

function menusOf({ type }) {
  const menus = {
    labels: { acceptReporters: true, items: "labelItems" },
    states: { acceptReporters: false, items: "stateItems" },
  };
  if (type === "sounds") {
    menus.heard = { acceptReporters: false, items: "labelItems" };
    menus.sounds = { acceptReporters: true, items: "soundItems" };
  }
  for (let place = 0; type === "numbers" && place < MOST_FIELDS; place += 1) {
    menus[`choices${place}`] = { acceptReporters: true, items: `choices${place}` };
  }
  return menus;
}

/**
 * Return what the editor asks of an extension (`getInfo`), in the words of this moment. `strays`
 * are opcodes of choices that a program uses and that are gone, `sound` the first of the sprite's;
 * `away` leaves the palette empty.
 */
export function infoOf({ id, state, labels, t, strays = [], sound = "", away = false }) {
  const first = labels.items[0].value;
  const type = TYPES[state.type]({ t, state, first, sound });
  const names = labels.present.map(({ id: label, name }) =>
    constant(`name_${label}`, name, "labelName"),
  );
  const add = command("add", type.add, { ...type.slots, LABEL: menu("labels", first) });
  const shown = [
    ...recognising(type),
    ...names,
    ...(type.own ?? []),
    LINE,
    add,
    ...model({ t }, first),
  ];
  return {
    id,
    name: forCategory(state.name),
    ...COLOURS,
    menuIconURI: ICON,
    blockIconURI: ICON,
    blocks: [...(away ? shown.map(unseen) : shown), ...gone({ t, labels, strays })],
    menus: menusOf(state),
  };
}
