// The visible parts: the header, the list of documents, the current document, and the notes about a finding.

const state = { document: -1, finding: -1, view: "found", query: null, anchor: null };
const LIST = [];
const hidden = new Set();

// ---- The header

function drawHead() {
  const { total, sample, documents, version } = report;
  const figure = (value, label, note) =>
    element("div", {}, element("dt", {}, label), element("dd", { className: "figure" }, value), element("dd", { className: "note" }, note));
  const named = (rows, name) => rows.find((row) => row.name === name)?.findings ?? 0;
  const severity = (name) => counted(named(report.severities, name), name);
  const plural = (n, what) => (n === 1 ? what : `${what}s`);
  const safe = named(report.fixes, "safe");
  byId("totals").append(
    figure(number(total.all_documents), plural(total.all_documents, "document"), `${number(total.documents)} with findings`),
    figure(number(total.findings), plural(total.findings, "finding"), `${severity("error")}, ${severity("warning")}`),
    figure(percent(total.bytes, total.all_bytes), "of the text", `${bytes(total.bytes)} of ${bytes(total.all_bytes)}`),
    figure(number(safe), safe === 1 ? "safe fix" : "safe fixes", `${number(named(report.fixes, "unsafe"))} unsafe`),
  );
  byId("version").textContent = `report · ${version}`;
  byId("shown").textContent = whatIsShown(sample, total, documents.length);
}

const mebibytes = (n) => `${number(n / 2 ** 20)} MiB`;

/** The sentence about which documents are shown. */
function whatIsShown(sample, total, shown) {
  const long = sample.too_long
    ? ` ${counted(sample.too_long, "document")} of more than ${mebibytes(sample.limit_document)} ${sample.too_long === 1 ? "is" : "are"} counted but not shown.`
    : "";
  if (total.documents === 0) return "Nothing was found.";
  if (shown === total.documents) return "All documents with findings are shown.";
  if (sample.per_rule === null) return `${number(shown)} of ${counted(total.documents, "document")} with findings are shown.${long} All counts are exact.`;
  const rule = sample.cut
    ? "the first document of each rule, in the order of a hash of the document names, as far as there is room"
    : `the first ${number(sample.per_rule)} documents of each rule, in the order of a hash of the document names`;
  return `${number(shown)} of ${number(total.documents)} documents with findings are shown, at most ${number(sample.limit_documents)} or ${mebibytes(sample.limit_bytes)}: ${rule}.${long} All counts are exact.`;
}

// ---- The list of documents

function drawList() {
  const buttons = report.documents.map((doc, index) => {
    const name = element("bdi", { className: "name" }, doc.name.split("/").at(-1));
    const count = element("span", { className: "count" });
    const about = element("bdi", { className: "about", dir: "auto" }, doc.title ?? doc.id ?? report.sources[doc.source].name);
    const button = element("button", { type: "button", title: doc.name }, name, count, about);
    button.addEventListener("click", () => openDocument(index));
    LIST.push({ button, count, item: element("li", {}, button) });
    return LIST[index].item;
  });
  byId("documents-list").append(...buttons);
}

/** Shows the documents that match the filters and the search, and opens one of them. */
function refresh() {
  hidden.clear();
  report.documents.forEach((doc, index) => {
    const count = doc.found.filter((_, n) => takes(doc, n)).length;
    const isHidden = count === 0 || (state.query !== null && !hasMatch(index, state.query));
    if (isHidden) hidden.add(index);
    LIST[index].item.hidden = isHidden;
    LIST[index].count.textContent = number(count);
  });
  const left = report.documents.length - hidden.size;
  const all = report.documents.length;
  byId("list-title").textContent = left === all ? `Documents ${number(all)}` : `Documents ${number(left)} of ${number(all)}`;
  byId("clear").hidden = !isFiltered();
  const isVisible = state.document >= 0 && !hidden.has(state.document);
  const first = report.documents.findIndex((_, index) => !hidden.has(index));
  if (isVisible) openDocument(state.document);
  else if (first >= 0) openDocument(first);
  else drawNothing();
}

function drawNothing() {
  state.document = state.finding = -1;
  closeDetails();
  byId("bar").hidden = true;
  byId("notes").replaceChildren();
  const why = report.documents.length ? "No document in this report matches the filters and the search." : "No document is shown.";
  byId("text").replaceChildren(element("p", { className: "empty" }, why));
}

