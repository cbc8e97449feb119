//! A scripted world for the engine: answers by address, virtual time, and
//! everything that was published.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unreachable,
    dead_code,
    reason = "test support, shared by several tests"
)]

pub mod ward;

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::Rc,
};

use futures::{
    channel::oneshot,
    executor::{LocalPool, LocalSpawner},
    task::LocalSpawnExt,
};
use serde_json::{Value, json};
use timeline_engine::{Body, Engine, Environment, FetchError, Request, Response, Task};
use timeline_model::{
    EntryId, Identifier, Person, Row, SourceStatus,
    protocol::{self, Call, Down, LoadFault, LoadRequest, Summary, Up},
};

pub const SYSTEM: &str = "https://fhir.nhs.uk/Id/nhs-number";
/// Where the map of codes lies that ships.
pub const CODES: &str = "https://host.test/pkg/patient-timeline-codes.tsv";
pub const NUMBER: &str = "9990000018";

/// What the script answers at an address.
#[derive(Clone)]
pub enum Answer {
    Json(Value),
    Bytes(u16, Vec<u8>),
    Fails(FetchError),
    /// Never.
    Stalls,
    /// After so many virtual milliseconds.
    After(u32, Box<Answer>),
    /// With these headers.
    With(Vec<(&'static str, String)>, Box<Answer>),
    /// A body in pieces, each after so many virtual milliseconds; after the
    /// last it ends, or goes on as said.
    Pieces(Vec<(u32, Vec<u8>)>, End),
}

/// How a body in pieces ends.
#[derive(Clone, Copy)]
pub enum End {
    Whole,
    /// It stands still for ever.
    Stalls,
    /// The connection breaks.
    Breaks,
}

pub type Handler = Box<dyn Fn(&Request) -> Option<Answer>>;

fn response(status: u16, body: Vec<u8>) -> Response {
    Response {
        status,
        headers: Vec::new(),
        body: Box::new(Whole(Some(body))),
    }
}

/// A body that comes in one piece.
struct Whole(Option<Vec<u8>>);

impl Body for Whole {
    fn next(&mut self) -> Task<Result<Option<Vec<u8>>, FetchError>> {
        let piece = self.0.take();
        Box::pin(async move { Ok(piece) })
    }
}

/// A body in pieces, as the clock moves on.
struct Pieces {
    clock: Rc<Clock>,
    pieces: std::vec::IntoIter<(u32, Vec<u8>)>,
    end: End,
}

impl Body for Pieces {
    fn next(&mut self) -> Task<Result<Option<Vec<u8>>, FetchError>> {
        let Some((wait, piece)) = self.pieces.next() else {
            let end = self.end;
            return Box::pin(async move {
                match end {
                    End::Whole => Ok(None),
                    End::Breaks => Err(FetchError::Unreachable),
                    End::Stalls => futures::future::pending().await,
                }
            });
        };
        let timer = self.clock.timer(wait);
        Box::pin(async move {
            let _ = timer.await;
            Ok(Some(piece))
        })
    }
}

/// Virtual time.
#[derive(Default)]
pub struct Clock {
    time: Cell<u64>,
    timers: RefCell<Vec<(u64, oneshot::Sender<()>)>>,
}

impl Clock {
    pub fn now(&self) -> u64 {
        self.time.get()
    }

    fn timer(&self, milliseconds: u32) -> oneshot::Receiver<()> {
        let (send, receive) = oneshot::channel();
        let at = self.time.get() + u64::from(milliseconds);
        self.timers.borrow_mut().push((at, send));
        receive
    }
}

/// Counts a request as under way for as long as somebody holds it.
struct Open(Rc<Cell<u32>>);

impl Drop for Open {
    fn drop(&mut self) {
        self.0.set(self.0.get() - 1);
    }
}

/// A body that is under way until it is dropped.
struct Held(Box<dyn Body>, #[allow(dead_code, reason = "held")] Open);

impl Body for Held {
    fn next(&mut self) -> Task<Result<Option<Vec<u8>>, FetchError>> {
        self.0.next()
    }
}

#[derive(Default)]
pub struct Script {
    answers: RefCell<BTreeMap<String, Answer>>,
    /// Decides what is answered to a request before the answers by address do.
    pub handler: RefCell<Option<Handler>>,
    pub asked: RefCell<Vec<String>>,
    pub requests: RefCell<Vec<Request>>,
    published: RefCell<Vec<Vec<u8>>>,
    pub clock: Rc<Clock>,
    /// Requests that somebody waits for, and the most there were at once.
    pub open: Rc<Cell<u32>>,
    pub most_open: Cell<u32>,
    /// What is said when a random number is asked for.
    pub chance: Cell<u32>,
    spawner: RefCell<Option<LocalSpawner>>,
    pub published_at: RefCell<Vec<u64>>,
}

impl Environment for Script {
    fn fetch(&self, request: Request) -> Task<Result<Response, FetchError>> {
        self.asked.borrow_mut().push(request.url.clone());
        self.requests.borrow_mut().push(request.clone());
        let handler = self.handler.borrow();
        let handled = handler.as_ref().and_then(|handler| handler(&request));
        let answer = handled.or_else(|| self.answers.borrow().get(&request.url).cloned());
        let mut answer = answer.unwrap_or_else(|| {
            let body = json!({"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "not-found"}]});
            Answer::Bytes(404, body.to_string().into_bytes())
        });
        let mut wait = 0;
        let mut headers = Vec::new();
        loop {
            match answer {
                Answer::After(milliseconds, then) => {
                    wait += milliseconds;
                    answer = *then;
                }
                Answer::With(more, then) => {
                    for (name, value) in more {
                        headers.push((name.to_owned(), value));
                    }
                    answer = *then;
                }
                _ => break,
            }
        }
        self.open.set(self.open.get() + 1);
        self.most_open
            .set(self.most_open.get().max(self.open.get()));
        let open = Open(Rc::clone(&self.open));
        let clock = Rc::clone(&self.clock);
        let arrival = self.clock.timer(wait);
        Box::pin(async move {
            let _ = arrival.await;
            let mut response = match answer {
                Answer::Json(value) => response(200, value.to_string().into_bytes()),
                Answer::Bytes(status, body) => response(status, body),
                Answer::Stalls => {
                    let () = futures::future::pending().await;
                    unreachable!("nothing comes of it")
                }
                Answer::Fails(error) => return Err(error),
                Answer::Pieces(pieces, end) => Response {
                    body: Box::new(Pieces {
                        clock,
                        pieces: pieces.into_iter(),
                        end,
                    }),
                    ..response(200, Vec::new())
                },
                Answer::After(..) | Answer::With(..) => unreachable!("unwrapped above"),
            };
            response.headers = headers;
            response.body = Box::new(Held(response.body, open));
            Ok(response)
        })
    }

    fn spawn(&self, task: Task<()>) {
        let spawner = self.spawner.borrow().clone();
        spawner.unwrap().spawn_local(task).unwrap();
    }

    fn sleep(&self, milliseconds: u32) -> Task<()> {
        let timer = self.clock.timer(milliseconds);
        Box::pin(async move {
            let _ = timer.await;
        })
    }

    fn now(&self) -> i64 {
        1_772_874_840
    }

    fn ticks(&self) -> u64 {
        self.clock.time.get()
    }

    fn random(&self) -> u32 {
        self.chance.get()
    }

    fn offset(&self, zone: &str, _at: i64) -> Option<i32> {
        (zone == "Test/East").then_some(60)
    }

    fn resolve(&self, base: &str, reference: &str) -> Option<String> {
        let url = url::Url::parse(base).ok()?.join(reference).ok()?;
        matches!(url.scheme(), "http" | "https").then(|| url.to_string())
    }

    fn publish(&self, message: Vec<u8>) {
        if let Some((_, Up::Sources(_) | Up::Patch(_))) = Up::decode(&message) {
            self.published_at.borrow_mut().push(self.clock.time.get());
        }
        self.published.borrow_mut().push(message);
    }
}

/// An engine in a scripted world, and a viewer's view of what it published.
pub struct World {
    pub script: Rc<Script>,
    pub engine: Engine,
    pool: LocalPool,
    pub load: u32,
    pub rows: BTreeMap<EntryId, Row>,
    pub sources: Vec<SourceStatus>,
    pub summary: Option<Summary>,
    pub faults: Vec<LoadFault>,
    pub ups: Vec<Up>,
    /// What the host answers where it is to record something: a status, or
    /// that it failed; nothing at all where there is none.
    pub keeper: Option<Option<u16>>,
    /// What it was to record.
    pub records: Vec<(Call, Value)>,
    /// What was published for a load that is no more, beyond taking back what
    /// the host was asked.
    pub late: Vec<Up>,
}

impl World {
    pub fn new() -> World {
        let script = Rc::new(Script::default());
        let pool = LocalPool::new();
        *script.spawner.borrow_mut() = Some(pool.spawner());
        World {
            engine: Engine::new(Rc::clone(&script) as Rc<dyn Environment>),
            script,
            pool,
            load: 1,
            rows: BTreeMap::new(),
            sources: Vec::new(),
            summary: None,
            faults: Vec::new(),
            ups: Vec::new(),
            keeper: Some(Some(200)),
            records: Vec::new(),
            late: Vec::new(),
        }
    }

    /// A world with these sources configured, each at `https://<id>.test/fhir`.
    pub fn with(ids: &[&str]) -> World {
        let mut world = World::new();
        let sources: Vec<Value> = ids
            .iter()
            .map(|id| json!({"id": id, "title": id, "baseUrl": format!("https://{id}.test/fhir")}))
            .collect();
        world.configure(
            &json!({ "sources": sources, "now": "2026-03-07T09:14:00Z", "timeZone": "Test/East" }),
        );
        world
    }

    pub fn configure(&mut self, config: &Value) {
        self.say(&Down::Configure {
            json: config.to_string(),
            base: "https://host.test/page/config.json".into(),
            codes: CODES.into(),
        });
    }

    pub fn answer(&self, url: &str, answer: Answer) {
        self.script.answers.borrow_mut().insert(url.into(), answer);
    }

    /// A source that knows the patient and holds these resources on one page.
    pub fn source(&self, id: &str, resources: &[Value]) {
        self.patient(id, &patient());
        let mut all = vec![patient()];
        all.extend_from_slice(resources);
        self.answer(&everything(id), Answer::Json(bundle(&all, None)));
    }

    /// What a source's search for the patient finds.
    pub fn patient(&self, id: &str, found: &Value) {
        self.answer(
            &search(id),
            Answer::Json(bundle(core::slice::from_ref(found), None)),
        );
    }

    pub fn say(&mut self, message: &Down) {
        self.engine.receive(&message.encode(self.load));
    }

    pub fn load(&mut self, person: Person) {
        self.say(&Down::Load(LoadRequest {
            patient: person,
            ..LoadRequest::default()
        }));
        self.run();
    }

    /// Begins another context: the viewer is emptied in the same task.
    pub fn change(&mut self, person: Person) {
        self.rest();
        self.load += 1;
        self.rows.clear();
        self.sources.clear();
        self.summary = None;
        self.ups.clear();
        self.say(&Down::Load(load(person)));
    }

    /// Runs all tasks, moving the clock on to each timer in turn, until nothing
    /// is left to do.
    pub fn run(&mut self) {
        while self.step() {}
    }

    /// Runs what can run now; the clock stands still.
    pub fn rest(&mut self) {
        self.pool.run_until_stalled();
        self.take();
    }

    /// Runs what can run now and moves the clock to the next timer; `false`
    /// where there is none.
    pub fn step(&mut self) -> bool {
        self.rest();
        let clock = Rc::clone(&self.script.clock);
        let timers = &mut *clock.timers.borrow_mut();
        timers.retain(|(_, send)| !send.is_canceled());
        let first = (0..timers.len()).min_by_key(|place| timers[*place].0);
        let Some(first) = first else {
            return false;
        };
        let (at, send) = timers.remove(first);
        clock.time.set(clock.time.get().max(at));
        let _ = send.send(());
        true
    }

    /// Milliseconds since the world began.
    pub fn time(&self) -> u64 {
        self.script.clock.time.get()
    }

    fn take(&mut self) {
        let published = core::mem::take(&mut *self.script.published.borrow_mut());
        for bytes in published {
            let (load, message) = Up::decode(&bytes).expect("a message of the protocol");
            if load != self.load {
                if !matches!(message, Up::Cancel(_)) {
                    self.late.push(message);
                }
                continue;
            }
            match &message {
                Up::Sources(sources) => self.sources.clone_from(sources),
                Up::Patch(patch) => {
                    for row in &patch.upserts {
                        self.rows.insert(row.id, row.clone());
                    }
                    for id in &patch.removed {
                        assert!(
                            self.rows.remove(id).is_some(),
                            "removed what was never sent"
                        );
                    }
                }
                Up::Done(summary) => self.summary = Some(summary.clone()),
                Up::Failed(faults) => self.faults.clone_from(faults),
                Up::Ask { n, ask } if matches!(ask.call, Call::Access | Call::Disclosure) => {
                    let detail = serde_json::from_str(&ask.detail).expect("JSON");
                    self.records.push((ask.call, detail));
                    self.keep(*n);
                    continue;
                }
                _ => {}
            }
            self.ups.push(message);
        }
    }

    /// The host answers that it recorded something, or that it failed.
    fn keep(&self, n: u32) {
        let Some(status) = self.keeper else {
            return;
        };
        let answer = status.map(|status| protocol::Answer {
            status,
            ..protocol::Answer::default()
        });
        self.engine
            .receive(&Down::Answer { n, answer }.encode(self.load));
    }

    pub fn titles(&self) -> Vec<&str> {
        let mut rows: Vec<&Row> = self.rows.values().collect();
        rows.sort_by(|a, b| a.newest_first(b));
        rows.iter().map(|row| row.title.as_str()).collect()
    }
}

pub fn asked() -> Person {
    Person {
        identifiers: vec![Identifier {
            system: SYSTEM.into(),
            value: NUMBER.into(),
        }],
        ..Person::default()
    }
}

/// The question for this person's record.
pub fn load(patient: Person) -> LoadRequest {
    LoadRequest {
        patient,
        ..LoadRequest::default()
    }
}

pub fn search(id: &str) -> String {
    format!(
        "https://{id}.test/fhir/Patient?identifier=https%3A%2F%2Ffhir.nhs.uk%2FId%2Fnhs-number%7C{NUMBER}"
    )
}

pub fn everything(id: &str) -> String {
    format!("https://{id}.test/fhir/Patient/p1/$everything?_count=100")
}

pub fn patient() -> Value {
    json!({
        "resourceType": "Patient", "id": "p1",
        "identifier": [{"system": SYSTEM, "value": NUMBER}],
        "name": [{"family": "Hill", "given": ["Ann"]}],
        "birthDate": "1950-02-01", "gender": "female"
    })
}

pub fn bundle(resources: &[Value], next: Option<&str>) -> Value {
    let entry: Vec<Value> = resources.iter().map(|r| json!({ "resource": r })).collect();
    let mut bundle = json!({"resourceType": "Bundle", "type": "searchset", "entry": entry});
    if let Some(next) = next {
        bundle["link"] = json!([{"relation": "next", "url": next}]);
    }
    bundle
}

pub fn condition(id: &str, text: &str, onset: &str) -> Value {
    json!({
        "resourceType": "Condition", "id": id,
        "clinicalStatus": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active"}]},
        "code": {"text": text}, "subject": {"reference": "Patient/p1"}, "onsetDateTime": onset
    })
}
