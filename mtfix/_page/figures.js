// The figures at the top: totals, tables and charts.

const [documents, changed, words, edits, left] = data.totals;
const wrong = edits - data.scores[1].reduce((sum, [, sure]) => sum + sure, 0);
const story = () => {
  $("headline").textContent = edits
    ? `${count(edits, "repair")} in ${whole.format(changed)} of ${count(documents, "document")}` : "Nothing was repaired";
  $("story").textContent = edits
    ? `By their own probabilities, ${percent(1 - wrong / edits)} of the repairs are right: ` +
      `about ${whole.format(Math.round(wrong))} of ${whole.format(edits)} ${Math.round(wrong) === 1 ? "is" : "are"} wrong. ` +
      `${count(left, "more finding")} ${left === 1 ? "was" : "were"} left alone.`
    : `${count(words, "word")} were read in ${count(documents, "document")}; ${count(left, "finding")} ${left === 1 ? "was" : "were"} left alone.`;
  const figures = [
    ["documents", whole.format(documents)], ["of them repaired", documents ? percent(changed / documents) : "0 %"],
    ["words", whole.format(words)], ["repairs", whole.format(edits)],
    ["repairs per 10,000 words", words ? (1e4 * edits / words).toFixed(1) : "0"], ["findings left", whole.format(left)],
  ];
  $("figures").append(...figures.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value))));
  $("signature").append("Made by ", ...shown(data.signatures.join("; ") || `mtfix ${data.version}`), ".");
};
const bar = (share) => {
  const made = el("span", { class: "bar" });
  made.style.width = share ? `max(2px, ${100 * share}%)` : "0";
  return made;
};
const table = (id, heads, rows) => $(id).append(
  el("thead", {}, el("tr", {}, heads.map((head, k) => el("th", { scope: "col", class: k ? "number" : "" }, head)))),
  el("tbody", {}, rows.map(([first, ...numbers]) => el("tr", {},
    el("th", { scope: "row" }, first), numbers.map((n) => el("td", { class: "number" }, n)))))
);
const chart = (title, [names, values], parts) => {
  const top = Math.max(1, ...values.map(([n]) => n));
  const width = 400 / names.length;
  const made = el("svg", { viewBox: "0 0 400 168", role: "img", "aria-label": title }, el("title", {}, title));
  values.forEach(([n, sure], k) => {
    const tall = n ? Math.max(1.5, 120 * n / top) : 0;
    const right = parts && n ? tall * sure / n : tall;
    const x = k * width + 0.14 * width;
    made.append(
      el("rect", { class: "right", x, y: 140 - right, width: 0.72 * width, height: right }),
      el("rect", { class: "wrong", x, y: 140 - tall, width: 0.72 * width, height: tall - right }),
      el("text", { class: "value", x: (k + 0.5) * width, y: 134 - tall, "text-anchor": "middle" }, n ? whole.format(n) : ""),
      el("text", { x: (k + 0.5) * width, y: 157, "text-anchor": "middle" }, names[k]));
  });
  made.append(el("line", { class: "axis", x1: 0, x2: 400, y1: 140.5, y2: 140.5 }));
  return made;
};
const figures = () => {
  const most = Math.max(1, ...data.rules.map((r) => r[2]));
  table("rules", ["rule", "repaired", "left"], data.rules.map(([rule, title, n, rest]) => [
    [el("span", { class: "code" }, shown(rule)), ...shown(title), bar(n / most)], whole.format(n), whole.format(rest)]));
  const top = Math.max(1, ...data.families.map((f) => f[1]));
  table("families", ["family", "repaired"], data.families.map(([name, n]) => [[...shown(name), bar(n / top)], whole.format(n)]));
  const [names, bins] = data.scores;
  $("scores").append(
    chart("Repairs by probability", data.scores, true),
    el("p", { class: "note legend" }, el("span", {}, "expected right"), el("span", { class: "w" }, "expected wrong")),
    el("details", {}, el("summary", { class: "note" }, "The same in numbers, beside your marks"), el("table", { id: "bins" })));
  $("scores-note").textContent = "Repairs by the probability under which they were made. Of each column, the share that its probabilities expect to be right.";
  table("bins", ["probability", "repairs", "expected right", "marked right"], names.map((name, k) =>
    [[name], whole.format(bins[k][0]), bins[k][0] ? percent(bins[k][1] / bins[k][0]) : "–", "–"]));
  $("spun").append(chart("Documents by probability of having been machine-rewritten", [data.spun[0], data.spun[1].map((n) => [n, n])], false));
};

story();
figures();
