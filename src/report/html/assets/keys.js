// Keys, pointer events and the start of the page.

function chooseView(view) {
  state.view = view;
  byId("views").querySelector(`[value=${view}]`).checked = true;
  if (state.document >= 0) drawDocument();
}

function flipHide() {
  if (state.view !== "found") hideRemoved(!byId("hide").checked);
}

function openFilters() {
  const isOpen = document.body.classList.toggle("shows-filters");
  byId("open-filters").setAttribute("aria-expanded", isOpen);
}

function closeAll() {
  closeCard();
  closeDetails();
  if (document.activeElement === byId("search")) byId("search").blur();
}

/** What each key does. Enter is not in this table, because buttons use it, too. */
const KEYS = {
  n: () => step(1),
  j: () => step(1),
  p: () => step(-1),
  k: () => step(-1),
  "]": () => stepDocument(1),
  "[": () => stepDocument(-1),
  1: () => chooseView("found"),
  2: () => chooseView("safe"),
  3: () => chooseView("unsafe"),
  x: flipHide,
  c: () => clearFilters(refresh),
  "/": () => byId("search").focus(),
  "?": () => byId("help").showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || byId("help").open) return;
  if (event.key === "Escape") return closeAll();
  const { target } = event;
  if (target.matches("input[type=search]")) return;
  if (event.key === "Enter" && !target.matches("button, input, a, summary")) {
    openDetails();
    event.preventDefault();
  } else if (Object.hasOwn(KEYS, event.key)) {
    KEYS[event.key]();
    event.preventDefault();
  }
});

/** The finding at a place of the text: the shortest one that the filters accept. */
function findingAt(mark) {
  const all = mark.dataset.f.split(" ").map(Number);
  const doc = report.documents[state.document];
  return all.find((n) => takes(doc, n)) ?? all[0];
}

const markAt = (target) => (target instanceof Element ? target.closest("#text mark") : null);

byId("text").addEventListener("pointerover", ({ target }) => {
  const mark = markAt(target);
  if (mark) openCard(mark, findingAt(mark));
});
byId("text").addEventListener("pointerout", ({ target }) => {
  if (markAt(target) && document.activeElement !== markAt(target)) closeCard();
});
byId("text").addEventListener("focusin", ({ target }) => {
  const mark = markAt(target);
  if (!mark) return;
  const firsts = mark.dataset.first.split(" ").map(Number);
  if (!firsts.includes(state.finding)) state.finding = findingAt(mark);
  showCurrent();
  showPlace();
  openCard(mark, state.finding);
});
byId("text").addEventListener("focusout", closeCard);
byId("text").addEventListener("click", ({ target }) => {
  const mark = markAt(target);
  if (!mark || !getSelection().isCollapsed) return;
  state.finding = findingAt(mark);
  showCurrent();
  showPlace();
  openDetails();
});
// In the capture phase, because scroll events do not bubble.
document.addEventListener("scroll", placeCard, { passive: true, capture: true });

byId("views").addEventListener("change", ({ target }) => chooseView(target.value));
byId("hide").addEventListener("change", ({ target }) => hideRemoved(target.checked));
byId("on").addEventListener("click", () => step(1));
byId("back").addEventListener("click", () => step(-1));
byId("open-help").addEventListener("click", () => byId("help").showModal());
byId("open-filters").addEventListener("click", openFilters);

let typing = 0;
byId("search").addEventListener("input", ({ target }) => {
  clearTimeout(typing);
  typing = setTimeout(() => {
    state.query = pattern(target.value);
    refresh();
  }, 150);
});

drawHead();
drawFilters(byId("filters"), refresh);
drawList();
refresh();
document.documentElement.dataset.ready = "true";
