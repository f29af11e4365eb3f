// Names that children wrote, where the editor would take them for something else.

/** The label that every sounds project has; the box calls it by its English name. */
export const BACKGROUND = "_background_noise_";

// The editor writes a category's name into XML as it is: look-alikes mean nothing there.
const LOOK_ALIKE = { "<": "‹", ">": "›", "&": "+", '"': "″" };

/** Return the id of the extension of a project: its own, so that no program uses another's model. */
export const extensionId = (project) =>
  `crowdbox${String(project)
    .toLowerCase()
    .replace(/[^a-z0-9]/g, "")}`;

/** Return a name of a category that is one line and no XML. */
export function forCategory(name) {
  const plain = name.replace(/[<>&"]/g, (char) => LOOK_ALIKE[char]);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: XML cannot hold these.
  return plain.replace(/[\u0000-\u001f\u007f]+/g, " ").trim() || "Crowdbox";
}

/**
 * Return a name as part of a block's text, in which `[x]` would be a slot and `%1` a place for one:
 * round brackets, and a space of no width behind `%`. Blocks return the real name.
 */
export function forBlock(name) {
  const plain = name.replaceAll("[", "(").replaceAll("]", ")").replaceAll("%", "%\u200b");
  return plain.replace(/\s+/g, " ").trim() || "?";
}

/** Compare names as people mean them: without case and spaces around. */
export const folded = (text) => String(text).normalize("NFKC").trim().toLowerCase();
