// Tests in Chromium what a reader sees and does in an HTML report. Start it with `run.sh` in this folder.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";

import { chromium } from "playwright-core";

import { corpus, hostile, long } from "./corpus.mjs";

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const WORK = path.join(ROOT, "target/browser");
const FLAGS =
  "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync";
// Seconds within which a report must open and react to a key.
const PATIENCE = 3;

let browser;

before(async () => {
  rmSync(WORK, { recursive: true, force: true });
  mkdirSync(WORK, { recursive: true });
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: FLAGS.split(" ") });
});
after(() => browser?.close());

/** Runs the program. Its exit code is 1 if there are findings. */
function run(args, options = {}) {
  const done = spawnSync(process.env.CORPUS_LINT, ["--isolated", "--quiet", ...args], { cwd: ROOT, maxBuffer: 1 << 30, ...options });
  assert.ok(done.status === 0 || done.status === 1, `${args}: ${done.stderr}`);
  return done.stdout.toString();
}

/** Writes a report and returns its path. */
function report(name, input, options) {
  const file = path.join(WORK, `${name}.html`);
  writeFileSync(file, run(["--output-format", "html", ...input], options));
  return file;
}

/** Opens a report offline. Errors, messages and network requests of the page are noted, and fail the test. */
async function open(file, { width = 1280, height = 860, colorScheme = "light" } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme, offline: true });
  const page = await context.newPage();
  const noted = [];
  page.on("console", (message) => noted.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => noted.push(`error: ${error}`));
  page.on("dialog", (dialog) => noted.push(`dialog: ${dialog.message()}`));
  const address = pathToFileURL(file).href;
  page.on("request", (request) => {
    if (request.url() !== address) noted.push(`request: ${request.url()}`);
  });
  await page.goto(address);
  await page.waitForSelector("html[data-ready]");
  return {
    page,
    close: async () => {
      assert.deepEqual(noted, []);
      await context.close();
    },
  };
}

let written;
const seeds = () => (written ??= report("seeds", ["seeds"]));
const texts = (page, selector) => page.$$eval(selector, (all) => all.filter((one) => one.checkVisibility()).map((one) => one.textContent));
const current = (page) => page.$$eval("mark.current", (all) => all.map((one) => one.dataset.f));

test("the counts are the same as in json-lines", async () => {
  const found = run(["--output-format", "json-lines", "seeds"]).trim().split("\n").map((line) => JSON.parse(line));
  const { page, close } = await open(seeds());
  assert.equal((await texts(page, "#totals .figure"))[1], String(found.length));
  for (const group of ["rule", "category", "severity"]) {
    while (await page.isVisible(`.group.${group} .more`)) await page.click(`.group.${group} .more`);
    const cells = async (cell) => page.$$eval(`.group.${group} li ${cell}`, (all) => all.map((one) => one.textContent));
    const counts = (await cells(".count")).map(Number);
    const shown = Object.fromEntries((await cells(".name")).map((name, n) => [name, counts[n]]));
    const expected = {};
    for (const finding of found) expected[finding[group]] = (expected[finding[group]] ?? 0) + 1;
    assert.deepEqual(shown, expected);
  }
  assert.equal((await texts(page, "#documents-list .count")).reduce((sum, count) => sum + Number(count), 0), found.length);
  assert.match(await page.textContent("#shown"), /All documents with findings are shown/);
  await close();
});

test("each line has its own text direction", async () => {
  const { page, close } = await open(seeds());
  assert.equal(await page.getAttribute("#text", "dir"), "rtl");
  const line = (n) => page.$eval(`.line[data-n="${n}"] .content`, (one) => [one.dir, getComputedStyle(one).direction]);
  assert.deepEqual(await line(1), ["ltr", "ltr"]);
  assert.deepEqual(await line(3), ["rtl", "rtl"]);
  await close();
});

