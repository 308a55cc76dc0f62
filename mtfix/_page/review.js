// The repairs: shown, filtered, marked and exported.

// Marks: on a frequent repair, or on one place. A place without a mark has that of its repair.

const kept = `mtfix-review ${digest(JSON.stringify([data.totals, data.signatures, data.documents.map((d) => d.slice(0, 6)), data.pairs.map((p) => p[4])]))}`;
const marks = new Map();
const pairs = data.pairs.map(([before, after, rule, family, n, sure, examples], number) =>
  ({ key: `p${number}`, pair: number, before, after, rule, family, count: n, score: sure, examples }));
const places = data.documents.map(([number, name, , , , , hunks]) => hunks.map(([line, texts, changes], h) =>
  changes.map(([start, end, before, after, rule, family, score, gain, runner, pair], k) => ({
    key: `d${number}:${start}:${end}`, document: name, line, start, end, before, after, rule, family, score, gain, runner, pair,
    left: texts[k], right: texts[k + 1], hunk: h,
  }))));
const ownMark = (item) => marks.get(item.key) || "";
const markOf = (item) => ownMark(item) || (item.document !== undefined && marks.get(`p${item.pair}`)) || "";

function digest(text) {
  let sum = 0x811c9dc5; // FNV-1a: names the place in the browser's storage, protects nothing
  for (let k = 0; k < text.length; k++) sum = Math.imul(sum ^ text.charCodeAt(k), 0x01000193) >>> 0;
  return sum.toString(16);
}
const remember = () => { try { localStorage.setItem(kept, JSON.stringify([...marks])); } catch { /* the browser keeps nothing for files */ } };
const recall = () => {
  try {
    const known = new Set([...pairs, ...places.flat(2)].map((item) => item.key));
    for (const [key, mark] of JSON.parse(localStorage.getItem(kept) || "[]"))
      if (known.has(key) && (mark === "accept" || mark === "reject")) marks.set(key, mark);
  } catch { /* as above */ }
};
const setMark = (item, mark) => {
  if (!mark || ownMark(item) === mark) marks.delete(item.key);
  else marks.set(item.key, mark);
  remember();
  refresh();
};
const refresh = () => {
  for (const node of document.querySelectorAll(".repair")) {
    const mark = markOf(node.item);
    node.dataset.mark = mark;
    node.dataset.from = mark && !ownMark(node.item) ? "pair" : "";
    for (const button of node.querySelectorAll(".marks button")) button.setAttribute("aria-pressed", String(button.value === mark));
  }
  const all = [...marks.values()];
  const yes = all.filter((mark) => mark === "accept").length;
  $("tally").textContent = all.length ? `${whole.format(yes)} accepted, ${whole.format(all.length - yes)} rejected` : "No marks yet";
  $("export").disabled = !all.length;
  const rows = $("bins").tBodies[0].rows;
  const seen = [...rows].map(() => [0, 0]);
  const edges = data.edges;
  for (const item of places.flat(2)) {
    const mark = markOf(item);
    if (!mark) continue;
    const bin = seen[edges.filter((edge) => edge <= item.score).length];
    bin[0] += mark === "accept";
    bin[1] += 1;
  }
  seen.forEach(([right, n], k) => { rows[k].cells[3].textContent = n ? `${right} of ${n}` : "–"; });
};
const exported = () => {
  const sides = (item) => ({ before: item.before, after: item.after, rule: item.rule, family: item.family === "—" ? "" : item.family });
  const marked = (items) => items.filter(ownMark);
  return JSON.stringify({
    "mtfix-review": 1,
    signatures: data.signatures,
    pairs: marked(pairs).map((item) => ({ ...sides(item), count: item.count, mark: ownMark(item) })),
    places: marked(places.flat(2)).map((item) => ({ ...sides(item), document: item.document, start: item.start, end: item.end, left: item.left, right: item.right, mark: ownMark(item) })),
  }, null, 1);
};
const save = () => {
  const address = URL.createObjectURL(new Blob([exported()], { type: "application/json" }));
  el("a", { href: address, download: "review.json" }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
};

// What is shown

const odds = (score) => (score > 0.995 ? "p > 0.99" : `p ${score.toFixed(2)}`);
const repair = (item, ...more) => {
  const name = `${item.before || "nothing"} → ${item.after || "nothing"}`;
  const button = (mark, label) => el("button", {
    type: "button", class: mark === "accept" ? "yes" : "no", value: mark, "aria-pressed": "false", "aria-label": `${label}: ${name}`,
    on: { click: () => setMark(item, mark) },
  }, label);
  const facts = item.document === undefined
    ? [`${whole.format(item.count)} ×`, item.rule, item.family, `${odds(item.score)} on average`]
    : [item.rule, item.family, odds(item.score), `gain ${item.gain.toFixed(1)} nats`];
  const made = el("div", { class: "repair", role: "group", tabindex: "-1", "aria-label": name },
    el("div", {}, el("p", { class: "words" }, swap(item.before, item.after)),
      el("p", { class: "facts" }, facts.map((fact) => el("span", {}, shown(fact))), item.runner ? el("span", {}, "or: ", ...shown(item.runner)) : [])),
    el("div", { class: "marks" }, button("accept", "Accept"), button("reject", "Reject")), ...more);
  made.item = item;
  return made;
};
const pairCard = (item) => repair(item, el("ul", { class: "contexts" }, item.examples.map(([before, from, to, after]) =>
  el("li", {}, shown(before), el("del", {}, shown(from)), " ", el("ins", {}, shown(to)), shown(after)))));
const hunkCard = ([line, texts, changes], items, fits) => {
  const side = (name, k, tag) => el("p", { class: "side" }, el("b", {}, k === 2 ? `${name}, line ${whole.format(line)}` : name),
    texts.flatMap((text, n) => [...shown(text), ...(changes[n] && changes[n][k] ? [el(tag, {}, shown(changes[n][k]))] : [])]));
  const cards = items.map((item) => repair(item));
  cards.forEach((card, k) => card.classList.toggle("off", !fits(items[k])));
  return el("div", { class: "hunk" }, el("div", { class: "sides" }, side("before", 2, "del"), side("after", 3, "ins")), el("div", { class: "cards" }, cards));
};
const documentCard = (number, rank, open, fits, shownHunks) => {
  const [place, name, words_, edits_, left_, spun, hunks] = data.documents[number];
  const made = el("details", { class: "document" }, el("summary", {},
    el("span", { class: "rank" }, String(rank)), el("span", { class: "name" }, shown(name)),
    el("span", { class: "damage" }, `damage ${(1000 * edits_ / (words_ + 100)).toFixed(0)}`),
    el("span", { class: "facts" }, [`document ${whole.format(place)}`, count(edits_, "repair"), `${whole.format(left_)} left`, count(words_, "word"), `${percent(spun)} spun`]
      .map((fact) => el("span", {}, fact)))));
  const fill = () => {
    if (made.childElementCount > 1) return;
    made.append(...shownHunks.map((h) => hunkCard(hunks[h], places[number][h], fits)));
    const cut = edits_ - places[number].flat().length;
    if (cut > 0) made.append(el("p", { class: "note hunk" }, `${count(cut, "more repair")} of this document ${cut === 1 ? "is" : "are"} counted, not shown.`));
    refresh();
  };
  made.addEventListener("toggle", () => made.open && fill());
  if (open) { made.open = true; fill(); }
  return made;
};

const PAGE = { pairs: 25, documents: 10 };
let limit = { ...PAGE };
const wanted = () => {
  const [rule, family, mark, floor] = ["rule", "family", "marked", "floor"].map((id) => $(id).value);
  const text = $("search").value.trim().toLowerCase();
  const fits = (item) => (!rule || item.rule === rule) && (!family || item.family === family) && item.score >= Number(floor)
    && (!mark || markOf(item) === (mark === "none" ? "" : mark));
  return { fits, text, active: Boolean(rule || family || mark || Number(floor) || text) };
};
const says = (text, ...parts) => !text || parts.some((part) => part.toLowerCase().includes(text));
const show = () => {
  const { fits, text, active } = wanted();
  $("floor-shown").textContent = Number($("floor").value).toFixed(2);
  const some = pairs.filter((p) => fits(p) && says(text, p.before, p.after, ...p.examples.flat()));
  $("pairs").replaceChildren(...some.slice(0, limit.pairs).map(pairCard));
  $("more-pairs").hidden = some.length <= limit.pairs;
  const found = data.documents.map(([, name, , , , , hunks], number) => [number, hunks.map((_, h) => h).filter((h) =>
    places[number][h].some(fits) && says(text, name, hunks[h][1].join("\n"), ...hunks[h][2].flatMap((c) => [c[2], c[3]]), side(hunks[h], 2), side(hunks[h], 3)))])
    .filter(([, hunks]) => hunks.length);
  $("documents").replaceChildren(...found.slice(0, limit.documents).map(([number, hunks], k) =>
    documentCard(number, number + 1, active || k < 2, fits, hunks)));
  $("more-documents").hidden = found.length <= limit.documents;
  const rest = data.more ? ` of the ${whole.format(pairs.length + data.more)} different ones` : "";
  const sample = data.depth ? ` Different repairs were too many to count all; one in ${whole.format(2 ** data.depth)} was.` : "";
  $("shown").textContent = `${count(some.length, "repair")}${rest} and ${count(found.length, "document")}${active ? ` of ${whole.format(data.documents.length)} fit` : ""}.${sample}`;
  refresh();
};
const side = ([, texts, changes], k) => texts.map((text, n) => text + (changes[n] ? changes[n][k] : "")).join("");

// Hands

const step = (by) => {
  const all = [...document.querySelectorAll(".repair")].filter((node) => node.checkVisibility());
  if (!all.length) return;
  const here = all.indexOf(document.activeElement.closest(".repair"));
  const next = all[here < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, here + by))];
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
};
const keys = (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !$("keys").checked) return;
  if (event.target.closest("input:not([type=checkbox]), select, textarea")) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const node = document.activeElement.closest(".repair");
  const acts = { j: () => step(1), k: () => step(-1), "/": () => $("search").focus() };
  if (node) Object.assign(acts, { a: () => setMark(node.item, "accept"), r: () => setMark(node.item, "reject"), u: () => setMark(node.item, "") });
  if (Object.hasOwn(acts, event.key)) { event.preventDefault(); acts[event.key](); }
};
const choices = (id, names) => $(id).append(el("option", { value: "" }, "all"), ...names.map((name) => el("option", { value: name }, shown(name).map((part) => part.textContent ?? part).join(""))));

choices("rule", data.rules.filter((r) => r[2]).map((r) => r[0]));
choices("family", data.families.map((f) => f[0]));
recall();
show();
const again = () => { limit = { ...PAGE }; show(); };
$("filters").addEventListener("input", again);
$("filters").addEventListener("submit", (event) => event.preventDefault());
$("filters").addEventListener("reset", () => setTimeout(again));
$("more-pairs").addEventListener("click", () => { limit.pairs += 4 * PAGE.pairs; show(); });
$("more-documents").addEventListener("click", () => { limit.documents += 2 * PAGE.documents; show(); });
$("export").addEventListener("click", save);
document.addEventListener("keydown", keys);
