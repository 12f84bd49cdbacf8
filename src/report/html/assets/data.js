// The data of the report, and small helpers that all parts share.
"use strict";

const byId = (id) => document.getElementById(id);
const report = JSON.parse(byId("overview-data").textContent);
// A document a line; each is read when it is first asked for.
const rows = byId("documents-data").textContent.split("\n").filter((row) => row !== "");
const read = new Map();

/** A document that is shown, with its text. */
function load(index) {
  if (!read.has(index)) read.set(index, JSON.parse(rows[index]));
  return read.get(index);
}

/** An element with properties, attributes (`aria-…`, `data-…`) and children; text is never markup. */
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
  unsafe: "unsafe fix: --fix --unsafe-fixes applies it, it may take a line of the article",
  "display-only": "fix shown only, never applied",
  none: "reported only, nothing is removed",
};
