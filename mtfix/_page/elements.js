// What the page is made of: its data, and elements out of them.

const data = JSON.parse(document.getElementById("data").textContent);
const $ = (id) => document.getElementById(id);
const whole = new Intl.NumberFormat("en");
const percent = (share) => `${(100 * share).toFixed(share > 0.9 && share < 1 ? 1 : 0)} %`;
const count = (n, noun) => `${whole.format(n)} ${noun}${n === 1 ? "" : "s"}`;

// Everything below makes elements and text nodes; text never becomes markup.
const el = (tag, set = {}, ...inside) => {
  const made = document.createElementNS(SVG.has(tag) ? "http://www.w3.org/2000/svg" : "http://www.w3.org/1999/xhtml", tag);
  for (const [name, value] of Object.entries(set)) {
    if (name === "on") for (const [event, act] of Object.entries(value)) made.addEventListener(event, act);
    else if (value !== undefined) made.setAttribute(name, value);
  }
  made.append(...inside.flat());
  return made;
};
const SVG = new Set(["svg", "rect", "text", "line", "title"]);

// Characters without a shape of their own, or that turn others around, are written as their number.
const HIDDEN = /(?:\r?\n)+|[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Co}\p{Cn}]/gu;
const shown = (text) => {
  const out = [];
  let at = 0;
  for (const hit of text.matchAll(HIDDEN)) {
    if (hit[0] === "\t") continue;
    out.push(text.slice(at, hit.index));
    const code = hit[0].codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
    out.push(hit[0].endsWith("\n") ? el("span", { class: "break" }, "↵ ") : el("span", { class: "mark" }, `U+${code}`));
    at = hit.index + hit[0].length;
  }
  out.push(text.slice(at));
  return out;
};
const swap = (before, after) => [
  el("del", {}, before ? shown(before) : "nothing"), " → ",
  el("ins", {}, after ? shown(after) : "nothing"),
];
