use core::{
    cell::{RefCell, RefMut},
    hint::black_box,
};
use std::rc::Rc;

use timeline_merge::CodeMap;
use timeline_model::{
    Completeness, EntryId, Person, RecordKey, SourceState,
    protocol::{Down, LoadFault, LoadFaultCode, LoadRequest, Summary, Up},
};

use crate::{
    Config, Environment, agreement,
    ask::Questions,
    carry::Answered,
    clock::Clock,
    config::SourceConfig,
    detail,
    document::{Fetching, Place},
    gate::Gate,
    load::{Run, load_source},
    maps::{Maps, load_maps},
    record::Record,
    share::Flights,
    sign_in::Token,
    source::{Rules, Source},
    strands::Strands,
};

/// Between two patches, in milliseconds.
const PATCH_INTERVAL: u64 = 100;
/// For each so many entries the viewer gets a millisecond more: with each patch
/// it looks at all of them.
const ENTRIES_A_MILLISECOND: usize = 100;

/// The engine of one element in one context. Dropping it ends its requests.
pub struct Engine {
    inner: Rc<Inner>,
}

impl Engine {
    /// An engine that knows no configuration yet.
    pub fn new(environment: Rc<dyn Environment>) -> Engine {
        Engine {
            inner: Rc::new(Inner {
                state: RefCell::new(State::new(Rc::clone(&environment))),
                questions: RefCell::default(),
                tokens: RefCell::default(),
                gate: Gate::default(),
                flights: Flights::default(),
                environment,
            }),
        }
    }

    /// Takes a message of the protocol. Bytes that hold none are dropped, as
    /// are messages of another load than the current one.
    pub fn receive(&self, message: &[u8]) {
        if let Some((load, message)) = Down::decode(message) {
            self.inner.receive(load, message);
        }
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.inner.state.borrow_mut().load = None;
        self.inner.stop();
    }
}

pub struct Inner {
    pub environment: Rc<dyn Environment>,
    /// What the host has been asked.
    pub questions: RefCell<Questions>,
    /// What the host gave to sign in with.
    pub tokens: RefCell<Vec<Token>>,
    /// How many requests may be under way.
    pub gate: Gate,
    /// Those that are.
    pub flights: Flights,
    pub state: RefCell<State>,
}

pub struct State {
    /// The current load; messages and answers of others are dropped.
    pub load: Option<u32>,
    pub config: Option<Config>,
    pub base: String,
    /// Where the map of codes that ships lies; empty where the host has none.
    codes: String,
    pub clock: Clock,
    asked: Rc<Person>,
    /// Who asks, in which role and for what purpose, and the patient's id at
    /// sources.
    pub who: LoadRequest,
    pub sources: Vec<Source>,
    pub record: Record,
    maps: Maps,
    /// What asks for them.
    strands: Strands,
    pub documents: Fetching,
    /// A publication is due.
    due: bool,
    published_at: Option<u64>,
    done: bool,
}

impl State {
    fn new(environment: Rc<dyn Environment>) -> State {
        State {
            load: None,
            config: None,
            base: String::new(),
            codes: String::new(),
            clock: Clock::new(environment, None, String::new()),
            asked: Rc::default(),
            who: LoadRequest::default(),
            sources: Vec::new(),
            record: Record::default(),
            maps: Maps::default(),
            strands: Strands::default(),
            documents: Fetching::default(),
            due: false,
            published_at: None,
            done: false,
        }
    }

    /// The source of a run, if the run is still the current one.
    pub fn current(&mut self, run: Run) -> Option<&mut Source> {
        let source = self.sources.get_mut(run.source)?;
        (self.load == Some(run.load) && source.attempt == run.attempt).then_some(source)
    }
}

impl Inner {
    fn receive(self: &Rc<Self>, load: u32, message: Down) {
        match message {
            Down::Configure { json, base, codes } => self.configure(load, &json, base, codes),
            Down::Load(request) => self.load(load, request),
            _ if self.state.borrow().load != Some(load) => {}
            Down::Retry(id) => self.retry(load, &id),
            Down::Answer { n, answer } => {
                self.questions.borrow_mut().answer(n, answer);
            }
            // Sent by the viewer once what is loaded on demand is here. The optimisers
            // must not see whom is called.
            asked => {
                let answer: fn(&Rc<Inner>, u32, Down) = black_box(on_demand);
                answer(self, load, asked);
            }
        }
    }

