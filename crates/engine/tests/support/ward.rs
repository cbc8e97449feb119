//! Several patients in two sources that page what they hold, and what may go
//! wrong with each answer.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use serde_json::{Value, json};
use timeline_engine::{FetchError, Request};
use timeline_model::{Completeness, Identifier, Kind, Person};

use super::{Answer, End, SYSTEM, World, bundle};

/// What goes wrong with one answer.
#[derive(Clone, Debug)]
pub enum Fault {
    Late(u32),
    Status(u16),
    /// Busy, and how many seconds it asks for.
    Busy(u16, u32),
    Reset,
    Silence,
    /// After so many hundredths of the body.
    StandsStill(usize),
    BreaksOff(usize),
    Truncated(usize),
    Html,
    /// The page of another patient.
    Stranger,
    /// The page before.
    Repeats,
    /// `next` leads to itself, elsewhere, or on and on.
    Circle,
    Elsewhere,
    Endless,
}

/// What there is to be asked for; each has faults of its own.
pub const QUESTIONS: usize = 9;

/// Pages of each search.
const PAGES: u32 = 3;

pub fn person(number: u32) -> Person {
    Person {
        identifiers: vec![Identifier {
            system: SYSTEM.into(),
            value: format!("99900000{number:02}"),
        }],
        ..Person::default()
    }
}

/// The faults of each question, in the order in which they are met, and how
/// long answers take otherwise.
#[derive(Default)]
pub struct Ward {
    pub faults: RefCell<BTreeMap<usize, Vec<Fault>>>,
    pub latency: u32,
}

/// A world with source `a`, which gives everything, and `b`, which is searched
/// by type.
pub fn world(ward: Rc<Ward>) -> World {
    let mut world = World::new();
    world.configure(&json!({
        "now": "2026-03-07T09:14:00Z",
        "sources": [
            {"id": "a", "title": "a", "baseUrl": "https://a.test/fhir", "maxPages": 9},
            {"id": "b", "title": "b", "baseUrl": "https://b.test/fhir", "maxPages": 9,
             "load": "types", "types": ["Condition", "AllergyIntolerance"]}
        ]
    }));
    *world.script.handler.borrow_mut() = Some(Box::new(move |request| ward.answer(request)));
    world
}

/// What an address asks for.
struct Question {
    place: usize,
    patient: u32,
    /// `Patient`, or the type of the records; both for everything.
    name: &'static str,
    page: u32,
}

fn question(request: &Request) -> Question {
    let url = request.url.as_str();
    let in_b = url.starts_with("https://b.test/");
    let number = |mark: &str| {
        let rest = url.split_once(mark)?.1;
        let end = rest.find(|c: char| !c.is_ascii_digit());
        rest.get(..end.unwrap_or(rest.len()))?.parse().ok()
    };
    let page: u32 = number("page=").unwrap_or(1);
    if let Some(patient) = number("nhs-number%7C99900000") {
        let place = usize::from(in_b);
        return Question {
            place,
            patient,
            name: "Patient",
            page: 1,
        };
    }
    let patient = number("/Patient/p").or_else(|| number("patient=p"));
    let (name, first) = match () {
        () if !in_b => ("", 2),
        () if url.contains("/Condition?") => ("Condition", 5),
        () => ("AllergyIntolerance", 7),
    };
    Question {
        place: first + (page.min(2) - 1) as usize,
        patient: patient.unwrap_or(0),
        name,
        page,
    }
}

impl Ward {
    fn answer(&self, request: &Request) -> Option<Answer> {
        if !request.url.contains(".test/fhir") {
            return None;
        }
        let asked = question(request);
        let fault = {
            let faults = &mut *self.faults.borrow_mut();
            let own = faults.entry(asked.place).or_default();
            (!own.is_empty()).then(|| own.remove(0))
        };
        let page = |patient: u32, number: u32| self.page(request, &asked, patient, number);
        let whole = page(asked.patient, asked.page);
        let part = |hundredths: usize| {
            let text = whole.to_string().into_bytes();
            text.get(..text.len() * hundredths / 100).unwrap().to_vec()
        };
        let to = |next: String| {
            let mut page = whole.clone();
            page["link"] = json!([{"relation": "next", "url": next}]);
            Answer::Json(page)
        };
        let mut wait = self.latency;
        let answer = match fault {
            None => Answer::Json(whole),
            Some(Fault::Late(more)) => {
                wait += more;
                Answer::Json(whole)
            }
            Some(Fault::Status(status)) => Answer::Bytes(status, b"{}".to_vec()),
            Some(Fault::Busy(status, seconds)) => Answer::With(
                vec![("retry-after", seconds.to_string())],
                Box::new(Answer::Bytes(status, Vec::new())),
            ),
            Some(Fault::Reset) => Answer::Fails(FetchError::Unreachable),
            Some(Fault::Silence) => Answer::Stalls,
            Some(Fault::StandsStill(at)) => Answer::Pieces(vec![(5, part(at))], End::Stalls),
            Some(Fault::BreaksOff(at)) => Answer::Pieces(vec![(5, part(at))], End::Breaks),
            Some(Fault::Truncated(at)) => Answer::Bytes(200, part(at)),
            Some(Fault::Html) => Answer::Bytes(200, b"<html>Sign in</html>".to_vec()),
            Some(Fault::Stranger) => Answer::Json(page(asked.patient + 1, asked.page)),
            Some(Fault::Repeats) => Answer::Json(page(asked.patient, asked.page.max(2) - 1)),
            Some(Fault::Circle) => to(request.url.clone()),
            Some(Fault::Elsewhere) => to("https://evil.test/fhir?page=2".to_owned()),
            Some(Fault::Endless) => {
                let last = request.url.split_once("page=");
                let from: u32 = last.map_or(1, |(_, n)| n.parse().unwrap());
                to(next(request, from))
            }
        };
        Some(Answer::After(wait, Box::new(answer)))
    }

