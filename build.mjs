// Makes build/static from static: a script of all pages and one of lists, a style sheet, a sprite.
// `make` runs this when an input has changed. Pages load main.css and main.js and draw icons from
// icons.svg; the administration pages load admin.css.

import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import * as esbuild from "esbuild";
import { PurgeCSS } from "purgecss";
import { lowered, withoutNewest } from "./styles.mjs";

const ROOT = "build/static";
const OUT = `${ROOT}/tracker`;

// What a page may load; each takes what it needs from static/<app>/ of any app.
const ENTRIES = [
  "bulletins/print.css",
  "departments/sign-in.js",
  "tracker/admin.css",
  "tracker/lists.js",
  "tracker/main.css",
  "tracker/main.js",
];

// The icons in use, by their name in bootstrap-icons. In a template:
// <svg class="icon" aria-hidden="true"><use href="{% static 'tracker/icons.svg' %}#house"/></svg>
const ICONS = [
  "arrow-counterclockwise",
  "bell",
  "box-arrow-right",
  "building",
  "calendar-range",
  "calendar3",
  "check-circle",
  "chevron-right",
  "clipboard-data",
  "clock",
  "diagram-3",
  "download",
  "easel",
  "envelope",
  "exclamation-triangle",
  "file-earmark-arrow-down",
  "file-earmark-diff",
  "funnel",
  "gear",
  "house",
  "inbox",
  "journal-text",
  "journals",
  "key",
  "list-task",
  "lock",
  "moon",
  "paperclip",
  "pencil-square",
  "people",
  "printer",
  "search",
  "shield-check",
  "sun",
  "table",
  "trash",
  "unlock",
  "upload",
  "x-lg",
];

const NOTICE = "Bootstrap Icons, copyright The Bootstrap Authors, MIT licence";

async function symbolOf(name) {
  const svg = await readFile(`node_modules/bootstrap-icons/icons/${name}.svg`, "utf8");
  const [, box, shapes] = svg.match(/viewBox="([^"]+)"[^>]*>(.*)<\/svg>/s);
  return `<symbol id="${name}" viewBox="${box}" fill="currentColor">${shapes.replace(/\s*\n\s*/g, "")}</symbol>`;
}

async function writeSprite() {
  const symbols = await Promise.all(ICONS.map(symbolOf));
  const sprite = [
    `<svg xmlns="http://www.w3.org/2000/svg"><!-- ${NOTICE} -->`,
    ...symbols,
    "</svg>\n",
  ].join("\n");
  await writeFile(`${OUT}/icons.svg`, sprite);
}

// Tabler's style sheet without what no page can use, which is nine tenths of it. A selector stays
// if templates and scripts have its words, a variable if a rule that stays refers to it.
async function purged(path) {
  const names = await readdir("static", { recursive: true });
  const sheets = names.filter((name) => name.endsWith(".css"));
  const own = await Promise.all(sheets.map((name) => readFile(`static/${name}`, "utf8")));
  const [{ css }] = await new PurgeCSS().purge({
    css: [path],
    content: ["templates/**/*.html", "static/**/*.js"],
    defaultExtractor: (text) => text.match(/[a-z][\w-]*/gi) ?? [],
    fontFace: true,
    keyframes: true,
    variables: true,
    // What only Django's widgets write.
    dynamicAttributes: ["cols"],
    safelist: {
      standard: ["optgroup", ":focus-visible"],
      variables: own.join("").match(/--tblr-[\w-]+/g),
    },
  });
  return css;
}

const purging = {
  name: "purging",
  setup: ({ onLoad }) =>
    onLoad({ filter: /@tabler/ }, async ({ path }) => ({
      contents: withoutNewest(await purged(path)),
      loader: "css",
    })),
};

const TARGET = ["chrome86", "firefox115", "safari15.4"];

function bundled(names, options) {
  return esbuild.build({
    entryPoints: names.map((name) => `static/${name}`),
    outbase: "static",
    outdir: ROOT,
    bundle: true,
    format: "iife",
    logLevel: "warning",
    target: TARGET,
    ...options,
  });
}

// Style sheets are made one, then put in older words, then made small. Gives what scripts mark.
async function writeStyles() {
  const marks = new Map();
  const names = ENTRIES.filter((name) => name.endsWith(".css"));
  const sheets = await bundled(names, { plugins: [purging], write: false });
  for (const { path, text } of sheets.outputFiles) {
    const older = await lowered(text, marks);
    const { code } = await esbuild.transform(older, { loader: "css", minify: true, target: TARGET });
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, code);
  }
  return [...marks.values()];
}

async function writeScripts(marks) {
  const names = ENTRIES.filter((name) => name.endsWith(".js"));
  await bundled(names, { define: { HAS_MARKS: JSON.stringify(marks) }, minify: true });
}

// Everything else, such as the site's own icon, is copied as it is.
async function copyRest() {
  await cp("static", ROOT, { recursive: true, filter: (path) => !/\.(css|js)$/.test(path) });
}

await rm(ROOT, { recursive: true, force: true });
await mkdir(OUT, { recursive: true });
await Promise.all([writeSprite(), writeStyles().then(writeScripts), copyRest()]);
