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
  /** What a launch gave: the patient's id at a source, by the source's id. */
  sources?: Record<string, { patientId: string }>;
  /** Since when what is recorded is new to the user; without it the attribute `new-since`. */
  newSince?: string;
}

export interface HostCall {
  source: string;
  patient: string | Patient;
  context: Context;
  /** Aborted when nobody waits any more: another context, a time-out, the element is gone. */
  signal: AbortSignal;
}

export interface TokenRequest extends HostCall {
  /** `first`, or `refused` where the source refused the token before. */
  reason: "first" | "refused";
}

export interface HostRequest extends HostCall {
  method: "GET" | "POST";
  url: string;
  headers: Record<string, string>;
  body?: string;
}

export interface HostResponse {
  status: number;
  headers?: HeadersInit;
  body?: string | ArrayBuffer | Uint8Array | Blob | ReadableStream<Uint8Array> | null;
}

/** A record that the host keeps. It outlives the context, so that no signal ends it. */
export interface HostRecord {
  /** Of an entry that several sources hold, the first. */
  source: string;
  user: string;
  role: string;
  purpose: string;
  at: string;
  patient: string | Patient;
  context: Context;
}

export interface Disclosure extends HostRecord {
  what: "covered" | "held-back" | "emergency";
  /** All that hold the entry. */
  sources: string[];
  /** Opaque; of a covered entry. */
  entry?: string;
  reason: string;
}

export interface Access extends HostRecord {
  action: "load" | "covered" | "held-back" | "emergency" | "document" | "print";
  /** `loading` where the context ended before the source had settled. */
  outcome: SourceState | "opened" | "not-opened" | "printed";
  reason?: SourceReason;
  /** The kinds that the agreement shares; of a load. */
  kinds?: Kind[];
  /** The address of the request that stands for it; of a load, or of a document that did not come along with the record. */
  request?: string;
  /** Opaque; of a document. */
  entry?: string;
  /** How many entries of each kind; of a load. Those covered for sensitivity count as `covered`. */
  counts?: Record<string, number>;
}

export interface Measures {
  /** Entries opened, and those of them that only other organisations hold. */
  opened: number;
  openedFromOthers: number;
  /** Milliseconds until the first entry was drawn; null where none was. */
  msToFirstEntry: number | null;
  /** Sources with a gap, and how often one was loaded again. */
  gaps: number;
  retries: number;
  role: string;
  site: string;
}

export interface NoticeDetail {
  code: "agreement-ends" | "agreement-overdue" | "access-not-recorded";
  source: string;
  days: number;
}

export type SourceState = "not-asked" | "loading" | "complete" | "empty" | "partial" | "cut-short" | "failed" | "timed-out" | "no-such-patient" | "held-back" | "withheld" | "not-shared";

export type SourceReason = "unreachable" | "timeout" | "sign-in" | "not-found" | "server" | "not-json" | "unsupported-format" | "broken-json" | "refused" | "other-identifier" | "other-birth-date" | "not-confirmed" | "several-patients" | "page-limit" | "next-elsewhere" | "name-differs" | "replaced" | "host" | "too-large" | "pages-repeat" | "withheld" | "role" | "purpose" | "expired" | "agreement" | "not-recorded" | "not-offered" | "fewer" | "forbidden";

export type Kind = "problem" | "medicine" | "allergy" | "alert" | "encounter" | "procedure" | "result" | "report" | "vital-sign" | "document" | "vaccination" | "care-plan" | "appointment" | "other";

/** How complete a source is in some kinds of entry. */
export interface KindsDetail {
  kinds: Kind[];
  state: SourceState;
  reason?: SourceReason;
  /** The page on which it happened, from 1. */
  page?: number;
}

export interface SourceDetail {
  id: string;
  state: SourceState;
  reason?: SourceReason;
  /** The page on which it happened, from 1. */
  page?: number;
  /** When it was read, as ISO 8601 writes it, on the configured zone's clock. */
  readAt?: string;
  /** What is to be known of its patient while the record is shown. */
  warning?: SourceReason;
  records: number;
  /** How many resources were received and what became of each: the six add up to `received`. */
  tally: { received: number; entries: number; parts: number; supporting: number; somebodyElse: number; messages: number; problems: number };
  /** The kinds that are not as complete as the source as a whole, each in one of these at most. */
  kinds: KindsDetail[];
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
  kind: Kind;
  sources: string[];
}

export interface FoldDetail {
  action: "split" | "join" | "undo";
  /** Opaque. Of a join the two entries; of a split the entry, then each copy that is to stand alone; of an undo the entry. */
  entries: string[];
  kind: Kind;
  sources: string[];
}

export interface ErrorDetail {
  code: "no-configuration" | "configuration-unreachable" | "configuration" | "no-patient" | "wasm-unreachable" | "wasm-invalid" | "policy" | "unsupported" | "internal" | "replaced";
  path?: string;
  allowed?: string;
}

export interface PatientTimelineElement extends HTMLElement {
  /** Whom to show, with what else the host knows: `{identifier: {system, value}, family, given, prefix, birthDate, gender, deceased}`. What the host knows is compared with what each source says. */
  patient: string | Patient | null;
  /** The configuration's address, or the same object as the file. */
  config: string | Configuration | null;
  /** The same as the attribute `new-since`. */
  newSince: string | null;
  /** Fulfilled with the detail of `timeline-ready` when the current load has ended; rejected with an error that has a `code` where it cannot be had. */
  readonly ready: Promise<ReadyDetail>;
  /** Gives a token for a source whose `credentials` are `token`: asked once for each source and context, however many requests wait, and again where the source refuses the one it gave. To give none, reject. Given up after `headersTimeout`. Tokens stay in memory and end with the context. */
  getAccessToken: ((ask: TokenRequest) => Promise<string> | string) | null;
  /** Carries the requests of sources whose `carrier` is `host`. The same rules of origin, size and time hold: a body is read as it streams, and no further than `maxBytes`. */
  request: ((ask: HostRequest) => Promise<Response | HostResponse>) | null;
  /** Records that something kept out of sight is opened, and why. It is opened once this has resolved; where it rejects or is missing, it stays as it was. */
  recordDisclosure: ((disclosure: Disclosure) => Promise<void> | void) | null;
  /** Records the access to one source, refused and failed ones included. */
  recordAccess: ((access: Access) => Promise<void> | void) | null;
  /** Takes how the element was used in a context that ends, where `measures` is configured. */
  recordMeasures: ((measures: Measures) => void) | null;
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
    "timeline-notice": CustomEvent<NoticeDetail>;
    "timeline-error": CustomEvent<ErrorDetail>;
  }
}