// ---- The current document

function openDocument(index) {
  const isNew = state.document !== index;
  LIST[state.document]?.button.removeAttribute("aria-current");
  LIST[index].button.setAttribute("aria-current", "true");
  LIST[index].item.scrollIntoView({ block: "nearest" });
  state.document = index;
  if (isNew) state.finding = -1;
  const doc = report.documents[index];
  const about = [report.sources[doc.source].name, bytes(doc.bytes), counted(doc.found.length, "finding")];
  if (doc.id) about.unshift(doc.id);
  const parts = about.flatMap((part) => [" · ", element("bdi", {}, part)]).slice(1);
  byId("heading").replaceChildren(element("h2", {}, element("bdi", {}, doc.name)), element("p", {}, ...parts));
  if (doc.title) byId("heading").append(element("p", { className: "title", dir: "auto" }, doc.title));
  byId("bar").hidden = false;
  drawDocument();
  drawNotes();
  if (isNew) {
    closeCard();
    closeDetails();
    byId("document").scrollTop = 0;
  }
  showPlace();
}

function drawDocument() {
  const doc = report.documents[state.document];
  const text = byId("text");
  drawText(text, state.document, state.view, (n) => takes(doc, n));
  text.className = `view-${state.view}`;
  text.classList.toggle("hides", byId("hide").checked);
  byId("hide-label").hidden = state.view === "found";
  markMatches(text, state.query);
  showCurrent();
}

function hideRemoved(hides) {
  byId("hide").checked = hides;
  byId("text").classList.toggle("hides", hides);
}

function drawNotes() {
  const doc = report.documents[state.document];
  const rows = load(state.document).findings.map((finding, n) => {
    const rule = report.rules[doc.found[n][0]];
    const button = element(
      "button",
      { type: "button", className: rule.severity, "data-note": n },
      element("span", { className: "where" }, finding.place.join(":")),
      element("span", { className: "name" }, rule.name),
      element("bdi", {}, `${finding.message}${finding.note ? ` · ${finding.note}` : ""}`),
    );
    button.addEventListener("click", () => goTo(n));
    const item = element("li", {}, button);
    item.hidden = !takes(doc, n);
    return item;
  });
  byId("notes").replaceChildren(element("h3", {}, "Findings of this document"), element("ol", {}, ...rows));
}

// ---- The current finding

const acceptedIn = (index) => report.documents[index].found.flatMap((_, n) => (takes(report.documents[index], n) ? [n] : []));
const segmentsOf = (n) => byId("text").querySelectorAll(`mark[data-f~="${n}"]`);

/** Goes to the next or the previous finding that the filters accept, also in other documents. */
function step(by) {
  if (state.document < 0) return;
  const here = acceptedIn(state.document);
  const next = by > 0 ? here.find((n) => n > state.finding) : here.findLast((n) => n < state.finding);
  if (next !== undefined) return goTo(next);
  if (stepDocument(by)) {
    const there = acceptedIn(state.document);
    goTo(by > 0 ? there[0] : there.at(-1));
  }
}

/** Opens the next or the previous document that matches the filters. */
function stepDocument(by) {
  let index = state.document + by;
  while (index >= 0 && index < report.documents.length && hidden.has(index)) index += by;
  if (index < 0 || index >= report.documents.length) return false;
  openDocument(index);
  return true;
}

function goTo(n) {
  state.finding = n;
  showCurrent();
  const first = segmentsOf(n)[0];
  if (first) {
    // The finding is shown even if removed text was hidden.
    if (first.getClientRects().length === 0) hideRemoved(false);
    first.scrollIntoView({ block: "center" });
    first.focus({ preventScroll: true });
    openCard(first, n);
  }
  showPlace();
  if (!byId("details").hidden) openDetails();
}

function showCurrent() {
  for (const mark of byId("text").querySelectorAll("mark.current")) mark.classList.remove("current");
  if (state.finding >= 0) for (const mark of segmentsOf(state.finding)) mark.classList.add("current");
}

function showPlace() {
  const here = acceptedIn(state.document);
  const at = here.indexOf(state.finding) + 1;
  byId("place").textContent = at ? `${number(at)} / ${number(here.length)}` : counted(here.length, "finding");
}