    /// Ends what is under way in the context that ends.
    fn stop(&self) {
        let ended = {
            let state = &mut *self.state.borrow_mut();
            let sources = core::mem::take(&mut state.sources);
            let documents = core::mem::take(&mut state.documents);
            (sources, core::mem::take(&mut state.strands), documents)
        };
        // Requests end with them, and may say so.
        drop(ended);
        self.questions.borrow_mut().close();
        self.tokens.take();
    }

    fn configure(&self, load: u32, json: &str, base: String, codes: String) {
        self.stop();
        let mut state = State::new(Rc::clone(&self.environment));
        state.base = base;
        state.codes = codes;
        let faults = match Config::read(json.as_bytes()) {
            Ok(config) => {
                let zone = config.time_zone.clone();
                state.clock = Clock::new(Rc::clone(&self.environment), config.now, zone);
                self.gate.most.set(config.concurrency);
                state.config = Some(config);
                None
            }
            Err(faults) => Some(faults),
        };
        self.state.replace(state);
        if let Some(faults) = faults {
            self.publish(load, &Up::Failed(faults));
        }
    }

    fn load(self: &Rc<Self>, load: u32, mut request: LoadRequest) {
        self.stop();
        let mut notices = Vec::new();
        let fault = {
            let state = &mut *self.state.borrow_mut();
            state.load = Some(load);
            state.asked = Rc::new(core::mem::take(&mut request.patient));
            state.clock.ahead = i64::from(request.ahead);
            state.clock.new_since = request.new_since.map(|since| state.clock.local(since));
            state.who = request;
            state.record = Record::default();
            state.maps = Maps::default();
            state.done = false;
            state.published_at = None;
            if let Some(common) = &state.config {
                let rules = Rules {
                    recorded_first: common.audit_required,
                    may_open_held_back: common.open_held_back,
                };
                let now = state.clock.of_server();
                for (place, config) in (0..).zip(&common.sources) {
                    notices.extend(agreement::due(config, now));
                    let source = Source::new(place, Rc::clone(config), rules);
                    state.sources.push(source);
                }
            }
            let known = |person: &Person| {
                let first = person.identifiers.first();
                first.is_some_and(|i| !i.system.is_empty() && !i.value.trim().is_empty())
            };
            if state.config.is_none() {
                Some(LoadFaultCode::NoConfiguration)
            } else if !known(&state.asked) {
                Some(LoadFaultCode::NoPatient)
            } else {
                None
            }
        };
        match fault {
            Some(code) => self.publish(load, &Up::Failed(vec![plain(code)])),
            None => {
                let (now, since) = {
                    let clock = &self.state.borrow().clock;
                    (clock.now(), clock.new_since)
                };
                self.publish(load, &Up::Now(now));
                if let Some(since) = since {
                    self.publish(load, &Up::Since(since));
                }
                for notice in notices {
                    self.publish(load, &Up::Notice(notice));
                }
                self.start(load, &|_| true);
            }
        }
    }

    fn retry(self: &Rc<Self>, load: u32, id: &str) {
        let now = self.state.borrow().clock.now();
        self.publish(load, &Up::Now(now));
        {
            let state = &mut *self.state.borrow_mut();
            // What failed is asked for again.
            if state.maps.failed > 0 {
                state.maps = Maps::default();
            }
        }
        self.start(load, &|source| {
            source.is_settled()
                && match id.is_empty() {
                    true => source.reason.is_some(),
                    false => source.config.id == id,
                }
        });
    }

    /// Begins the load of the sources that are chosen.
    pub fn start(self: &Rc<Self>, load: u32, chosen: &dyn Fn(&Source) -> bool) {
        let mut runs = Vec::new();
        let mut ended = Vec::new();
        {
            let state = &mut *self.state.borrow_mut();
            state.done = false;
            let now = state.clock.of_server();
            for (place, source) in state.sources.iter_mut().enumerate() {
                if chosen(source) {
                    ended.push(core::mem::take(&mut source.loading().strands));
                    source.begin();
                    source.agree(&state.who, now);
                    runs.push(Run {
                        load,
                        source: place,
                        attempt: source.attempt,
                    });
                }
            }
        }
        // What was under way ends here, and may say so.
        drop(ended);
        self.changed();
        for run in runs {
            load_source(self, run);
        }
    }

