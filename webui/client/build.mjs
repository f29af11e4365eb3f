// Build the browser's files: `npm run build` fills ../static/build/ from nothing.
//
// Every top-level *.js, every css/*.css and every drawings/*.svg is an entry: add a file and it is
// built. Names carry a hash of the content, so that the box may say "keep this for ever";
// manifest.json tells the pages which file is which, what it imports, and which texts it says.

import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "esbuild";
import { textsOf } from "./lib/extract.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(process.env.CROWDBOX_BUILD ?? join(here, "../static/build"));

async function filesIn(folder, ending) {
  const names = await readdir(join(here, folder));
  return names.filter((name) => name.endsWith(ending)).map((name) => join(here, folder, name));
}

// Scripts are bundled with what they share split off, so that a second page costs little more.
async function bundle(entryPoints, splitting = true) {
  return build({
    absWorkingDir: here,
    entryPoints,
    outdir: out,
    bundle: true,
    splitting,
    format: "esm",
    minify: true,
    metafile: true,
    target: ["es2020", "chrome90", "firefox90", "safari14"],
    entryNames: "[name]-[hash]",
    chunkNames: "shared-[hash]",
    assetNames: "[name]-[hash]",
    loader: { ".woff2": "file" },
    legalComments: "none",
    logLevel: "warning",
  });
}

async function sayings(inputs) {
  const texts = new Map();
  for (const input of inputs) {
    if (input.includes("node_modules") || !input.endsWith(".js")) continue;
    for (const text of textsOf(await readFile(join(here, input), "utf8"))) {
      texts.set(text.join("\0"), text);
    }
  }
  return [...texts.keys()].sort().map((key) => texts.get(key));
}

const AT_ONCE = ["import-statement"]; // what a page should preload
const EVER = ["import-statement", "dynamic-import"]; // what a page may come to say

// Everything that `output` imports in one of these ways, directly or not.
function importsOf(outputs, output, kinds, seen = new Set()) {
  for (const { path, kind } of outputs[output].imports) {
    if (!kinds.includes(kind) || seen.has(path)) continue;
    seen.add(path);
    importsOf(outputs, path, kinds, seen);
  }
  return seen;
}

async function scriptEntry(outputs, path) {
  const imports = [...importsOf(outputs, path, AT_ONCE)];
  const said = [path, ...importsOf(outputs, path, EVER)];
  const inputs = said.flatMap((each) => Object.keys(outputs[each].inputs));
  return {
    file: basename(path),
    imports: imports.map((each) => basename(each)),
    texts: await sayings(inputs),
  };
}

async function describe({ outputs }) {
  const manifest = {};
  for (const [path, output] of Object.entries(outputs)) {
    const source = output.entryPoint ?? Object.keys(output.inputs)[0];
    if (path.endsWith(".js")) {
      if (output.entryPoint) manifest[basename(source)] = await scriptEntry(outputs, path);
    } else {
      manifest[basename(source)] = { file: basename(path) };
    }
  }
  return manifest;
}

// Drawings are sheets of symbols that a person can read; the space between tags can go.
async function drawing(path) {
  const text = (await readFile(path, "utf8")).replace(/<!--[\s\S]*?-->/g, "");
  const small = text.replace(/>\s+</g, "><").replace(/\s+/g, " ").trim();
  const hash = createHash("sha256").update(small).digest("hex").slice(0, 8).toUpperCase();
  const file = basename(path).replace(".svg", `-${hash}.svg`);
  await writeFile(join(out, file), small);
  return { file };
}

// A Pi compresses slowly: it is done once, here, as well as it can be.
async function compress(name) {
  if (!/\.(js|css|svg)$/.test(name)) return;
  const bytes = await readFile(join(out, name));
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11 };
  await writeFile(join(out, `${name}.br`), brotliCompressSync(bytes, { params }));
  await writeFile(join(out, `${name}.gz`), gzipSync(bytes, { level: 9 }));
}

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
const scripts = await filesIn(".", ".js");
const styles = (await filesIn("css", ".css")).filter((path) => !basename(path).startsWith("_"));
// The Scratch editor has a page and an origin of its own: what it shares would only be more requests.
const alone = (path) => basename(path) === "scratch.js";
const pages = await bundle([...scripts.filter((path) => !alone(path)), ...styles]);
const editor = await bundle(scripts.filter(alone), false);
const manifest = { ...(await describe(pages.metafile)), ...(await describe(editor.metafile)) };
for (const path of await filesIn("drawings", ".svg")) {
  manifest[basename(path)] = await drawing(path);
}
const sorted = Object.fromEntries(Object.entries(manifest).sort());
await writeFile(join(out, "manifest.json"), `${JSON.stringify(sorted, null, 1)}\n`);
await Promise.all((await readdir(out)).map(compress));
console.log(`${relative(process.cwd(), out)}: ${Object.keys(manifest).length} files for the pages`);
