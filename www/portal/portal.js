// The ward portal: a host page as a hospital would write it. It knows the
// element by its tag, two attributes, `reload()` and its events.

import { ageWords, day, number, shownName } from "./people.js";

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
  const { system, value } = patient.identifier;
  element.setAttribute("patient", `${system}|${value}`);
  for (const button of document.querySelectorAll("[data-beds] button")) {
    const pressed = button.dataset.number === value;
    button.setAttribute("aria-pressed", String(pressed));
    if (pressed) button.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
  say("");
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

// ---- faults ----

async function control(method, body) {
  const answer = await fetch("/control/faults", { method, body: body && JSON.stringify(body) });
  const told = await answer.json();
  if (!answer.ok) throw new Error(told.mistakes.join("; "));
  showFaults(told.faults);
  return told;
}

function faultChoice(source, known) {
  const label = document.createElement("label");
  const select = document.createElement("select");
  select.dataset.source = source.id;
  select.append(new Option("as the data have it", ""));
  for (const { name, does } of known) select.append(new Option(does, name));
  select.append(new Option("answers 500 for the second page", "error@2"));
  select.addEventListener("change", () => setFault(source, select));
  label.append(source.title, select);
  return label;
}

async function setFault(source, select) {
  const said = one("[data-fault-said]");
  try {
    // The empty choice lifts what was set.
    await control("POST", { [source.id]: select.value || null });
    said.textContent = "";
    element.reload?.();
  } catch (error) {
    said.textContent = `Not set: ${error.message}`;
  }
}

function showFaults(faults) {
  for (const select of document.querySelectorAll("[data-faults] select")) {
    select.value = faults[select.dataset.source] ?? "";
    select.classList.toggle("wrong", select.value !== "" && select.value !== "none");
  }
  const count = Object.values(faults).filter((fault) => fault !== "none").length;
  const badge = one("[data-fault-count]");
  badge.hidden = count === 0;
  badge.textContent = String(count);
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

addEventListener("hashchange", turnPage);
one("select[data-theme]").addEventListener("change", (event) => setTheme(event.target.value));
one("select[data-width]").addEventListener("change", (event) => setWidth(event.target.value));
one("[data-lift]").addEventListener("click", async () => {
  await control("DELETE");
  element.reload?.();
});
one("[data-note]").addEventListener("submit", (event) => {
  event.preventDefault();
  one("[data-note-said]").textContent = "Saved nowhere: this is a demonstration.";
});
turnPage();

const [listed, configuration, { known, faults }] = await Promise.all(
  ["/demo/patients.json", "/timeline.json", "/control/faults"].map(async (address) => (await fetch(address)).json()),
);
now = new Date(configuration.now);
patients = listed.patients;
one("[data-beds]").append(...patients.map(bedButton));
one("[data-board]").append(...patients.map(boardRow));
one("[data-faults]").append(...configuration.sources.map((source) => faultChoice(source, known)));
showFaults(faults);
if (!chosen && patients.length > 0) choose(patients[0]);
