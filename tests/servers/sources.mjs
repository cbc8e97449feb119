// The two servers as sources of a configuration, and what each is expected to hand out.

/** The most useful first, as an integrator would list them. */
const TYPES = [
  "Condition",
  "MedicationRequest",
  "AllergyIntolerance",
  "Encounter",
  "Observation",
  "DiagnosticReport",
  "Procedure",
  "Immunization",
  "CarePlan",
  "CareTeam",
  "Goal",
  "EpisodeOfCare",
  "Flag",
  "Appointment",
  "DocumentReference",
  "QuestionnaireResponse",
];

/** What is about nobody: who treated, where, and the contents of letters. It comes along or it does not. */
const SUPPORTING = ["Practitioner", "Organization", "Binary"];

/** R4 has Task in no patient's compartment, so `$everything` leaves it out. */
const OUTSIDE_COMPARTMENT = ["Task"];

/** As what kind of entry each of them is shown; a result may be a vital sign. */
const KINDS = {
  AllergyIntolerance: "allergy",
  Appointment: "appointment",
  CarePlan: "care-plan",
  CareTeam: "care-plan",
  Condition: "problem",
  DiagnosticReport: "report",
  DocumentReference: "document",
  Encounter: "encounter",
  EpisodeOfCare: "encounter",
  Flag: "alert",
  Goal: "care-plan",
  ImagingStudy: "report",
  Immunization: "vaccination",
  MedicationAdministration: "medicine",
  MedicationRequest: "medicine",
  Observation: "result",
  Procedure: "procedure",
  ServiceRequest: "appointment",
};

/** Helios FHIR Server, which has `$everything`. */
export function helios({ bases }, keys = { load: "everything" }) {
  return { id: "helios", title: "St Anne's", baseUrl: bases.helios, pageSize: 50, credentials: "token", ...keys };
}

/** Medplum, which has not. Its repository in memory knows the patient by type and id alone. */
export function medplum({ bases }, keys = { load: "types", searches: TYPES.map((type) => `${type}?patient=Patient/{id}`) }) {
  return { id: "medplum", title: "Kingsway", baseUrl: bases.medplum, pageSize: 30, credentials: "token", ...keys };
}

/** Those of a record's resources that say something of the patient and that such a load asks for. */
export function wanted(resources, { load, types, searches }) {
  const asked = types ?? searches?.map((search) => search.split("?")[0]);
  const left = load === "types" ? (type) => asked.includes(type) : (type) => !OUTSIDE_COMPARTMENT.includes(type);
  return resources.filter(({ resourceType: type }) => type !== "Patient" && !SUPPORTING.includes(type) && left(type));
}

/** How many of each kind of entry these resources are, in the order of the kinds' names. */
export function byKind(resources) {
  const counts = {};
  for (const resource of resources) {
    const kind = isVital(resource) ? "vital-sign" : (KINDS[resource.resourceType] ?? "other");
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return sorted(counts);
}

/** The same counts in the order of their names. */
export function sorted(counts) {
  return Object.fromEntries(Object.entries(counts).sort(([one], [other]) => (one < other ? -1 : 1)));
}

function isVital({ resourceType, category = [] }) {
  return resourceType === "Observation" && category.some(({ coding = [] }) => coding.some(({ code }) => code === "vital-signs"));
}
