// Made from the contract's table by `cargo xtask generate`.

export type Configuration = Record<string, unknown>;

export interface Patient {
  identifier: { system: string; value: string };
  family?: string;
  given?: string | string[];
  prefix?: string;
  birthDate?: string;
  gender?: "female" | "male" | "other" | "unknown";
  deceased?: boolean | string;
}

export interface Context {
  patient: string | Patient;
  user?: string;
  role?: string;
  purpose?: string;
}

export type SourceState = "not-asked" | "loading" | "complete" | "empty" | "partial" | "cut-short" | "failed" | "timed-out" | "no-such-patient" | "held-back" | "withheld" | "not-shared";

export type SourceReason = "unreachable" | "timeout" | "sign-in" | "not-found" | "server" | "not-json" | "unsupported-format" | "broken-json" | "refused" | "other-identifier" | "other-birth-date" | "not-confirmed" | "several-patients" | "page-limit" | "next-elsewhere" | "name-differs";

export interface SourceDetail {
  id: string;
  state: SourceState;
  reason?: SourceReason;
  records: number;
  /** How many resources were received and what became of each: the six add up to `received`. */
  tally: { received: number; entries: number; parts: number; supporting: number; somebodyElse: number; messages: number; problems: number };
}

export interface ProgressDetail {
  sources: SourceDetail[];
}

export interface ReadyDetail extends ProgressDetail {
  entries: number;
  records: number;
  possible: number;
  /** Maps of codes that were asked for because sources name things in different code systems. */
  codeMaps: { read: number; failed: number };
  engine: "worker" | "page";
}

export interface EntryOpenDetail {
  /** Opaque; the same entry has the same id as long as it is shown. */
  entry: string;
  kind: "problem" | "medicine" | "allergy" | "alert" | "encounter" | "procedure" | "result" | "report" | "vital-sign" | "document" | "vaccination" | "care-plan" | "appointment" | "other";
  sources: string[];
}

export interface FoldDetail {
  action: "split" | "join" | "undo";
  /** Opaque. Of a join the two entries; of a split the entry, then each copy that is to stand alone; of an undo the entry. */
  entries: string[];
  kind: "problem" | "medicine" | "allergy" | "alert" | "encounter" | "procedure" | "result" | "report" | "vital-sign" | "document" | "vaccination" | "care-plan" | "appointment" | "other";
  sources: string[];
}

export interface ErrorDetail {
  code: "no-configuration" | "configuration-unreachable" | "configuration" | "no-patient" | "wasm-unreachable" | "wasm-invalid" | "policy" | "internal" | "replaced";
  path?: string;
  allowed?: string;
}

export interface PatientTimelineElement extends HTMLElement {
  /** Whom to show, with what else the host knows: `{identifier: {system, value}, family, given, prefix, birthDate, gender, deceased}`. What the host knows is compared with what each source says. */
  patient: string | Patient | null;
  /** The configuration's address, or the same object as the file. */
  config: string | Configuration | null;
  /** Fulfilled with the detail of `timeline-ready` when the current load has ended; rejected with an error that has a `code` where it cannot be had. */
  readonly ready: Promise<ReadyDetail>;
  /** The version of this component. Read-only. */
  readonly version: string;
  /** Loads the same patient again from every source. */
  reload(): Promise<ReadyDetail>;
  /** Changes patient, user, role and purpose at once; the screen is empty when it returns. */
  setContext(context: Context): Promise<ReadyDetail>;
  /** Empties the element in the same task: requests end, and nothing of the patient stays. */
  clear(): void;
}

declare global {
  interface HTMLElementTagNameMap {
    "patient-timeline": PatientTimelineElement;
  }
  interface HTMLElementEventMap {
    "timeline-ready": CustomEvent<ReadyDetail>;
    "timeline-progress": CustomEvent<ProgressDetail>;
    "timeline-entry-open": CustomEvent<EntryOpenDetail>;
    "timeline-fold": CustomEvent<FoldDetail>;
    "timeline-error": CustomEvent<ErrorDetail>;
  }
}
