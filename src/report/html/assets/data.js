// The data of the report, and small helpers for all parts.
"use strict";

const byId = (id) => document.getElementById(id);
const report = JSON.parse(byId("overview-data").textContent);
// One document per line. Each is parsed when it is first needed.
const rows = byId("documents-data").textContent.split("\n").filter((row) => row !== "");
const read = new Map();

/** The text and the findings of a document. */
function load(index) {
  if (!read.has(index)) read.set(index, JSON.parse(rows[index]));
  return read.get(index);
}

/** An element with properties, attributes (`aria-…`, `data-…`) and children; text is never read as markup. */
function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [key, value] of Object.entries(properties)) {
    if (key.includes("-")) made.setAttribute(key, value);
    else made[key] = value;
  }
  made.append(...children);
  return made;
}

const whole = new Intl.NumberFormat("en");
const number = (n) => whole.format(n);
const counted = (n, what) => `${number(n)} ${what}${n === 1 ? "" : "s"}`;

function percent(part, all) {
  if (part === 0 || all === 0) return "0 %";
  const share = (100 * part) / all;
  return share < 0.05 ? "< 0.1 %" : `${share.toFixed(share < 99.95 ? 1 : 0)} %`;
}

function bytes(n) {
  if (n < 1000) return counted(n, "byte");
  return n < 1e6 ? `${(n / 1e3).toFixed(1)} kB` : `${(n / 1e6).toFixed(1)} MB`;
}

const FIXES = {
  safe: "safe fix: --fix applies it",
  unsafe: "unsafe fix: --fix --unsafe-fixes applies it; it may remove a line of the article",
  "display-only": "the fix is only shown, never applied",
  none: "only reported, nothing is removed",
};