test("keys go from finding to finding across documents, and back", async () => {
  const { page, close } = await open(seeds());
  const all = await page.$$eval("#documents-list .count", (counts) => counts.reduce((sum, one) => sum + Number(one.textContent), 0));
  const seen = [];
  for (let n = 0; n < all; n += 1) {
    await page.keyboard.press(n % 2 ? "j" : "n");
    const here = await current(page);
    assert.ok(here.length > 0);
    seen.push(`${await page.textContent("#heading h2")} ${await page.textContent("#place")}`);
    assert.ok(await page.evaluate(() => document.activeElement.matches("mark.current")), "the finding has the focus");
  }
  assert.equal(new Set(seen).size, all, "each finding once");
  await page.keyboard.press("n");
  assert.equal(`${await page.textContent("#heading h2")} ${await page.textContent("#place")}`, seen.at(-1), "after the last finding, n changes nothing");
  for (let n = all - 2; n >= 0; n -= 1) {
    await page.keyboard.press(n % 2 ? "k" : "p");
    assert.equal(`${await page.textContent("#heading h2")} ${await page.textContent("#place")}`, seen[n]);
  }
  await page.keyboard.press("]");
  assert.match(await page.textContent("#heading h2"), /001_/);
  await page.keyboard.press("[");
  assert.match(await page.textContent("#heading h2"), /000_/);
  await close();
});

test("hover and focus show the reason, Enter shows all details", async () => {
  const { page, close } = await open(seeds());
  const [rule] = await page.evaluate(() => report.documents[0].found[0]);
  const { name, why } = await page.evaluate((rule) => report.rules[rule], rule);
  await page.hover("#text mark");
  const card = await page.innerText("#card");
  assert.ok(card.includes(name) && card.includes(why) && card.includes("safe fix"), card);
  await page.mouse.move(640, 5);
  assert.equal(await page.isVisible("#card"), false);
  await page.keyboard.press("n");
  assert.equal(await page.isVisible("#card"), true);
  await page.waitForTimeout(300);
  assert.equal(await page.isVisible("#card"), true, "the card stays while the page scrolls to the finding");
  for (const key of ["]", ..."nnnnnnn"]) await page.keyboard.press(key);
  await page.waitForTimeout(300);
  const [finding, said] = [await page.locator("mark.current").first().boundingBox(), await page.locator("#card").boundingBox()];
  assert.ok(said.y > 0 && said.y + said.height <= 860 && Math.abs(finding.y - said.y) < 400, "the card is next to the finding");
  await page.keyboard.press("[");
  await page.keyboard.press("n");
  await page.keyboard.press("Enter");
  const details = await page.innerText("#details");
  assert.ok(details.includes(name) && details.includes(why) && details.includes("line 1, column 1"), details);
  await page.keyboard.press("n");
  assert.notEqual(await page.innerText("#details"), details, "the details change with the finding");
  await page.keyboard.press("Escape");
  assert.equal(await page.isVisible("#details"), false);
  await page.keyboard.press("?");
  assert.equal(await page.isVisible("#help"), true);
  await page.keyboard.press("Escape");
  assert.equal(await page.isVisible("#help"), false);
  await close();
});

test("filters show only matching documents and findings", async () => {
  const { page, close } = await open(seeds());
  const press = (group, name) => page.locator(`.group.${group} button`, { has: page.getByText(name, { exact: true }) }).click();
  await press("severity", "error");
  const marks = await page.$$eval("#text mark:not(.unwanted)", (all) => all.map((one) => one.className));
  assert.ok(marks.length > 0 && marks.every((one) => one.includes("error")), marks);
  const counts = await texts(page, "#documents-list .count");
  assert.equal(counts.reduce((sum, count) => sum + Number(count), 0), 3);
  assert.match(await page.textContent("#list-title"), /of 5/);
  await press("fix", "none");
  assert.match(await page.textContent("#text"), /No document in this report matches/);
  await page.keyboard.press("n");
  await page.keyboard.press("c");
  assert.equal((await texts(page, "#documents-list .count")).length, 5);
  for (const [group, name] of [["category", "comments"], ["source", "seeds"], ["rule", "ar-date"]]) {
    await press(group, name);
    assert.equal(await page.locator(`.group.${group} [aria-pressed=true]`).count(), 1);
    await page.keyboard.press("c");
    assert.equal(await page.locator("[aria-pressed=true]").count(), 0);
  }
  await page.keyboard.press("n");
  await page.keyboard.press("Enter");
  await page.click("#details >> text=Only this rule");
  assert.equal(await page.locator(".group.rule [aria-pressed=true]").count(), 1);
  await close();
});

