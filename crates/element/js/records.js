// What the element keeps records with, loaded only where the configuration wants any: each record of access as a FHIR
// AuditEvent, and measures of use.

const CODES = "http://terminology.hl7.org/CodeSystem/";
const DICOM = "http://dicom.nema.org/resources/ontology/DCM";
const PROFILE = "https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.PatientQuery";

/** The record is here, or it is said that there is none. */
const SUCCESS = ["complete", "empty", "cut-short", "no-such-patient", "opened", "printed"];
const FAILURE = ["failed", "timed-out"];
/** What was not had of a source. */
const GAPS = ["partial", "cut-short", "failed", "timed-out", "held-back", "withheld", "not-shared"];

/** What keeps records for a configuration whose addresses are relative to `base`. */
export function keeper(config, base) {
  const { auditEvents, measures } = config;
  return {
    post: auditEvents && ((record) => post(new URL(auditEvents, base), auditEvent(record, config, base))),
    measure: measures && ((root, context) => measure(root, context, config, base)),
  };
}

/** Posts a resource; fails where it is not accepted. */
async function post(address, resource) {
  const answer = await fetch(address, {
    method: "POST",
    headers: { "Content-Type": "application/fhir+json" },
    body: JSON.stringify(resource),
    cache: "no-store",
    referrerPolicy: "no-referrer",
    // It goes out also where the page is left.
    keepalive: true,
  });
  // What may outlive the page counts as under way until its answer is read, and browsers allow 64 KB of that at once.
  await answer.arrayBuffer();
  if (!answer.ok) throw new Error("not accepted");
}

/** A record of access after IHE's Basic Audit Log Patterns: of a query about a patient, by the client. */
function auditEvent(record, { sources, site }, base) {
  const { action, outcome, reason, user, role, purpose, at, request } = record;
  const server = new URL(sources.find(({ id }) => id === record.source).baseUrl, base).href;
  const override = ["covered", "held-back"].includes(action) && !request;
  const event = {
    resourceType: "AuditEvent",
    type: override ? coding(DICOM, "110113", "Security Alert") : coding(`${CODES}audit-event-type`, "rest", "Restful Operation"),
    subtype: [subtype(action, override, request)],
    action: action === "document" ? "R" : "E",
    recorded: at,
    outcome: SUCCESS.includes(outcome) ? "0" : FAILURE.includes(outcome) ? "8" : "4",
    outcomeDesc: [action, outcome, reason].filter(Boolean).join(" "),
    agent: [
      {
        type: concept(DICOM, "110153", "Source Role ID"),
        who: { display: location.origin },
        requestor: false,
        network: { address: location.hostname, type: "1" },
      },
      {
        type: concept(DICOM, "110152", "Destination Role ID"),
        who: { display: server },
        requestor: false,
        network: { address: server, type: "5" },
      },
      {
        type: concept(`${CODES}v3-ParticipationType`, "IRCP", "information recipient"),
        who: { identifier: { value: user || "not said" } },
        name: user || undefined,
        requestor: true,
        role: role ? [{ text: role }] : undefined,
        purposeOfUse: purpose ? [ofUse(purpose)] : undefined,
      },
    ],
    source: { site, observer: { display: location.origin }, type: [coding(`${CODES}security-source-type`, "1", "User Device")] },
    entity: [
      {
        what: { type: "Patient", identifier: identified(record.patient) },
        type: coding(`${CODES}audit-entity-type`, "1", "Person"),
        role: coding(`${CODES}object-role`, "1", "Patient"),
      },
    ],
  };
  if (request && action === "document") {
    event.entity.push({
      what: { reference: request },
      type: coding(`${CODES}audit-entity-type`, "2", "System Object"),
      role: coding(`${CODES}object-role`, "3", "Report"),
    });
  } else if (request) {
    event.entity.push({
      type: coding(`${CODES}audit-entity-type`, "2", "System Object"),
      role: coding(`${CODES}object-role`, "24", "Query"),
      query: btoa(String.fromCharCode(...new TextEncoder().encode(request))),
    });
    // The profile is of queries that succeeded.
    if (event.outcome === "0") event.meta = { profile: [PROFILE] };
  }
  return event;
}

function subtype(action, override, request) {
  if (action === "print") return coding(DICOM, "110106", "Export");
  if (action === "document") return coding("http://hl7.org/fhir/restful-interaction", "read", "read");
  if (override) return coding(DICOM, "110132", "Use of Restricted Function");
  const code = request?.includes("/$") ? "operation" : "search";
  return coding("http://hl7.org/fhir/restful-interaction", code, code);
}

const coding = (system, code, display) => ({ system, code, display });
const concept = (...parts) => ({ coding: [coding(...parts)] });

/** A purpose of use: by its code where it looks like one of HL7's. */
const ofUse = (purpose) => (/^[A-Z]+$/.test(purpose) ? { coding: [{ system: `${CODES}v3-ActReason`, code: purpose }] } : { text: purpose });

/** The patient's identifier as the host gave it. */
function identified(patient) {
  if (typeof patient !== "string") return patient.identifier;
  const bar = patient.indexOf("|");
  return { system: patient.slice(0, bar).trim(), value: patient.slice(bar + 1).trim() };
}

/** Measures the use of one context: numbers and two codes, nothing of the patient, the user or the record. */
function measure(root, { role = "" }, { organisation, site = "", sources, measuresAddress }, base) {
  const begun = performance.now();
  const owner = new Map(sources.map((source) => [source.id, source.organisation ?? source.title]));
  const foreign = (id) => organisation !== undefined && owner.get(id) !== organisation;
  const gaps = new Set();
  const settled = new Map();
  const measures = { opened: 0, openedFromOthers: 0, msToFirstEntry: null, gaps: 0, retries: 0, role, site };
  let frame;
  // An entry is of use once it is drawn.
  const look = () => {
    if (root.querySelector("[role=option]")) measures.msToFirstEntry = Math.round(performance.now() - begun);
    else frame = requestAnimationFrame(look);
  };
  look();
  return {
    tell(type, detail) {
      if (type === "timeline-entry-open") {
        measures.opened += 1;
        if (detail.sources.every(foreign)) measures.openedFromOthers += 1;
      }
      for (const { id, state } of (type === "timeline-progress" && detail.sources) || []) {
        if (GAPS.includes(state)) gaps.add(id);
        if (state === "loading" && settled.get(id)) measures.retries += 1;
        settled.set(id, !["loading", "not-asked"].includes(state));
      }
    },
    end(record) {
      cancelAnimationFrame(frame);
      measures.gaps = gaps.size;
      try {
        record?.(measures);
      } catch {
        // What the host makes of its measures is its own.
      }
      if (measuresAddress) {
        const body = new Blob([JSON.stringify(measures)], { type: "application/json" });
        navigator.sendBeacon(new URL(measuresAddress, base), body);
      }
    },
  };
}