/** The rule, the fix and the finding with this number, for the card and the details. */
function infoOf(n) {
  const [rule, fix] = report.documents[state.document].found[n];
  return { rule: report.rules[rule], fix, finding: load(state.document).findings[n] };
}

function headOf(rule) {
  return element(
    "p",
    { className: "what" },
    element("span", { className: `badge ${rule.severity}` }, rule.severity),
    element("strong", {}, rule.name),
    element("span", { className: "category" }, rule.category),
  );
}

/** Shows the card next to a finding: the reason in short. */
function openCard(at, n) {
  const { rule, fix, finding } = infoOf(n);
  const card = byId("card");
  card.replaceChildren(
    headOf(rule),
    element("p", { className: "message" }, finding.message),
    element("p", { className: "why", dir: "auto" }, rule.why),
    element("p", { className: `fix ${fix}` }, finding.note ? `${FIXES[fix]} (${finding.note})` : FIXES[fix]),
  );
  if (finding.withheld) card.append(element("p", { className: "fix" }, `With the other fixes: ${finding.withheld}`));
  const others = at.dataset.f.split(" ").filter((other) => Number(other) !== n);
  if (others.length) {
    const names = others.map((other) => infoOf(other).rule.name).join(", ");
    card.append(element("p", { className: "others" }, `also here: ${names}`));
  }
  card.hidden = false;
  state.anchor = at;
  placeCard();
}

/** Moves the card next to its finding, as long as that is visible. */
function placeCard() {
  const [card, at] = [byId("card"), state.anchor];
  if (card.hidden) return;
  const place = at.getClientRects()[0] ?? at.getBoundingClientRect();
  const view = byId("document").getBoundingClientRect();
  if (!at.isConnected || place.bottom < view.top || place.top > innerHeight) return closeCard();
  const { width, height } = card.getBoundingClientRect();
  const isBelow = place.bottom + height + 12 < innerHeight || place.top < height + 12;
  const start = getComputedStyle(at).direction === "rtl" ? place.right - width : place.left;
  card.style.left = `${Math.max(8, Math.min(start, innerWidth - width - 8))}px`;
  card.style.top = `${Math.max(8, isBelow ? Math.min(place.bottom + 6, innerHeight - height - 8) : place.top - height - 6)}px`;
}

function closeCard() {
  byId("card").hidden = true;
}

/** Shows the details of the current finding. */
function openDetails() {
  if (state.finding < 0) return;
  const { rule, fix, finding } = infoOf(state.finding);
  const [start, end] = finding.at;
  const row = (label, ...value) => element("div", {}, element("dt", {}, label), element("dd", {}, ...value));
  const quoted = element("blockquote", { dir: "auto" }, safeText(load(state.document).text.slice(start, Math.min(end, start + 600))));
  if (end > start + 600) quoted.append("…");
  const close = element("button", { type: "button", id: "close-details", "aria-label": "Close" }, "×");
  close.addEventListener("click", closeDetails);
  const facts = element(
    "dl",
    {},
    row("Rule", `${rule.name}: ${rule.about}`),
    row("Finding", element("bdi", {}, finding.message)),
    row("Why", element("bdi", {}, rule.why)),
    row("Fix", finding.note ? `${FIXES[fix]} (${finding.note})` : FIXES[fix]),
    row("Place", `line ${number(finding.place[0])}, column ${number(finding.place[1])}; ${counted(end - start, "character")}`),
    row("Rule details", `kind ${rule.kind}, pack ${rule.pack}; examples: corpus-lint explain ${rule.name}`),
    row("Total", `${counted(rule.findings, "finding")} in ${counted(rule.documents, "document")}`),
  );
  if (finding.withheld) facts.append(row("With other fixes", finding.withheld));
  const only = element("button", { type: "button" }, "Only this rule");
  only.addEventListener("click", () => onlyRule(rule.name));
  byId("details").replaceChildren(element("header", {}, headOf(rule), only, close), quoted, facts);
  byId("details").className = rule.severity;
  byId("details").hidden = false;
  document.body.classList.add("shows-details");
  segmentsOf(state.finding)[0]?.scrollIntoView({ block: "center" });
  closeCard();
}

function closeDetails() {
  byId("details").hidden = true;
  document.body.classList.remove("shows-details");
}

function onlyRule(name) {
  const held = state.finding;
  chooseRule(name);
  refresh();
  goTo(held);
}