test("a search ignores Arabic marks and forms of hamza", async () => {
  const { page, close } = await open(seeds());
  await page.keyboard.press("/");
  await page.keyboard.type("اقرا ايضا");
  await page.waitForFunction(() => CSS.highlights.get("match")?.size > 0);
  const marked = await page.evaluate(() => [...CSS.highlights.get("match")].map(String));
  assert.ok(marked.every((one) => /^[إا]قر[أا] [أا]يض/.test(one)), marked);
  assert.ok((await texts(page, "#documents-list .count")).length < 5);
  await page.fill("#search", "nothing has this (");
  await page.waitForFunction(() => document.getElementById("text").textContent.includes("No document in this report matches"));
  await page.fill("#search", "");
  await page.waitForFunction(() => document.getElementById("list-title").textContent === "Documents 5");
  await close();
});

test("the views show the same text as --fix", async () => {
  const { page, close } = await open(seeds());
  const names = await page.evaluate(() => report.documents.map((doc) => doc.name));
  for (const [key, flags] of [["2", ["--fix"]], ["3", ["--fix", "--unsafe-fixes"]]]) {
    await page.keyboard.press(key);
    assert.ok((await page.locator("#text del").count()) > 0);
    if (!(await page.isChecked("#hide"))) await page.keyboard.press("x");
    for (const [n, name] of names.entries()) {
      await page.locator("#documents-list button").nth(n).click();
      const left = await page.$$eval("#text .line", (lines) =>
        lines
          .filter((line) => line.checkVisibility())
          .map((line) => {
            const copy = line.cloneNode(true);
            copy.querySelectorAll("del").forEach((gone) => gone.remove());
            return copy.textContent.replaceAll("\u23ce", "");
          }),
      );
      const fixed = spawnSync(process.env.CORPUS_LINT, ["--isolated", "-q", "-", ...flags], { input: spawnSync("cat", [name], { cwd: ROOT }).stdout }).stdout.toString();
      assert.equal(left.join("\n").trimEnd(), fixed.trimEnd(), `${name} ${flags}`);
    }
  }
  await page.locator("#documents-list button").first().click();
  await page.keyboard.press("n");
  assert.equal(await page.isChecked("#hide"), false, "the finding that a key goes to is shown");
  await page.keyboard.press("1");
  assert.equal(await page.locator("#text del").count(), 0);
  await close();
});

test("hostile text runs no code and is shown unchanged", async () => {
  const name = "<img src=x onerror=window.caught=1>.jsonl";
  writeFileSync(path.join(WORK, name), hostile());
  const { page, close } = await open(report("hostile", [name], { cwd: WORK }));
  await page.keyboard.press("n");
  await page.keyboard.press("Enter");
  await page.keyboard.press("3");
  await page.waitForTimeout(300);
  assert.equal(await page.evaluate(() => window.caught), undefined);
  assert.equal(await page.locator("img, svg").count(), 0);
  assert.equal(await page.locator("script").count(), 3);
  const text = await page.textContent("#text");
  assert.ok(text.includes("</script><script>window.caught='script'</script>"));
  for (const mark of ["U+202E", "U+2066", "\u241b", "\u2400", "U+2028"]) assert.ok(text.includes(mark), mark);
  assert.doesNotMatch(await page.textContent("body"), /[\u0000\u001b\u202e\u2066]/u);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
  await close();
});

test("a policy forbids scripts that do not belong to the report", async () => {
  const { page } = await open(seeds());
  await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "window.caught = true";
    document.body.append(script);
  });
  assert.equal(await page.evaluate(() => window.caught), undefined);
});

