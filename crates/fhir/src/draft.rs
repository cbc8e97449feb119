use timeline_json::Value;
use timeline_model::{
    Disposition, Entry, Fact, Fault, Field, KindSet, PartialDate, ProblemCode, RecordKey,
    Reference, Role, Status, StatusClass, part,
};

use crate::{
    place,
    record::Gathered,
    reference, resources, status,
    subject::{self, Named},
    words::{self, list, text},
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
    /// What it gathers.
    pub gathers: Vec<Gathered>,
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
    /// Nothing: it lends its time to the other, which has none.
    Lends,
    /// Itself, where it is the plan of this medicine.
    Plan,
    /// Itself as the head, where it is the plan of which this is an issue.
    IssueOf,
    /// Itself, where it is the finding that this problem is.
    Finding,
    /// Nothing: it says who recorded the other, and when.
    Says,
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
            gathers: Vec::new(),
            about: Vec::new(),
            nature: Disposition::Entry,
            faults: Vec::new(),
        }
    }

    /// Whether it is of one of these kinds, or makes no entry at all.
    pub(crate) fn is_shared(&self, kinds: KindSet) -> bool {
        !self.makes_entry() || kinds.contains(self.entry.kind)
    }

    /// Whether it makes an entry, or part of one.
    pub(crate) fn makes_entry(&self) -> bool {
        matches!(self.nature, Disposition::Entry | Disposition::Part)
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
        fact.insert_into(&mut self.entry.facts);
    }

    /// Adds a fact named in its text: `Name: words`.
    pub(crate) fn named_fact(&mut self, field: Field, name: &str, text: &str) {
        if !text.trim().is_empty() {
            let whole = [name, ": ", text.trim()].concat();
            self.fact(field, &whole);
        }
    }

    /// Adds a fact with a date of its own.
    pub(crate) fn dated(&mut self, field: Field, when: PartialDate) {
        self.state(Fact {
            when: Some(when),
            ..Fact::new(field, String::new())
        });
    }

    /// Takes codes, and words as the title, from the member. A code without
    /// words waits whether anything else names the entry.
    pub(crate) fn name_by(&mut self, key: &str) {
        for item in words::list(self.resource, key) {
            words::codings(item, &mut self.entry.codes);
        }
        if let Some(words) = self.get(key).and_then(words::named) {
            self.name(&words);
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
        let within = self.contained(value).and_then(|r| text(r, "resourceType"));
        if within.is_some_and(|kind| !resources::stands_alone(kind)) {
            return;
        }
        if let Some(target) = reference::target(value) {
            self.point(role, &target);
        }
    }

    /// Waits for what the member refers to.
    pub(crate) fn wait(&mut self, adds: Adds, key: &str) {
        for item in self.list(key) {
            self.wait_for(adds, item);
        }
    }

    /// Waits for what a Reference element names.
    pub(crate) fn wait_for(&mut self, adds: Adds, value: &Value<'_>) {
        if let Some(target) = reference::target(value) {
            self.link(adds, &target);
        }
    }

    /// Gathers what a Reference element names under a heading, with what is
    /// said of it there.
    pub(crate) fn gather(&mut self, heading: &str, item: &Value<'_>, said: &str) {
        let display = text(item, "display").unwrap_or_default();
        let mut words = display.to_owned();
        if !said.is_empty() && !display.is_empty() {
            words.push_str(": ");
        }
        words.push_str(said);
        self.gathers.push(Gathered {
            heading: heading.to_owned(),
            target: reference::target(item).unwrap_or_default().into_owned(),
            words,
        });
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

    /// As [`Draft::who_in`], for each element of a member.
    pub(crate) fn who(&mut self, field: Field, key: &str) {
        for item in self.list(key) {
            self.who_in(field, item);
        }
    }

    /// Adds the name of whom or what a Reference element refers to: as
    /// displayed, as contained, or once the other resource is found. A concept
    /// in its place is its words.
    pub(crate) fn who_in(&mut self, field: Field, value: &Value<'_>) {
        if let Some(words) = text(value, "display") {
            self.fact(field, words);
        } else if let Some(contained) = self.contained(value) {
            if let Some(words) = crate::index::name(contained) {
                self.fact(field, &words);
            }
        } else if let Some(target) = reference::target(value) {
            self.link(Adds::Fact(field), &target);
            // Who is named by an identifier alone may be found nowhere.
            let number = value.get("identifier").filter(|_| !part::has(&target, "/"));
            if let Some(number) = number.and_then(|i| text(i, "value")) {
                self.fact(field, number);
            }
        } else if let Some(words) = words::words(value) {
            self.fact(field, &words);
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
            // A contained patient is known by the identifiers alone.
            if let Some(patient) = self.contained(item) {
                for number in list(patient, "identifier") {
                    let named = words::identifier(number).map(Named::Identifier);
                    self.about.extend(named);
                }
            }
        }
    }

    /// The notes of a member.
    pub(crate) fn notes(&mut self, key: &str) {
        for item in self.list(key) {
            self.note(item);
        }
    }

    /// A note: an annotation with its author and time, or plain text in older
    /// versions.
    pub(crate) fn note(&mut self, value: &Value<'_>) {
        let Some(sent) = text(value, "text").or_else(|| words::plain(value)) else {
            return;
        };
        let mut fact = Fact::new(Field::Note, sent.to_owned());
        let author = value.get("authorReference").and_then(|author| {
            let own = text(author, "display").map(str::to_owned);
            own.or_else(|| crate::index::name(self.contained(author)?))
        });
        let author = author.or_else(|| text(value, "authorString").map(str::to_owned));
        if let Some(author) = author {
            fact.text.push_str(" – ");
            fact.text.push_str(&author);
        }
        if let Some(time) = value.get("time") {
            fact.when = self.date_in(time, "note.time");
        }
        self.state(fact);
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
        // As an end, the year 9999 is a way to say that there is none.
        let open = sent.starts_with("9999") && path.ends_with("nd");
        if date.is_none() && !open {
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

    /// Tells of each text in `value` with something in it that was no text.
    pub(crate) fn repairs(&mut self, value: &Value<'_>, path: &str) {
        match value {
            Value::String(text) if part::has(text, "\u{fffd}") => {
                self.fault(ProblemCode::BadText, value, path);
            }
            Value::Array(items) => {
                for item in *items {
                    self.repairs(item, path);
                }
            }
            Value::Object(members) => {
                for (key, member) in *members {
                    let dot = if path.is_empty() { "" } else { "." };
                    self.repairs(member, &[path, dot, key].concat());
                }
            }
            _ => {}
        }
    }

    /// Names what is contained and cannot be reached by anything else: `whole`
    /// is the resource's text.
    pub(crate) fn unreferred(&mut self, whole: &str) {
        for inner in self.list("contained") {
            let kind = text(inner, "resourceType").unwrap_or_default();
            if resources::stands_alone(kind) {
                continue;
            }
            let id = text(inner, "id")
                .unwrap_or_default()
                .trim_start_matches('#');
            let referred = part::has(whole, &["\"#", id, "\""].concat());
            let words = words::type_words(kind);
            match crate::index::name(inner) {
                Some(name) if !referred || !resources::is_support(kind) => {
                    self.named_fact(Field::Other, &words, &name);
                }
                None if !referred => self.fact(Field::Other, &words),
                _ => {}
            }
        }
    }

    /// The byte at which a value that is borrowed from the page stands.
    fn place_of(&self, value: &Value<'_>) -> u32 {
        place::of(self.bytes, value).unwrap_or_default() as u32
    }
}
