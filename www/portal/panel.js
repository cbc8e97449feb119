// The panel that tells the demonstration's sources what to do: faults, sign-ins,
// and what becomes of records.

const one = (selector) => document.querySelector(selector);
const SIGN_INS = [["", "None"], ["token", "Token"], ["cookie", "Session cookie"]];
const LATE = [["", "At once"], ["200", "0.2 s late"], ["1000", "1 s late"], ["5000", "5 s late"], ["20000", "20 s late"]];

let element;
let known = [];
let rows = [];
let signedIn = false;
let version = 0;

/** Fills the panel. */
export async function showPanel(timeline, sources) {
  element = timeline;
  const [faults, signIn, records] = await Promise.all([ask("faults"), ask("sign-in"), ask("records")]);
  known = faults.known;
  rows = sources.map(row);
  one("[data-faults]").append(head(), ...rows.map(({ made }) => made));
  showFaults(faults.faults);
  showSignIn(signIn);
  showRecords(records);
  one("[data-lift]").addEventListener("click", () => change(liftAll));
  one("[data-seconds]").addEventListener("change", ({ target }) => change(() => setSignIn({ seconds: Number(target.value) })));
  one("[data-session]").addEventListener("click", () => change(() => session(!signedIn)));
  one("[data-audit]").addEventListener("change", () => change(() => configureAgain()));
  for (const select of document.querySelectorAll("[data-told]")) {
    select.addEventListener("change", () =>
      change(async () => showRecords(await ask("records", "POST", { [select.dataset.told]: select.value || null }))),
    );
  }
}

// ---- one source ----

function head() {
  const made = div("source-row heads");
  for (const text of ["Source", "What it does", "Pages", "How fast", "Sign-in"]) made.append(span(text));
  return made;
}

function row(source) {
  const made = div("source-row");
  made.setAttribute("role", "group");
  made.setAttribute("aria-label", source.title);
  const name = (what) => `${source.title}: ${what}`;
  const fault = select(name("what it does"), faultOptions(source));
  const page = select(name("pages"), [["", "All"], ["1", "Page 1"], ["2", "Page 2"], ["3", "Page 3"]]);
  const late = select(name("how fast"), LATE);
  const signIn = select(name("sign-in"), SIGN_INS);
  const numbers = div("numbers");
  const does = document.createElement("p");
  does.className = "does";
  made.append(span(source.title), fault, page, late, signIn, numbers, does);
  const row = { source, made, fault, page, late, signIn, numbers, does };
  fault.addEventListener("change", () => {
    showNumbers(row, []);
    change(() => setFault(row));
  });
  for (const choice of [page, late]) choice.addEventListener("change", () => change(() => setFault(row)));
  signIn.addEventListener("change", () => change(() => setSignIn({ [source.id]: signIn.value || null })));
  return row;
}

function faultOptions(source) {
  const fits = known.filter(({ name, fhir }) => !["slow", "needs-token", "needs-cookie"].includes(name) && (!fhir || source.kind === "fhir"));
  const groups = Object.groupBy(fits, ({ group }) => group);
  const options = Object.entries(groups).map(([name, faults]) => {
    const group = document.createElement("optgroup");
    group.label = name;
    group.append(...faults.map(({ name, does }) => new Option(does, name)));
    return group;
  });
  return [new Option("as the data have it", ""), ...options];
}

/** The numbers that a fault takes, filled with those given. */
function showNumbers(row, given) {
  const fault = known.find(({ name }) => name === row.fault.value);
  const inputs = (fault?.numbers ?? []).map(({ what, default: usual, most }, place) => {
    const label = document.createElement("label");
    const input = document.createElement("input");
    Object.assign(input, { type: "number", min: 0, max: most, step: 1, value: given[place] ?? "", placeholder: usual ?? "" });
    input.addEventListener("change", () => change(() => setFault(row)));
    label.append(input, span(what));
    return label;
  });
  row.numbers.replaceChildren(...inputs);
}

/** The fault as the server writes it. */
function written({ fault, page, late, numbers }) {
  const given = [...numbers.querySelectorAll("input")].map(({ value }) => value);
  while (given.length > 0 && given.at(-1) === "") given.pop();
  const usual = known.find(({ name }) => name === fault.value)?.numbers ?? [];
  const filled = given.map((value, place) => value || (usual[place].default ?? 1));
  const parts = [];
  if (late.value) parts.push(`slow:${late.value}`);
  if (fault.value) parts.push([fault.value, ...filled].join(":") + (page.value && `@${page.value}`));
  return parts.join(".") || null;
}