    fn page(&self, request: &Request, asked: &Question, patient: u32, page: u32) -> Value {
        let subject = json!({
            "resourceType": "Patient", "id": format!("p{patient}"),
            "identifier": [{"system": SYSTEM, "value": format!("99900000{patient:02}")}],
            "name": [{"family": format!("Family{patient}")}]
        });
        if asked.name == "Patient" {
            return bundle(&[subject], None);
        }
        let source = if asked.name.is_empty() { "a" } else { "b" };
        let mut all = Vec::new();
        if source == "a" && page == 1 {
            all.push(subject);
        }
        for record in records(source, patient) {
            let wanted = asked.name.is_empty() || asked.name == record.name;
            if wanted && record.page == page {
                all.push(record.resource());
            }
        }
        let next = (page < PAGES).then(|| next(request, page));
        bundle(&all, next.as_deref())
    }
}

fn next(request: &Request, page: u32) -> String {
    let url = request.url.split("&page=").next().unwrap();
    format!("{url}&page={}", page + 1)
}

/// One record of a patient.
pub struct Held {
    pub source: &'static str,
    pub title: String,
    pub kind: Kind,
    name: &'static str,
    patient: u32,
    page: u32,
}

impl Held {
    fn resource(&self) -> Value {
        let id = self.title.replace(' ', "-");
        let day = format!("20{:02}-0{}-1{}", self.patient + 10, self.page, self.page);
        let subject = json!({"reference": format!("Patient/p{}", self.patient)});
        match self.kind {
            Kind::Allergy => json!({
                "resourceType": self.name, "id": id, "patient": subject,
                "code": {"text": self.title}, "recordedDate": day
            }),
            _ => json!({
                "resourceType": self.name, "id": id, "subject": subject,
                "code": {"text": self.title}, "onsetDateTime": day
            }),
        }
    }
}

/// What a source holds of a patient.
pub fn records(source: &'static str, patient: u32) -> Vec<Held> {
    let mut held = Vec::new();
    for page in 1..=PAGES {
        for (name, kind) in [
            ("Condition", Kind::Problem),
            ("AllergyIntolerance", Kind::Allergy),
        ] {
            held.push(Held {
                source,
                title: format!("P{patient} {name} {page} of {source}"),
                kind,
                name,
                patient,
                page,
            });
        }
    }
    held
}

/// Holds what is shown against what there is: nothing of anybody else, and what
/// is not here is accounted for by its source and kind.
pub fn judge(world: &World, patient: u32) {
    assert!(world.summary.is_some(), "the load ends");
    assert_eq!(world.script.open.get(), 0, "nothing is under way");
    let titles: BTreeSet<&str> = world.titles().into_iter().collect();
    let own = format!("P{patient} ");
    assert!(titles.iter().all(|title| title.starts_with(&own)));
    for source in &world.sources {
        assert!(source.completeness.is_settled() && source.tally.adds_up());
        assert!(source.read_at.is_some());
        let explained = source.reason.is_some()
            || source.tally.problems > 0
            || matches!(
                source.completeness,
                Completeness::Complete | Completeness::Empty | Completeness::NoSuchPatient
            );
        assert!(explained, "{source:?}");
        let id = if source.id == "a" { "a" } else { "b" };
        for record in records(id, patient) {
            let (completeness, ..) = source.of(record.kind);
            let whole = matches!(completeness, Completeness::Complete | Completeness::Empty);
            // What came instead of it was about somebody else, and is counted.
            let here = titles.contains(record.title.as_str()) || source.tally.somebody_else > 0;
            assert!(
                here || !whole,
                "{} is lost in silence: {source:?}",
                record.title
            );
        }
    }
}