    fn detail(&self, load: u32, id: EntryId) {
        let detail = {
            let state = &mut *self.state.borrow_mut();
            let place = Place {
                environment: &*self.environment,
                base: &state.base,
            };
            detail::detail(&state.record, &mut state.sources, &state.clock, &place, id)
        };
        self.publish(load, &Up::Detail(id, detail.map(Box::new)));
    }

    fn by_hand(&self, message: Down) {
        let record = &mut self.state.borrow_mut().record;
        match message {
            Down::Split(id, copy) => record.split(id, copy),
            Down::Join(a, b) => record.join(a, b),
            Down::Undo(id) => record.undo(id),
            _ => {}
        }
    }

    /// Whether this is the current load.
    pub fn is_current(&self, load: u32) -> bool {
        self.state.borrow().load == Some(load)
    }

    /// The source of a run, if the run is still the current one. Not to be held
    /// while anything is awaited or called that asks for it as well.
    #[inline(never)]
    pub fn source(&self, run: Run) -> Option<RefMut<'_, Source>> {
        RefMut::filter_map(self.state.borrow_mut(), |state| {
            let source = state.current(run)?.loading();
            (source.completeness == Completeness::Loading).then_some(source)
        })
        .ok()
    }

    /// What a run has to do: the source, the patient, and the patient's id
    /// there, where the host gave it.
    pub fn job(&self, run: Run) -> Option<(Rc<SourceConfig>, Rc<Person>, String)> {
        let config = Rc::clone(&self.source(run)?.config);
        let state = self.state.borrow();
        let given = state
            .who
            .ids
            .iter()
            .find(|(source, _)| *source == config.id);
        let given = given.map(|(_, id)| id.clone()).unwrap_or_default();
        Some((config, Rc::clone(&state.asked), given))
    }

    /// Something of what the source of a run holds that stays on screen while
    /// it is loaded again.
    pub fn kept<T>(&self, run: Run, what: impl FnOnce(&Source) -> Option<T>) -> Option<T> {
        what(self.state.borrow_mut().current(run)?)
    }

    /// An answer as it was before, where the source says that it still is.
    pub fn unchanged(
        &self,
        run: Run,
        url: &str,
        mut answer: Result<Answered, SourceState>,
    ) -> Result<Answered, SourceState> {
        if let Ok(answer) = &mut answer
            && answer.status == 304
            && let Some(body) = self.kept(run, |kept| kept.page(url))
        {
            answer.status = 200;
            answer.body = body;
        }
        answer
    }

    /// Takes the date of a source's answer: where the agreement is over by it,
    /// the source is asked for nothing more, and what it gave goes.
    pub fn heard(&self, run: Run, date: i64) {
        let state = &mut *self.state.borrow_mut();
        let now = state.clock.at(date);
        let source = state.sources.get_mut(run.source);
        if let Some(source) = source.filter(|source| source.attempt == run.attempt) {
            source.agree(&state.who, now);
        }
    }

    /// The purpose with which a source is asked, as a header may hold it.
    pub fn purpose(&self, run: Run) -> String {
        let state = self.state.borrow();
        let source = state.sources.get(run.source);
        let purpose = source.map(|source| source.purpose(&state.who));
        let mut purpose = purpose.unwrap_or_default().to_owned();
        purpose.retain(|letter| matches!(letter, ' '..='~'));
        purpose
    }

    /// A source's address made absolute, without a slash at its end.
    pub fn resolve_base(&self, url: &str) -> Option<String> {
        let resolved = self.environment.resolve(&self.state.borrow().base, url)?;
        Some(resolved.trim_end_matches('/').to_owned())
    }

    /// Ends a run, and has the host record it; what waits for that is settled
    /// then.
    pub fn settle(self: &Rc<Self>, run: Run) {
        let now = self.state.borrow().clock.now();
        let ended = {
            let state = &mut *self.state.borrow_mut();
            state.current(run).and_then(|source| source.end_all(now))
        };
        let ends = ended.is_some();
        // What is still under way ends here, and may say so.
        drop(ended);
        if ends {
            self.record_load(run);
        }
    }

    /// Sees to it that what changed is published, at most once an interval, which
    /// grows with the record.
    pub fn changed(self: &Rc<Self>) {
        let wait = {
            let state = &mut *self.state.borrow_mut();
            if state.load.is_none() || core::mem::replace(&mut state.due, true) {
                return;
            }
            let now = self.environment.ticks();
            let more = state.record.folded().len() / ENTRIES_A_MILLISECOND;
            let interval = PATCH_INTERVAL + more as u64;
            let next = state.published_at.map_or(now, |at| at + interval);
            u32::try_from(next.saturating_sub(now)).unwrap_or(0)
        };
        let inner = Rc::clone(self);
        let sleep = self.environment.sleep(wait);
        self.environment.spawn(Box::pin(async move {
            sleep.await;
            inner.publish_changes();
        }));
    }

    fn publish_changes(self: &Rc<Self>) {
        let (load, sources, patch, done, maps) = {
            let state = &mut *self.state.borrow_mut();
            state.due = false;
            let Some(load) = state.load else {
                return;
            };
            state.published_at = Some(self.environment.ticks());
            let patch = state
                .record
                .rebuild(&mut state.sources, &state.clock, &state.asked);
            let sources: Vec<_> = state.sources.iter_mut().map(Source::status).collect();
            let mut maps = Vec::new();
            if !state.maps.asked && state.record.systems_differ() {
                maps = self.maps(state);
                state.maps.asked = true;
                state.maps.ended = maps.is_empty();
            }
            let settled = sources.iter().all(|s| s.completeness.is_settled())
                && state.maps.asked == state.maps.ended;
            let done = (settled && !state.done).then(|| Summary {
                at: Some(state.clock.now()),
                maps: state.maps.read,
                maps_failed: state.maps.failed,
                ..state.record.summary()
            });
            state.done |= settled;
            (load, sources, patch, done, maps)
        };
        self.publish(load, &Up::Sources(sources));
        if !patch.is_empty() {
            self.publish(load, &Up::Patch(patch));
        }
        if let Some(summary) = done {
            self.publish(load, &Up::Done(summary));
        }
        if !maps.is_empty() {
            let task = Box::pin(load_maps(Rc::clone(self), load, maps));
            let state = &mut *self.state.borrow_mut();
            state.strands.spawn(&*self.environment, task);
        }
    }

    /// The addresses of the maps of codes.
    fn maps(&self, state: &State) -> Vec<String> {
        let mut addresses = Vec::new();
        let mut add = |address: &str| {
            if !address.is_empty()
                && let Some(address) = self.environment.resolve(&state.base, address)
            {
                addresses.push(address);
            }
        };
        add(&state.codes);
        if let Some(config) = &state.config {
            for address in &config.code_maps {
                add(address);
            }
        }
        addresses
    }

    /// Joins codes by what the maps of a load say.
    pub fn take_maps(self: &Rc<Self>, load: u32, maps: Maps, map: CodeMap) {
        {
            let state = &mut *self.state.borrow_mut();
            if state.load != Some(load) {
                return;
            }
            state.maps = maps;
            state.record.set_map(map);
        }
        self.changed();
    }

    /// Hands a message of this load to the viewer.
    pub fn publish(&self, load: u32, message: &Up) {
        self.environment.publish(message.encode(load));
    }
}

/// Answers what is asked only after a click.
fn on_demand(inner: &Rc<Inner>, load: u32, asked: Down) {
    match asked {
        Down::Detail(id) => inner.detail(load, id),
        Down::Open(opened) => inner.open(load, opened),
        Down::Document(request) => inner.document(load, &request),
        Down::EndDocument(n) => inner.end_document(n),
        Down::Search { text, n } => {
            let ids = {
                let state = &mut *inner.state.borrow_mut();
                state.record.search(&mut state.sources, &text)
            };
            inner.publish(load, &Up::Hits { n, ids });
        }
        by_hand => {
            inner.by_hand(by_hand);
            inner.changed();
        }
    }
}

fn plain(code: LoadFaultCode) -> LoadFault {
    LoadFault {
        code,
        path: String::new(),
        found: String::new(),
        allowed: String::new(),
    }
}

/// Where a record key's source stands in the list of sources.
pub fn source_of(sources: &mut [Source], key: RecordKey) -> Option<&mut Source> {
    sources.get_mut(usize::from(key.source))
}
