// The filters by severity, fix, category, rule and source: each is a group of buttons.

// Rows of a group that are shown at first.
const FEW = { category: 8, rule: 12, source: 8 };
// Rows that one click adds.
const MORE = 200;

const byFindings = (rows) => rows.map((row, n) => [row, n]).filter(([row]) => row.findings).sort(([a], [b]) => b.findings - a.findings);
const inOrder = (rows) => rows.map((row, n) => [row, n]);

/** Each group: its rows, and the value of a finding that its rows are compared with. */
const GROUPS = [
  { key: "severity", title: "Severity", rows: inOrder(report.severities), of: (rule) => report.rules[rule].severity },
  { key: "fix", title: "Fix", rows: inOrder(report.fixes), of: (_rule, fix) => fix },
  { key: "category", title: "Category", rows: byFindings(report.categories), of: (rule) => report.rules[rule].category },
  { key: "rule", title: "Rule", rows: byFindings(report.rules), of: (rule) => report.rules[rule].name },
  { key: "source", title: "Source", rows: byFindings(report.sources), of: (_rule, _fix, doc) => doc.source },
];
const chosen = Object.fromEntries(GROUPS.map(({ key }) => [key, new Set()]));
const isFiltered = () => GROUPS.some(({ key }) => chosen[key].size > 0);

/** Whether the filters accept a finding of a document, given by its number. */
function takes(doc, n) {
  const [rule, fix] = doc.found[n];
  return GROUPS.every(({ key, of }) => chosen[key].size === 0 || chosen[key].has(of(rule, fix, doc)));
}

/** Builds the groups; `changed` is called after each choice. */
function drawFilters(root, changed) {
  const clear = element("button", { type: "button", id: "clear", hidden: true }, "Clear all");
  clear.addEventListener("click", () => clearFilters(changed));
  root.replaceChildren(element("div", { className: "pane-title" }, element("h2", {}, "Found"), clear));
  for (const group of GROUPS) if (group.rows.length) root.append(drawGroup(group, changed));
}

function drawGroup(group, changed) {
  const list = element("ul", {});
  const most = Math.max(...group.rows.map(([row]) => row.findings), 1);
  const add = (to) => {
    for (const [row, n] of group.rows.slice(list.children.length, to)) list.append(drawRow(group, row, n, most, changed));
  };
  add(FEW[group.key] ?? Infinity);
  const section = element("section", { className: `group ${group.key}` }, element("h3", {}, group.title), list);
  const more = element("button", { type: "button", className: "more" });
  const updateMore = () => {
    const left = group.rows.length - list.children.length;
    more.hidden = left <= 0;
    more.textContent = `${number(left)} more`;
  };
  more.addEventListener("click", () => {
    add(list.children.length + MORE);
    updateMore();
  });
  updateMore();
  section.append(more);
  return section;
}

function drawRow(group, row, n, most, changed) {
  const value = group.key === "source" ? n : row.name;
  const share = percent(row.bytes, row.all_bytes ?? report.total.all_bytes);
  const of = row.all_bytes === undefined ? "of all text" : "of its text";
  const about = row.about ? `${row.about}\n` : "";
  const button = element(
    "button",
    {
      type: "button",
      className: row.severity ?? (group.key === "severity" ? row.name : ""),
      title: `${about}${counted(row.findings, "finding")} in ${counted(row.documents, "document")}, ${share} ${of}`,
      "aria-pressed": "false",
    },
    element("bdi", { className: "name" }, row.name),
    element("span", { className: "count" }, number(row.findings)),
    element("span", { className: "share" }, share),
  );
  button.style.setProperty("--part", row.findings / most);
  button.addEventListener("click", () => {
    const set = chosen[group.key];
    if (!set.delete(value)) set.add(value);
    button.setAttribute("aria-pressed", set.has(value));
    changed();
  });
  button.dataset.value = value;
  return element("li", {}, button);
}

/** Shows only the findings of one rule, whose row may not be shown yet. */
function chooseRule(name) {
  clearFilters(() => {});
  chosen.rule.add(name);
  const group = byId("filters").querySelector(".group.rule");
  const button = () => group.querySelector(`[data-value="${CSS.escape(name)}"]`);
  while (!button() && !group.querySelector(".more").hidden) group.querySelector(".more").click();
  button()?.setAttribute("aria-pressed", "true");
}

function clearFilters(changed) {
  for (const { key } of GROUPS) chosen[key].clear();
  for (const button of byId("filters").querySelectorAll("[aria-pressed=true]")) button.setAttribute("aria-pressed", "false");
  changed();
}