function showFaults(faults) {
  for (const row of rows) {
    const parts = (faults[row.source.id] ?? "").split(".").filter(Boolean);
    const late = parts.findIndex((part) => /^slow(:\d+)?$/.test(part));
    const wait = late < 0 ? "" : parts.splice(late, 1)[0].split(":")[1] ?? "3000";
    const [, name, given, page] = /^([\w-]*)((?::\d+)*)(?:@(\d+))?$/.exec(parts.join(".")) ?? [];
    choose(row.late, wait, `${wait} ms late`);
    choose(row.fault, name ?? parts.join("."), parts.join("."));
    choose(row.page, page ?? "", `Page ${page}`);
    showNumbers(row, (given ?? "").split(":").slice(1));
    row.page.disabled = row.fault.value === "";
    const set = faults[row.source.id];
    row.does.textContent = set ? `Written: --faults ${row.source.id}=${set}` : "";
    row.made.classList.toggle("wrong", parts.length > 0 && row.fault.value !== "none");
  }
  const count = Object.values(faults).filter((fault) => fault !== "none").length;
  const badge = one("[data-fault-count]");
  badge.hidden = count === 0;
  badge.textContent = String(count);
}

/** Chooses a value, also one that was set elsewhere and is not on offer. */
function choose(select, value, words) {
  if (![...select.options].some((option) => option.value === value)) select.append(new Option(words, value));
  select.value = value;
}

// ---- what is asked of the server ----

/** Does something, loads the record again, and says what went wrong. */
async function change(what) {
  const said = one("[data-fault-said]");
  try {
    await what();
    said.textContent = "";
  } catch (error) {
    said.textContent = `Not set: ${error.message}`;
  }
}

async function setFault(row) {
  showFaults((await ask("faults", "POST", { [row.source.id]: written(row) })).faults);
  reload();
}

async function setSignIn(wanted) {
  showSignIn(await ask("sign-in", "POST", wanted));
  if (Object.values(wanted).includes("cookie") && !signedIn) await session(true);
  configureAgain();
}

async function session(open) {
  const answer = await fetch("/demo/session", { method: open ? "POST" : "DELETE" });
  signedIn = open && answer.ok;
  one("[data-session]").textContent = signedIn ? "End the portal's session" : "Begin a session of the portal";
}

async function liftAll() {
  const nothing = { access: null, disclosures: null };
  const [faults, signIn, records] = await Promise.all([ask("faults", "DELETE"), ask("sign-in", "DELETE"), ask("records", "POST", nothing)]);
  showFaults(faults.faults);
  showSignIn(signIn);
  showRecords(records);
  one("[data-audit]").checked = false;
  configureAgain();
}

function showSignIn({ signIn, seconds }) {
  for (const row of rows) row.signIn.value = signIn[row.source.id] ?? "";
  one("[data-seconds]").value = seconds;
  one("[data-session]").textContent = signedIn ? "End the portal's session" : "Begin a session of the portal";
}

function showRecords(records) {
  for (const select of document.querySelectorAll("[data-told]")) {
    const { told } = records[select.dataset.told];
    select.value = told === "keep" ? "" : told;
  }
}

async function ask(what, method = "GET", body = undefined) {
  const answer = await fetch(`/control/${what}`, { method, body: body && JSON.stringify(body) });
  const told = await answer.json();
  if (!answer.ok) throw new Error(told.mistakes.join("; "));
  return told;
}

function reload() {
  element.reload?.().catch(() => {
    // The element itself says why.
  });
}

/** Another address, so that the element reads the configuration again. */
function configureAgain() {
  version += 1;
  const audit = one("[data-audit]").checked ? "&audit=required" : "";
  element.setAttribute("config", `/timeline.json?for=portal${audit}&version=${version}`);
}

// ---- small elements ----

function div(className) {
  const made = document.createElement("div");
  made.className = className;
  return made;
}

function span(text) {
  const made = document.createElement("span");
  made.textContent = text;
  return made;
}

function select(label, options) {
  const made = document.createElement("select");
  made.setAttribute("aria-label", label);
  made.append(...options.map((option) => (option instanceof Node ? option : new Option(option[1], option[0]))));
  return made;
}
