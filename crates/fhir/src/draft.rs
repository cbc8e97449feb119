use timeline_json::Value;
use timeline_model::{
    Disposition, Entry, Fact, Fault, Field, PartialDate, ProblemCode, RecordKey, Reference, Role,
    Status, StatusClass,
};

use crate::{
    reference, status,
    subject::{self, Named},
    words::{self, text},
};

/// One resource while it is read: the entry it becomes, and what waits for
/// other resources.
pub(crate) struct Draft<'a> {
    /// The resource.
    pub resource: &'a Value<'a>,
    /// Its type as sent.
    pub kind: &'a str,
    /// The bytes it was read from, to tell a field's place.
    bytes: &'a [u8],
    /// What it becomes.
    pub entry: Entry,
    /// What other resources may add.
    pub links: Vec<Link>,
    /// Whom it is about; nobody named is the subject.
    pub about: Vec<Named>,
    /// What becomes of it, should it be about the subject.
    pub nature: Disposition,
    /// Field faults: the byte and the path.
    pub faults: Vec<(ProblemCode, u32, String)>,
}

/// Something that another resource of the same source may add to an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Link {
    /// What it adds.
    pub adds: Adds,
    /// The reference as sent.
    pub target: String,
}

/// What a referenced resource adds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Adds {
    /// Its name, as a fact.
    Fact(Field),
    /// Its words and codes, as the entry's own.
    Title,
    /// Its time, where the entry has none: the encounter.
    EncounterTime,
    /// Its time, where the entry has none: the request.
    RequestTime,
    /// Its record key, for the reference at this place.
    Key(usize),
}

