// Search in the texts. Case, Arabic marks and variants of some letters make no difference.

// Alef, yeh, teh marbuta and heh, kaf, waw; as codes, so that the source has only one direction.
const ALIKE = [
  "\u0627\u0623\u0625\u0622\u0671",
  "\u064a\u0649\u0626\u06cc",
  "\u0629\u0647",
  "\u0643\u06a9",
  "\u0648\u0624",
];
const MARKS = "[\\u0610-\\u061a\\u0640\\u064b-\\u065f\\u0670\\u200c-\\u200f]*";
const IS_MARK = new RegExp(`^${MARKS.slice(0, -1)}$`);

/** The pattern that finds a query in the original text; null for an empty query. */
function pattern(query) {
  const letters = [...query.trim()].filter((c) => !IS_MARK.test(c));
  const parts = letters.map((c) => {
    if (/\s/.test(c)) return "\\s+";
    const alike = ALIKE.find((group) => group.includes(c));
    return alike ? `[${alike}]` : c.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  });
  return parts.length ? new RegExp(parts.join(MARKS), "giu") : null;
}

/** Whether the text, the name, the id or the title of a document matches the search. */
function hasMatch(index, query) {
  const { name, id, title } = report.documents[index];
  const search = (text) => text !== undefined && text.search(query) >= 0;
  return search(name) || search(id) || search(title) || search(load(index).text);
}

/** Marks the matches of the search in the drawn text, if the browser can. */
function markMatches(root, query) {
  if (!globalThis.CSS?.highlights) return;
  CSS.highlights.delete("match");
  if (!query) return;
  const found = new Highlight();
  for (const line of root.querySelectorAll(".content")) {
    const nodes = [];
    const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
    for (let at = 0; walker.nextNode(); at += walker.currentNode.length) {
      nodes.push({ node: walker.currentNode, at });
    }
    const place = (offset) => {
      const { node, at } = nodes.findLast((held) => held.at <= offset);
      return [node, offset - at];
    };
    for (const match of line.textContent.matchAll(query)) {
      const range = new Range();
      range.setStart(...place(match.index));
      range.setEnd(...place(match.index + match[0].length));
      found.add(range);
    }
  }
  CSS.highlights.set("match", found);
}