test("fifty thousand findings open within seconds", async () => {
  writeFileSync(path.join(WORK, "news.jsonl"), corpus(12_000));
  const file = report("large", ["news.jsonl"], { cwd: WORK });
  const begun = performance.now();
  const { page, close } = await open(file);
  await page.keyboard.press("n");
  assert.ok((await current(page)).length > 0);
  const seconds = (performance.now() - begun) / 1000;
  const [total, shown] = await page.evaluate(() => [report.total.findings, report.documents.length]);
  console.log(`${total} findings, ${shown} documents shown, ${(statSync(file).size / 1e6).toFixed(1)} MB, open and at a finding in ${seconds.toFixed(2)} s`);
  assert.ok(total >= 50_000, total);
  assert.ok(seconds < PATIENCE, seconds);
  assert.match(await page.textContent("#shown"), /of 12,000 documents with findings are shown, at most 2,000 .*the first [\d,]+ documents of each rule/);
  const asked = performance.now();
  await page.fill("#search", "ربان");
  await page.waitForFunction(() => CSS.highlights.get("match")?.size > 0);
  assert.ok((performance.now() - asked) / 1000 < PATIENCE);
  await close();
});

test("the longest document that is shown opens within seconds", async () => {
  writeFileSync(path.join(WORK, "long.txt"), long());
  const { page, close } = await open(report("long", ["long.txt"], { cwd: WORK }));
  const asked = performance.now();
  for (const key of "nnnnn23x1") await page.keyboard.press(key);
  const seconds = (performance.now() - asked) / 1000;
  const [lines, findings] = await page.evaluate(() => [document.querySelectorAll(".line").length, report.total.findings]);
  console.log(`${lines} lines, ${findings} findings, nine keys in ${seconds.toFixed(2)} s`);
  assert.ok(lines > 3_000 && findings > 1_000);
  assert.ok(seconds < 3 * PATIENCE, seconds);
  await close();
});

test("a corpus without findings gives a report", async () => {
  writeFileSync(path.join(WORK, "clean.txt"), "The harbour opened again on Monday, and the ships came in.\n");
  const { page, close } = await open(report("clean", ["clean.txt"], { cwd: WORK }));
  assert.equal(await page.textContent("#shown"), "Nothing was found.");
  for (const key of ["n", "p", "]", "Enter", "2", "x", "c"]) await page.keyboard.press(key);
  await close();
});

test("the report works on a narrow screen, in dark mode and in print", async () => {
  const { page, close } = await open(seeds(), { width: 700, colorScheme: "dark" });
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
  assert.equal(await page.isVisible("#filters"), false);
  await page.click("#open-filters");
  assert.equal(await page.isVisible("#filters"), true);
  await page.emulateMedia({ media: "print", colorScheme: "light" });
  assert.equal(await page.isVisible("#controls"), false);
  assert.equal(await page.isVisible("#filters"), true);
  const pdf = await page.pdf();
  assert.ok(pdf.length > 10_000);
  await close();
});

for (const colorScheme of ["light", "dark"]) {
  test(`colours have enough contrast, ${colorScheme}`, async () => {
    const { page, close } = await open(seeds(), { colorScheme });
    const pairs = ["ink panel", "ink paper", "soft panel", "soft paper", "accent accent-soft", "accent paper", "ink match", "put-in panel", "error error-soft", "warning warning-soft", "info info-soft", "ink error-soft", "ink warning-soft", "ink info-soft", "soft accent-soft", "error hover", "warning panel"];
    const ratios = await page.evaluate((pairs) => {
      const style = getComputedStyle(document.documentElement);
      const light = (name) => {
        const hex = style.getPropertyValue(`--${name}`).trim();
        const parts = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
      };
      return pairs.map((pair) => {
        const [a, b] = pair.split(" ").map(light).sort((a, b) => b - a);
        return [pair, (a + 0.05) / (b + 0.05)];
      });
    }, pairs);
    for (const [pair, ratio] of ratios) assert.ok(ratio >= 4.5, `${pair}: ${ratio.toFixed(2)}`);
    await close();
  });
}

test("the screenshot in the documentation", { skip: !process.env.SCREENSHOT }, async () => {
  const { page, close } = await open(seeds(), { height: 860 });
  await page.keyboard.press("]");
  for (let n = 0; n < 4; n += 1) await page.keyboard.press("n");
  await page.waitForTimeout(600);
  await page.screenshot({ path: path.join(ROOT, "docs/images/html-report.png") });
  await close();
});
