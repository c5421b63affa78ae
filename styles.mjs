// What PostCSS does to a style sheet, so that engines from before 2023 show the same pages: newer
// CSS is written in older words, and :has() gets a twin that static/tracker/has.js serves.

import postcss from "postcss";
import presetEnv from "postcss-preset-env";
import selectorParser from "postcss-selector-parser";

// 360's Chromium, that of Windows 7, the last Firefox of Windows 7.
export const ENGINES = ["chrome 86", "chrome 109", "firefox 115", "safari 15.4"];

const COMPUTED_COLOR = /color-mix\(|light-dark\(|oklch\(from/;

// Tabler mixes its colours from variables, for which there are no older words; the site's own take
// their place (static/tracker/tokens.css). It declares the kind of a variable that no page uses:
// Chromium 86 crashes when it takes a sheet with @property from its cache for the next page.
export function withoutNewest(css) {
  const root = postcss.parse(css);
  root.walkAtRules("property", (rule) => rule.remove());
  root.walkDecls((declaration) => {
    if (COMPUTED_COLOR.test(declaration.value)) declaration.remove();
  });
  return root.toString();
}

const isHas = (node) => node.type === "pseudo" && node.value === ":has";
const isNotHas = (node) =>
  node.type === "pseudo" && node.value === ":not" && node.nodes.some(({ nodes }) => nodes.some(isHas));
// Not of the element itself, or not known when it is marked.
const isLeftOut = (node) =>
  isHas(node) || isNotHas(node) || node.type === "comment" || selectorParser.isPseudoElement(node) ||
  (node.type === "pseudo" && !node.nodes?.length);

// The simple selectors that stand beside a node, with which it makes a compound.
function compoundOf(node) {
  const { nodes } = node.parent;
  const at = nodes.indexOf(node);
  const isEnd = ({ type }) => type === "combinator";
  const start = nodes.slice(0, at).findLastIndex(isEnd) + 1;
  const end = nodes.findIndex((one, place) => place > at && isEnd(one));
  return nodes.slice(start, end === -1 ? undefined : end);
}

// Notes which elements are to be marked and by what; gives the attribute.
function noted(marks, node) {
  const has = isHas(node) ? node : node.first.nodes.find(isHas);
  const subject = compoundOf(node).filter((one) => !isLeftOut(one)).join("").trim() || "*";
  const inner = has.nodes.map((selector) => String(selector).trim());
  const mark = { subject, inner, isWanted: isHas(node) };
  const key = JSON.stringify(mark);
  if (!marks.has(key)) marks.set(key, { ...mark, attribute: `data-has-${marks.size}` });
  return marks.get(key).attribute;
}

// A selector with the marks in the place of each :has().
function twin(marks, text) {
  return selectorParser((root) => {
    const found = [];
    root.walkPseudos((node) => {
      if (isNotHas(node) || (isHas(node) && !isNotHas(node.parent.parent))) found.push(node);
    });
    const attributes = found.map((node) => noted(marks, node));
    found.forEach((node, place) => {
      node.replaceWith(selectorParser.attribute({ attribute: attributes[place] }));
    });
  }).processSync(text);
}

// An engine that does not know :has() drops the whole rule, so what it knows stands in one before.
const withTwins = (marks) => ({
  postcssPlugin: "has-twins",
  OnceExit(root) {
    root.walkRules(/:has\(/, (rule) => {
      if (rule.parent.name === "keyframes") return;
      const known = rule.selectors.map((text) => (text.includes(":has(") ? twin(marks, text) : text));
      rule.before(rule.clone({ selectors: known }));
      rule.selectors = rule.selectors.filter((text) => text.includes(":has("));
    });
  },
});

// The style sheet in older words; `marks` gathers what is to be marked for :has().
export async function lowered(css, marks) {
  const env = presetEnv({ browsers: ENGINES, preserve: false, stage: 0 });
  const { css: older } = await postcss([env]).process(css, { from: undefined });
  const result = await postcss([withTwins(marks)]).process(older, { from: undefined });
  return result.css;
}