impl<'a> Draft<'a> {
    pub(crate) fn new(
        resource: &'a Value<'a>,
        kind: &'a str,
        bytes: &'a [u8],
        key: RecordKey,
    ) -> Draft<'a> {
        let mut alias = String::new();
        if let Some(id) = text(resource, "id") {
            alias.push_str(kind);
            alias.push('/');
            alias.push_str(id);
        }
        Draft {
            resource,
            kind,
            bytes,
            entry: Entry {
                key,
                alias,
                resource: kind.to_owned(),
                ..Entry::default()
            },
            links: Vec::new(),
            about: Vec::new(),
            nature: Disposition::Entry,
            faults: Vec::new(),
        }
    }

    /// The member named `key`.
    pub(crate) fn get(&self, key: &str) -> Option<&'a Value<'a>> {
        self.resource.get(key)
    }

    /// The text of a member.
    pub(crate) fn text(&self, key: &str) -> Option<&'a str> {
        text(self.resource, key)
    }

    /// The member as a list.
    pub(crate) fn list(&self, key: &str) -> &'a [Value<'a>] {
        words::list(self.resource, key)
    }

    /// Adds a fact in its place, unless it is empty or already there.
    pub(crate) fn fact(&mut self, field: Field, text: &str) {
        self.state(Fact::new(field, text.to_owned()));
    }

    /// Adds a fact in its place, unless it says nothing or is already there.
    pub(crate) fn state(&mut self, fact: Fact) {
        insert(&mut self.entry.facts, fact);
    }

    /// Adds a fact named in its text: `Name: words`.
    pub(crate) fn named_fact(&mut self, field: Field, name: &str, text: &str) {
        if !text.trim().is_empty() {
            let whole = [name, ": ", text.trim()].concat();
            self.fact(field, &whole);
        }
    }

    /// Adds the words of each concept in the member as facts.
    pub(crate) fn word_facts(&mut self, field: Field, key: &str) {
        for item in self.list(key) {
            if let Some(words) = words::words(item) {
                self.fact(field, &words);
            }
        }
    }

    /// Takes title and codes from the member; `false` where it holds no words.
    pub(crate) fn name_by(&mut self, key: &str) -> bool {
        let Some(concept) = self.get(key) else {
            return false;
        };
        for item in words::list(self.resource, key) {
            words::codings(item, &mut self.entry.codes);
        }
        match words::words(concept) {
            Some(words) => {
                self.name(&words);
                true
            }
            None => false,
        }
    }

    /// Takes `words` as the title, unless it has one.
    pub(crate) fn name(&mut self, words: &str) {
        if self.entry.title.is_empty() {
            words.trim().clone_into(&mut self.entry.title);
        }
    }

    /// Takes the status from a code or concept member; the first that is
    /// there stays.
    pub(crate) fn status(&mut self, key: &str) {
        let Some(code) = self.get(key).and_then(words::first_code) else {
            return;
        };
        let class = status::class(code);
        if self.entry.status.sent.is_empty() {
            self.entry.status = Status {
                class,
                sent: code.to_owned(),
            };
        }
        if class == StatusClass::EnteredInError {
            self.entered_in_error();
        }
    }

    /// Marks it as recorded by mistake.
    pub(crate) fn entered_in_error(&mut self) {
        self.entry.marks.entered_in_error = true;
        self.entry.status.class = StatusClass::EnteredInError;
    }

    /// Marks it as said not to be so.
    pub(crate) fn negated(&mut self) {
        self.entry.marks.negated = true;
    }

    /// Marks it as expressly not done.
    pub(crate) fn not_done(&mut self) {
        self.negated();
        if !self.entry.marks.entered_in_error {
            self.entry.status.class = StatusClass::NotDone;
        }
    }

    /// Points to the resources that the member refers to.
    pub(crate) fn refer(&mut self, role: Role, key: &str) {
        for item in self.list(key) {
            self.refer_to(role, item);
        }
    }

    /// Points to the resource that a Reference element names.
    pub(crate) fn refer_to(&mut self, role: Role, value: &Value<'_>) {
        if let Some(target) = reference::target(value) {
            self.point(role, target);
        }
    }

    /// Points to the resource that `target` names.
    pub(crate) fn point(&mut self, role: Role, target: &str) {
        let shown = reference::tail(target);
        let held = |r: &Reference| r.role == role && r.target == shown;
        if self.entry.references.iter().any(held) {
            return;
        }
        self.link(Adds::Key(self.entry.references.len()), target);
        match role {
            Role::Encounter => self.link(Adds::EncounterTime, target),
            Role::Request => self.link(Adds::RequestTime, target),
            _ => {}
        }
        self.entry.references.push(Reference {
            role,
            target: shown.to_owned(),
            key: None,
        });
    }

    /// Adds the names of the people, places or things that the member refers
    /// to: as displayed, as contained, or once the other resource is found.
    pub(crate) fn who(&mut self, field: Field, key: &str) {
        for item in self.list(key) {
            self.who_in(field, item);
        }
    }

    /// As [`Draft::who`], for one Reference element.
    pub(crate) fn who_in(&mut self, field: Field, value: &Value<'_>) {
        if let Some(words) = text(value, "display") {
            self.fact(field, words);
        } else if let Some(contained) = self.contained(value) {
            if let Some(words) = crate::index::name(contained) {
                self.fact(field, &words);
            }
        } else if let Some(target) = reference::target(value) {
            self.link(Adds::Fact(field), target);
        }
    }

    /// The contained resource that a Reference element names by `#id`.
    pub(crate) fn contained(&self, value: &Value<'_>) -> Option<&'a Value<'a>> {
        let id = text(value, "reference")?.strip_prefix('#')?;
        self.list("contained")
            .iter()
            .find(|r| text(r, "id").is_some_and(|own| own.trim_start_matches('#') == id))
    }

    /// Waits for what `target` names.
    pub(crate) fn link(&mut self, adds: Adds, target: &str) {
        self.links.push(Link {
            adds,
            target: target.to_owned(),
        });
    }

    /// Takes whom it is about from the member.
    pub(crate) fn about(&mut self, key: &str) {
        for item in self.list(key) {
            subject::named(item, &mut self.about);
        }
    }

    /// The notes of the member: annotations, or plain text in older versions.
    pub(crate) fn notes(&mut self, key: &str) {
        for item in self.list(key) {
            let note = text(item, "text").or_else(|| words::plain(item));
            if let Some(note) = note {
                self.fact(Field::Note, note);
            }
        }
    }

    /// Reads a date member. What is no date is kept as sent and told.
    pub(crate) fn date(&mut self, key: &str) -> Option<PartialDate> {
        let value = self.get(key)?;
        self.date_in(value, key)
    }

    /// Reads the date in `value`, which stands at `path` in the resource.
    pub(crate) fn date_in(&mut self, value: &Value<'_>, path: &str) -> Option<PartialDate> {
        let Some(sent) = words::plain(value) else {
            if !value.is_null() {
                self.fault(ProblemCode::FieldShape, value, path);
            }
            return None;
        };
        let date = PartialDate::parse(sent);
        // The year 9999 is a way to say that there is no end.
        if date.is_none() && !sent.starts_with("9999") {
            self.fault(ProblemCode::BadDate, value, path);
            self.named_fact(Field::DateAsSent, path, sent);
        }
        date
    }

    /// Notes that the field at `path` could not be taken as sent.
    pub(crate) fn fault(&mut self, code: ProblemCode, value: &Value<'_>, path: &str) {
        let path = [self.kind, ".", path].concat();
        let offset = self.place_of(value);
        self.entry.faults.push(Fault {
            code,
            path: path.clone(),
        });
        self.faults.push((code, offset, path));
    }

    /// The byte at which a value that is borrowed from the page stands.
    fn place_of(&self, value: &Value<'_>) -> u32 {
        let at = match value {
            Value::String(text) => text.as_ptr() as usize,
            Value::Number(text) => text.as_ptr() as usize,
            Value::Object(members) => members.first().map_or(0, |(key, _)| key.as_ptr() as usize),
            _ => 0,
        };
        let offset = at.wrapping_sub(self.bytes.as_ptr() as usize);
        if offset < self.bytes.len() {
            offset as u32
        } else {
            0
        }
    }
}

/// Puts a fact in its place, unless it says nothing or is already there.
pub(crate) fn insert(facts: &mut Vec<Fact>, mut fact: Fact) {
    let trimmed = fact.text.trim();
    if trimmed.len() < fact.text.len() {
        fact.text = trimmed.to_owned();
    }
    if fact.text.is_empty() && fact.when.is_none() && fact.absence.is_none() {
        return;
    }
    let mut at = 0;
    for (place, own) in facts.iter().enumerate() {
        if *own == fact {
            return;
        }
        if own.field <= fact.field {
            at = place + 1;
        }
    }
    facts.insert(at, fact);
}
