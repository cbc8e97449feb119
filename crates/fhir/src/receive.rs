//! What is received on one page.

mod only_shared;

use core::hint::black_box;

use timeline_json::{Value, lossy, whole};
use timeline_model::{
    Disposition, Entry, KindSet, Missing, Problem, ProblemCode, RecordKey, foreign_format, part,
};

use crate::{
    draft::Draft,
    join::Told,
    missing::missing,
    page::{Frame, Item, walk},
    person, place,
    record::{Record, Records},
    resources,
    share::is_withheld,
    subject::Named,
    words::{self, list, text},
};

/// What is gathered while one page is read.
#[derive(Default)]
pub(crate) struct Gathered {
    source: u16,
    page: u32,
    /// The kinds that are shared.
    shared: KindSet,
    /// Where not all are, the bytes of what is; records stand in these.
    pub(crate) kept: Vec<u8>,
    pub(crate) records: Records,
    /// The entry of each record that has one.
    pub(crate) entries: Vec<Option<Box<Told>>>,
    pub(crate) problems: Vec<Problem>,
    /// What is missing, by which resource's word: its place.
    pub(crate) missing: Vec<(u32, Missing)>,
    /// The server says that its answer is refused or not whole.
    pub(crate) refused: bool,
}

type OnlyShared = fn(&mut Gathered, &[u8], &Value<'_>, Record, Option<Disposition>, bool);

/// Reads what stands on a page.
pub(crate) fn receive(source: u16, page: u32, shared: KindSet, bytes: &[u8]) -> (Gathered, Frame) {
    let mut gathered = Gathered {
        source,
        page,
        shared,
        ..Gathered::default()
    };
    let format = foreign_format(bytes);
    let frame = match format {
        Some(_) => Frame {
            broken: Some((ProblemCode::UnsupportedFormat, 0)),
            ..Frame::default()
        },
        None => walk(bytes, &mut |at, item| gathered.take(bytes, at, item)),
    };
    if let Some((code, offset)) = frame.broken {
        let path = format.unwrap_or_default().to_owned();
        gathered.problem(u32::MAX, code, offset as u32, path);
    }
    (gathered, frame)
}

impl Gathered {
    fn take(&mut self, bytes: &[u8], at: usize, item: Item<'_>) {
        let key = self.key(self.records.len() as u32);
        let mut record = Record::unreadable(key, at);
        match item {
            Item::Unreadable(code) => {
                self.problem(key.place, code, at as u32, String::new());
            }
            Item::Answer(deleted) => {
                if is_withheld(part::before(&deleted, "/"), self.shared) {
                    return;
                }
                record.nature = Disposition::Message;
                record.alias = deleted;
            }
            Item::Resource {
                value,
                end,
                told,
                repaired,
            } => {
                record.end = end;
                record.full_url = told.full_url;
                record.included = told.included;
                let nature = told.outcome.then_some(Disposition::Message);
                if self.shared == KindSet::ALL {
                    self.read(bytes, &value, record, nature, repaired);
                    self.contained(bytes, &value, key);
                } else {
                    self.take_shared(bytes, &value, record, nature, repaired);
                }
                return;
            }
        }
        self.push(record, None);
    }

    fn push(&mut self, record: Record, entry: Option<Entry>) {
        self.records.push(Box::new(record));
        let told = entry.map(|entry| Box::new(Told::new(entry)));
        self.entries.push(told);
    }

    /// Reads one resource.
    fn read(
        &mut self,
        bytes: &[u8],
        value: &Value<'_>,
        mut record: Record,
        nature: Option<Disposition>,
        repaired: bool,
    ) {
        let kind = text(value, "resourceType").unwrap_or_default();
        let mut draft = Draft::new(value, kind, bytes, record.key);
        resources::read(&mut draft);
        draft.nature = nature.unwrap_or(draft.nature);
        if repaired {
            draft.repairs(value, "");
        }
        if !list(value, "contained").is_empty() {
            let whole = bytes.get(record.start..record.end).unwrap_or_default();
            draft.unreferred(&lossy(whole));
        }
        let version = words::inner(value, "meta", "versionId").and_then(Value::as_str);
        record.version = version.and_then(whole).unwrap_or_default();
        self.keep(draft, record, value);
    }

    /// Reads what stands inside a resource and is a record of its own to a
    /// reader: about whom the outer one is, and covered where that is.
    fn contained(&mut self, bytes: &[u8], value: &Value<'_>, outer: RecordKey) {
        for inner in list(value, "contained") {
            if !text(inner, "resourceType").is_some_and(resources::stands_alone) {
                continue;
            }
            let key = RecordKey {
                place: self.records.len() as u32,
                ..outer
            };
            let Some(around) = self.records.get(outer.place as usize) else {
                return;
            };
            let (about, range) = (around.about.clone(), place::range(bytes, inner, around.end));
            let around = self.entries.get(outer.place as usize);
            let around = around.and_then(Option::as_ref);
            let covered = around.and_then(|told| told.entry.marks.covered.clone());
            let mut record = Record::unreadable(key, range.start);
            record.end = range.end;
            record.inside = Some(outer.place);
            self.read(bytes, inner, record, None, false);
            self.inherit(about, covered);
        }
    }

    /// Gives the last resource, which stands inside another, what that says of
    /// both.
    fn inherit(&mut self, about: Vec<Named>, covered: Option<String>) {
        if let (Some(own), Some(told)) = (self.records.last_mut(), self.entries.last_mut())
            && let Some(told) = told
        {
            let entry = &mut told.entry;
            own.alias = ["#", own.id()].concat();
            entry.alias.clone_from(&own.alias);
            if own.about.is_empty() {
                own.about = about;
            }
            entry.marks.covered = entry.marks.covered.take().or(covered);
        }
    }

    /// Reads what is shared of one resource: where it is not itself, what stands
    /// inside of it and is.
    fn take_shared(
        &mut self,
        bytes: &[u8],
        value: &Value<'_>,
        record: Record,
        nature: Option<Disposition>,
        repaired: bool,
    ) {
        let outer = resources::draft(value);
        if outer.is_shared(self.shared) {
            let bytes = bytes.get(record.start..record.end).unwrap_or_default();
            return self.read_shared(bytes, value, record, nature, repaired);
        }
        self.told_missing(u32::MAX, &outer);
        for inner in list(value, "contained") {
            let alone = text(inner, "resourceType").is_some_and(resources::stands_alone);
            if alone && resources::draft(inner).is_shared(self.shared) {
                let key = self.key(self.records.len() as u32);
                let own = Record::unreadable(key, record.start);
                self.read_shared(&[], inner, own, None, false);
                self.inherit(outer.about.clone(), outer.entry.marks.covered.clone());
            }
        }
    }

    /// Reads a resource where not all kinds are shared.
    fn read_shared(
        &mut self,
        bytes: &[u8],
        value: &Value<'_>,
        record: Record,
        nature: Option<Disposition>,
        repaired: bool,
    ) {
        let read: OnlyShared = only_shared::on_demand;
        // The optimisers must not see whom is called, or they would call it from here.
        black_box(read)(self, bytes, value, record, nature, repaired);
    }

    /// Notes what a resource says is missing.
    fn told_missing(&mut self, place: u32, draft: &Draft<'_>) {
        let missing = missing(draft);
        if missing != Missing::default() {
            self.missing.push((place, missing));
        }
    }

    fn keep(&mut self, draft: Draft<'_>, mut record: Record, value: &Value<'_>) {
        self.told_missing(record.key.place, &draft);
        record.alias.clone_from(&draft.entry.alias);
        record.nature = draft.nature;
        record.about = draft.about;
        record.links = draft.links;
        record.gathers = draft.gathers;
        if draft.kind == "Patient" {
            record.person = Some(Box::new(person::person(value)));
        }
        let mut has_entry = false;
        match draft.nature {
            Disposition::Entry | Disposition::Part => has_entry = true,
            Disposition::Supporting => {
                record.support = Some(Box::new(crate::index::support(value)));
                // Who recorded something is looked up as for an entry.
                has_entry = matches!(draft.kind, "Provenance" | "MessageHeader");
            }
            Disposition::Message => self.refused |= resources::refuses(value),
            _ => {}
        }
        for (code, offset, path) in draft.faults {
            self.problem(record.key.place, code, offset, path);
        }
        self.push(record, Some(draft.entry).filter(|_| has_entry));
    }

    fn problem(&mut self, place: u32, code: ProblemCode, offset: u32, path: String) {
        self.problems.push(Problem {
            code,
            key: self.key(place),
            offset,
            path,
        });
    }

    fn key(&self, place: u32) -> RecordKey {
        RecordKey {
            source: self.source,
            page: self.page,
            place,
        }
    }
}
