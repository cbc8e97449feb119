// The ward portal: a host page as a hospital would write it. It knows the
// element by its tag, an attribute, `setContext()`, `reload()`, its events and
// the functions that it calls.

import { serveElement } from "./host.js";
import { showPanel } from "./panel.js";
import { ageWords, day, number, shownName } from "./people.js";
import { listTold } from "./told.js";

const one = (selector) => document.querySelector(selector);
const element = one("patient-timeline");
const root = document.documentElement;

// The patient is chosen here and kept nowhere: an identifier belongs neither in
// the address nor in storage.
let patients = [];
let chosen = null;
let now = new Date();

// ---- patients ----

function choose(patient) {
  chosen = patient;
  const { value } = patient.identifier;
  for (const button of document.querySelectorAll("[data-beds] button")) {
    const pressed = button.dataset.number === value;
    button.setAttribute("aria-pressed", String(pressed));
    if (pressed) button.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
  say("");
  show();
}

function bedButton(patient) {
  const item = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.dataset.number = patient.identifier.value;
  button.setAttribute("aria-pressed", "false");
  const where = `${number(patient.identifier.value)} \u00b7 ${patient.bed}`;
  button.append(span("who", `${shownName(patient)} (${ageWords(patient, now)})`), span("where", where));
  button.addEventListener("click", () => {
    choose(patient);
    location.hash = "record";
  });
  item.append(button);
  return item;
}

function boardRow(patient) {
  const row = document.createElement("tr");
  const open = document.createElement("button");
  open.type = "button";
  open.textContent = shownName(patient);
  open.addEventListener("click", () => {
    choose(patient);
    location.hash = "record";
  });
  const gender = patient.gender.charAt(0).toUpperCase() + patient.gender.slice(1);
  const born = `${day(patient.birthDate)} (${ageWords(patient, now)})`;
  for (const content of [patient.bed, open, born, gender, number(patient.identifier.value), patient.note ?? ""]) {
    const cell = document.createElement("td");
    cell.append(content);
    row.append(cell);
  }
  return row;
}

function span(className, text) {
  const made = document.createElement("span");
  made.className = className;
  made.textContent = text;
  return made;
}

// ---- pages of the portal ----

function turnPage() {
  const wanted = location.hash.slice(1);
  const sections = [...document.querySelectorAll("[data-page]")];
  const known = sections.some((section) => section.dataset.page === wanted);
  const page = known ? wanted : "record";
  for (const section of sections) section.hidden = section.dataset.page !== page;
  for (const link of document.querySelectorAll(".tabs a")) {
    if (link.hash === `#${page}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

// ---- looks ----

function setTheme(theme) {
  for (const target of [root, element]) {
    const name = target === root ? "data-theme" : "theme";
    if (theme) target.setAttribute(name, theme);
    else target.removeAttribute(name);
  }
}

function setWidth(width) {
  root.dataset.width = width;
  one("[data-note]").hidden = width !== "narrow";
}

// ---- who asks, and why ----

/** Shows the chosen patient to the chosen role, for the chosen purpose. */
function show() {
  if (!chosen) return;
  const { identifier, family, given, birthDate, gender } = chosen;
  element.setContext?.({
    patient: { identifier, family, given, birthDate, gender },
    user: "ward-user-1",
    role: one("[data-role]").value,
    purpose: one("[data-purpose]").value,
    // When this user last looked, which a portal would keep.
    newSince: "2026-03-04T08:00:00Z",
  }).catch(() => {
    // Why it cannot be shown stands in the element, and `timeline-error` says it too.
  });
}

// ---- what the element tells ----

function say(text) {
  one("[data-said]").textContent = text;
}

element.addEventListener("timeline-ready", ({ detail }) => {
  say(`${detail.entries} entries from ${detail.records} records of ${detail.sources.length} sources`);
});
element.addEventListener("timeline-error", ({ detail }) => say(`The shared record reports: ${detail.code}`));

// ---- start ----

listTold(element);
serveElement(element);
addEventListener("hashchange", turnPage);
one("select[data-theme]").addEventListener("change", (event) => setTheme(event.target.value));
one("select[data-width]").addEventListener("change", (event) => setWidth(event.target.value));
for (const choice of ["[data-role]", "[data-purpose]"]) one(choice).addEventListener("change", show);
one("[data-note]").addEventListener("submit", (event) => {
  event.preventDefault();
  one("[data-note-said]").textContent = "Saved nowhere: this is a demonstration.";
});
turnPage();

const [listed, configuration] = await Promise.all(
  ["/demo/patients.json", element.getAttribute("config")].map(async (address) => (await fetch(address)).json()),
);
now = new Date(configuration.now);
patients = listed.patients;
one("[data-beds]").append(...patients.map(bedButton));
one("[data-board]").append(...patients.map(boardRow));
await showPanel(element, configuration.sources);
await customElements.whenDefined("patient-timeline");
if (!chosen && patients.length > 0) choose(patients[0]);
else show();
