// Draws the text of a document: lines with their direction, findings, and what fixes remove and insert.

// Characters that a page or a reader would act on, as in `sanitise.rs`; tabs and line breaks stay.
const ACTING =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;
// Lines that the browser lays out together, when they come into view.
const CHUNK = 100;

/** A text in which symbols replace characters that would act. */
function safeText(text) {
  const parts = document.createDocumentFragment();
  let from = 0;
  for (const { 0: c, index } of text.matchAll(ACTING)) {
    const code = c.codePointAt(0);
    const name = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
    const sign = code < 0x20 ? String.fromCharCode(0x2400 + code) : code === 0x7f ? "\u2421" : name;
    parts.append(text.slice(from, index), element("span", { className: "sign", title: name }, sign));
    from = index + c.length;
  }
  parts.append(text.slice(from));
  return parts;
}

/** All offsets where something changes: ends of lines, findings and patches. */
function cuts(shown, patches) {
  const all = new Set([0, shown.text.length]);
  for (let at = shown.text.indexOf("\n"); at >= 0; at = shown.text.indexOf("\n", at + 1)) {
    all.add(at).add(at + 1);
  }
  for (const { at } of shown.findings) all.add(at[0]).add(at[1]);
  for (const [start, end] of patches) all.add(start).add(end);
  return [...all].sort((a, b) => a - b);
}

/** Draws a text into `root`. `isWanted` says whether the filters accept a finding, given by its number. */
function drawText(root, index, view, isWanted) {
  const shown = load(index);
  const { dir, found } = report.documents[index];
  const patches = view === "found" ? [] : shown[view];
  const turned = new Set(shown.turned);
  const all = cuts(shown, patches);
  const severity = (n) => report.rules[found[n][0]].severity;
  const lengthOf = (n) => shown.findings[n].at[1] - shown.findings[n].at[0];
  // `waiting` has the findings in the order of their start; `open` has those at this place, the shortest first.
  const waiting = shown.findings.map((_, n) => n).sort((a, b) => shown.findings[a].at[0] - shown.findings[b].at[0]);
  let [next, patch, open] = [0, 0, []];
  let [chunk, line, content, isGone] = [null, null, null, true];
  let lines = 0;

  const beginLine = () => {
    if (lines % CHUNK === 0) chunk = root.appendChild(element("div", { className: "chunk" }));
    const own = turned.has(lines) ? (dir === "rtl" ? "ltr" : "rtl") : dir;
    content = element("div", { className: "content", dir: own });
    line = chunk.appendChild(element("div", { className: "line", "data-n": lines + 1 }, content));
    isGone = true;
    lines += 1;
  };
  const endLine = () => {
    if (isGone) line.classList.add("gone-line");
    if (!content.hasChildNodes()) content.append(element("br"));
  };
  const mark = (numbers, starting, ...inside) => {
    const wanted = numbers.filter(isWanted);
    const made = element("mark", { "data-f": numbers.join(" ") }, ...inside);
    made.className = severity((wanted.length ? wanted : numbers)[0]);
    if (!wanted.length) made.classList.add("unwanted");
    if (starting.length) {
      made.tabIndex = 0;
      made.setAttribute("role", "button");
      made.setAttribute("aria-describedby", "card");
      made.dataset.first = starting.join(" ");
    }
    return made;
  };

  root.replaceChildren();
  root.dir = dir;
  beginLine();
  for (let c = 0; c < all.length; c += 1) {
    const [from, to] = [all[c], all[c + 1] ?? all[c]];
    open = open.filter((n) => shown.findings[n].at[1] > from);
    const starting = [];
    while (next < waiting.length && shown.findings[waiting[next]].at[0] === from) {
      starting.push(waiting[next]);
      next += 1;
    }
    // A finding of length 0 is a place between two characters.
    const points = starting.filter((n) => lengthOf(n) === 0);
    if (points.length) content.append(mark(points, points, element("span", { className: "point" }, "\u2038")));
    open.push(...starting.filter((n) => lengthOf(n) > 0));
    open.sort((a, b) => lengthOf(a) - lengthOf(b));

    // Inserted text comes after the text that it replaces.
    while (patch < patches.length && patches[patch][1] <= from && patches[patch][0] <= from) {
      const put = patches[patch][2];
      if (put) {
        content.append(element("ins", {}, safeText(put.replaceAll("\n", "\u23ce\n"))));
        isGone = false;
      }
      patch += 1;
    }
    if (from === to) continue;
    const isRemoved = patch < patches.length && patches[patch][0] <= from && to <= patches[patch][1];
    isGone &&= isRemoved;
    if (shown.text[from] === "\n") {
      endLine();
      if (to < shown.text.length) beginLine();
      continue;
    }
    let text = shown.text.slice(from, to);
    // The carriage return of a line break is not shown.
    if (shown.text[to] === "\n") text = text.replace(/\r$/, "");
    let drawn = safeText(text);
    if (open.length) drawn = mark(open, starting.filter((n) => open.includes(n)), drawn);
    if (isRemoved) drawn = element("del", {}, drawn);
    content.append(drawn);
  }
  if (!shown.text.endsWith("\n")) endLine();
}
