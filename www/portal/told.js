// The list of what the element told the portal: its events and its calls.

const MOST = 200;
const EVENTS = ["ready", "progress", "error", "notice", "entry-open", "fold"].map((name) => `timeline-${name}`);

const list = () => document.querySelector("[data-told-list]");

/** Lists the element's events from now on. */
export function listTold(element) {
  for (const name of EVENTS) {
    element.addEventListener(name, ({ detail }) => {
      // Of a load under way only the last word of each source is of use.
      if (name === "timeline-progress") return progress(detail);
      tell(name, name === "timeline-ready" ? ready(detail) : detail);
    });
  }
  document.querySelector("[data-forget]").addEventListener("click", () => list().replaceChildren());
}

/** Adds a line: a name, and what belongs to it. */
export function tell(name, detail) {
  const line = document.createElement("li");
  line.dataset.name = name;
  const what = document.createElement("strong");
  what.textContent = name;
  line.append(time(), what, ` ${words(detail)}`);
  list().prepend(line);
  while (list().children.length > MOST) list().lastElementChild.remove();
  return line;
}

let shown = "";

function progress({ sources }) {
  const states = sources.map(state).join(", ");
  if (states === shown) return;
  shown = states;
  const before = list().firstElementChild;
  if (before?.dataset.name === "timeline-progress") before.remove();
  tell("timeline-progress", states);
}

function ready({ sources, ...rest }) {
  return { ...rest, sources: sources.map(state).join(", ") };
}

function state({ id, state, reason, warning, records }) {
  return [`${id} ${state}`, reason, warning, records && `${records} records`].filter(Boolean).join(" ");
}

function words(detail) {
  if (detail === null || typeof detail !== "object") return String(detail ?? "");
  const said = Object.entries(detail).filter(([, value]) => value !== undefined && value !== "");
  if (Array.isArray(detail)) return said.map(([, value]) => words(value)).join(", ");
  return said.map(([key, value]) => (typeof value === "object" ? `${key} (${words(value)})` : `${key} ${value}`)).join(" \u00b7 ");
}

function time() {
  const made = document.createElement("time");
  made.textContent = new Date().toLocaleTimeString("en-GB");
  return made;
}
