// Tabler's style sheet without what no page can use, which is nine tenths of it.
// A selector stays unless it asks for a class that is no word of any template or script, and a
// variable or an animation stays while something refers to it. What matches stays as it was.

import { readFile, readdir } from "node:fs/promises";

const VARIABLE = /^(--tblr-[\w-]+):/;
const REFERENCE = /var\((--tblr-[\w-]+)/g;
const GROUP = /^@(media|supports)/;

async function textsOf(folder, ending) {
  const names = await readdir(folder, { recursive: true });
  const chosen = names.filter((name) => ending.test(name)).sort();
  return Promise.all(chosen.map((name) => readFile(`${folder}/${name}`, "utf8")));
}

// The pieces of a text, each with the sign that ends it; signs in brackets or quotes end none.
function split(text, sign) {
  const pieces = [];
  let [depth, start, quote] = [0, 0, ""];
  for (let at = 0; at < text.length; at += 1) {
    const here = text[at];
    if (here === "\\") at += 1;
    else if (quote) quote = here === quote ? "" : quote;
    else if (here === '"' || here === "'") quote = here;
    else if ("([{".includes(here)) depth += 1;
    else if (")]}".includes(here)) depth -= 1;
    if (here === sign && depth === 0 && !quote) {
      pieces.push(text.slice(start, at + 1));
      start = at + 1;
    }
  }
  return [...pieces, text.slice(start)].filter((piece) => piece.trim());
}

// Maps each rule, also inside @media; what becomes empty goes.
function mapRules(css, change) {
  return split(css, "}")
    .map((rule) => {
      const open = rule.indexOf("{");
      const [head, body] = [rule.slice(0, open), rule.slice(open + 1, -1)];
      const [kept, inner] = GROUP.test(head) ? [head, mapRules(body, change)] : change(head, body);
      return kept && inner ? `${kept}{${inner}}` : "";
    })
    .join("");
}

function canMatch(selector, words) {
  let plain = selector.replace(/"[^"]*"|\\./g, "");
  // What stands in :not(), :is() and :has() forbids nothing by itself.
  while (/\([^()]*\)/.test(plain)) plain = plain.replace(/\([^()]*\)/g, "");
  return [...plain.matchAll(/\.([\w-]+)|\[(data-bs-[\w-]+)/g)].every(
    ([, name, attribute]) => words.has(name ?? attribute),
  );
}

function withoutUnmatched(css, words) {
  return mapRules(css, (head, body) => {
    if (head.startsWith("@")) return [head, body];
    const selectors = split(head, ",").map((selector) => selector.replace(/,$/, ""));
    return [selectors.filter((selector) => canMatch(selector, words)).join(","), body];
  });
}

function withoutUnreferred(css, ownCss) {
  const referred = new Set([...`${css}${ownCss}`.matchAll(REFERENCE)].map(([, name]) => name));
  const used = mapRules(css, (head, body) => {
    const [, animation] = head.match(/^@keyframes (.+)/) ?? [];
    if (animation) return css.split(animation).length > 2 ? [head, body] : ["", ""];
    const lines = split(body, ";").filter((line) => {
      const [, name] = line.match(VARIABLE) ?? [];
      return !name || referred.has(name);
    });
    return [head, lines.join("")];
  });
  return used === css ? css : withoutUnreferred(used, ownCss);
}

export async function purge(path) {
  const sources = await Promise.all([textsOf("templates", /\.html$/), textsOf("static", /\.js$/)]);
  const words = new Set(sources.flat().join(" ").match(/[a-z][\w-]*/gi));
  const ownCss = (await textsOf("static", /\.css$/)).join("");
  const css = await readFile(path, "utf8");
  const [notice] = css.match(/\/\*![^]*?\*\//);
  const rules = css.replace(/@charset[^;]*;|\/\*[^]*?\*\//g, "");
  return notice + withoutUnreferred(withoutUnmatched(rules, words), ownCss);
}
