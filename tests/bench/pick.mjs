// The peer: what a JavaScript component would do with the same bytes, decode, parse and pick the fields that our
// reader picks, in plain loops.

export function pick(bytes) {
  const bundle = JSON.parse(new TextDecoder().decode(bytes));
  const entries = [];
  const byName = new Map();
  for (const { resource, fullUrl } of bundle.entry) {
    byName.set(`${resource.resourceType}/${resource.id}`, resource);
    if (fullUrl) byName.set(fullUrl, resource);
  }
  for (const { resource } of bundle.entry) {
    if (SUPPORTING.has(resource.resourceType)) continue;
    entries.push(entry(resource, byName));
  }
  return entries;
}

const SUPPORTING = new Set([
  "Patient", "Practitioner", "PractitionerRole", "Organization", "Location", "Medication", "Provenance", "Device",
  "Substance", "RelatedPerson", "Specimen", "HealthcareService", "Person", "Endpoint", "MessageHeader", "Binary",
  "Group", "Parameters", "Schedule", "Slot", "Questionnaire",
]);

function entry(resource, byName) {
  const concept =
    resource.code ?? resource.vaccineCode ?? resource.medicationCodeableConcept ?? first(resource.type) ?? resource.category;
  const facts = [];
  const add = (field, text) => {
    if (text) facts.push({ field, text: String(text) });
  };
  const codes = codings(concept);
  const title = words(concept) ?? resource.title ?? resource.description ?? resource.resourceType;
  add("recordedAs", title);
  for (const code of codes) add("code", `${code.system} ${code.code} ${code.display}`);
  add("status", resource.status);
  const value = found(resource);
  if (value) add("value", shown(value));
  for (const range of list(resource.referenceRange)) add("range", range.text ?? `${shown(range.low)} – ${shown(range.high)}`);
  for (const part of list(resource.interpretation)) add("interpretation", words(part));
  for (const part of list(resource.category)) add("category", words(part));
  for (const part of [...list(resource.reasonCode), ...list(resource.reason)]) add("reason", words(part));
  for (const part of list(resource.bodySite)) add("bodySite", words(part));
  for (const note of list(resource.note)) add("note", note.text ?? note);
  add("note", resource.comment);
  for (const dose of [...list(resource.dosageInstruction), ...list(resource.dosage)]) {
    add("dose", dose.text);
    add("route", words(dose.route));
  }
  for (const who of [...list(resource.performer), ...list(resource.requester), ...list(resource.recorder),
    ...list(resource.asserter), ...list(resource.author), ...list(resource.participant)]) {
    const target = who.actor ?? who.individual ?? who.agent ?? who;
    add("author", target.display ?? name(byName.get(target.reference)));
  }
  for (const place of [...list(resource.serviceProvider), ...list(resource.managingOrganization), ...list(resource.custodian)])
    add("organisation", place.display ?? name(byName.get(place.reference)));
  const identifiers = list(resource.identifier).map(({ system, value }) => ({ system, value }));
  for (const { value } of identifiers) add("identifier", value);
  const components = list(resource.component).map((part) => {
    const inner = found(part);
    add("component", `${words(part.code)}: ${inner ? shown(inner) : ""}`);
    return { title: words(part.code), codes: codings(part.code), value: inner };
  });
  const references = [];
  const refer = (role, target) => {
    if (target?.reference) references.push({ role, target: target.reference, found: byName.get(target.reference) });
  };
  for (const key of ["encounter", "context", "partOf", "basedOn", "result", "hasMember", "reasonReference", "entry"])
    for (const target of list(resource[key])) refer(key, target.item ?? target);
  return {
    alias: `${resource.resourceType}/${resource.id}`,
    kind: resource.resourceType,
    title,
    codes,
    start: date(resource.effectiveDateTime ?? resource.onsetDateTime ?? resource.performedDateTime ??
      resource.occurrenceDateTime ?? resource.authoredOn ?? resource.period?.start ?? resource.effectivePeriod?.start ??
      resource.performedPeriod?.start ?? resource.date ?? resource.recordedDate),
    end: date(resource.period?.end ?? resource.effectivePeriod?.end ?? resource.abatementDateTime),
    recorded: date(resource.issued ?? resource.recordedDate ?? resource.assertedDate ?? resource.recorded),
    updated: date(resource.meta?.lastUpdated),
    status: resource.status ?? resource.clinicalStatus?.coding?.[0]?.code,
    value,
    components,
    identifiers,
    references,
    subject: resource.subject?.reference ?? resource.patient?.reference,
    covered: list(resource.meta?.security).some(({ code }) => code === "R" || code === "V"),
    facts,
  };
}

function list(value) {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

function first(value) {
  return Array.isArray(value) ? value[0] : value;
}

function words(concept) {
  const one = first(concept);
  if (!one) return undefined;
  if (typeof one === "string") return one;
  return one.text ?? one.coding?.find(({ userSelected }) => userSelected)?.display ??
    one.coding?.find(({ display }) => display)?.display ?? one.coding?.[0]?.code ?? one.display;
}

function codings(concept) {
  return list(first(concept)?.coding).map(({ system = "", code = "", display = "" }) => ({ system, code, display }));
}

function found(resource) {
  if (resource.valueQuantity) {
    const { value, unit, code, comparator } = resource.valueQuantity;
    return { number: value, unit: unit ?? code, comparator };
  }
  if (resource.valueCodeableConcept) return { text: words(resource.valueCodeableConcept) };
  const text = resource.valueString ?? resource.valueBoolean ?? resource.valueInteger ?? resource.valueDateTime;
  return text === undefined ? undefined : { text };
}

function shown(value) {
  if (!value) return "";
  return value.text ?? `${value.comparator ?? ""}${value.number ?? value.value} ${value.unit ?? ""}`;
}

function name(resource) {
  const one = first(resource?.name);
  if (!one || typeof one === "string") return one;
  return one.text ?? `${list(one.prefix).join(" ")} ${list(one.given).join(" ")} ${one.family}`;
}

/** Year, month, day, time and offset, each as far as it was sent. */
function date(text) {
  if (typeof text !== "string") return undefined;
  const time = text.indexOf("T");
  const day = (time < 0 ? text : text.slice(0, time)).split("-");
  const clock = time < 0 ? [] : text.slice(time + 1, time + 9).split(":");
  const zone = text.endsWith("Z") ? "Z" : text.slice(-6);
  return { year: +day[0], month: +(day[1] ?? 0), day: +(day[2] ?? 0), hour: +(clock[0] ?? 0), minute: +(clock[1] ?? 0),
    second: +(clock[2] ?? 0), zone };
}
