//! Loads one source: finds the patient, asks for the record, follows the
//! pages, and notes how complete it is.

mod answer;

use core::cell::{Cell, RefCell, RefMut};
use std::rc::Rc;

use timeline_fhir::{Offer, Subject, certain};
use timeline_model::{Completeness, KindSet, Page, Person, SourceState, stamp_of};

use self::answer::content;
pub use self::answer::{refusal, within};
use crate::{
    Request,
    backoff::instant,
    carry::{Answered, Errand, carry},
    config::{FhirPlan, Find, SourceConfig, SourceKind},
    engine::Inner,
    plan::{Asking, Plan, encoded},
    source::Source,
    who::{self, Found},
};

/// Which try at which source of which load. What comes back after another has
/// begun is dropped.
#[derive(Clone, Copy)]
pub struct Run {
    pub load: u32,
    pub source: usize,
    pub attempt: u32,
}

/// The run is over, for better or worse; its outcome stands in the source.
struct Over;

/// Loads the source and settles it: several requests at once, until nothing is
/// left to ask for.
pub fn load_source(engine: &Rc<Inner>, run: Run) {
    match Job::new(engine, run) {
        Some(job) => job.spread(),
        None => engine.settle(run),
    }
}

/// One run, what it needs to know, and how far it has come.
struct Job {
    engine: Rc<Inner>,
    run: Run,
    config: Rc<SourceConfig>,
    asked: Rc<Person>,
    /// The patient's id at the source, where the host gave it.
    given: String,
    /// The source's address, absolute, without a slash at its end.
    base: String,
    /// The tick at which its time is over.
    until: u64,
    progress: RefCell<Progress>,
}

#[derive(Default)]
struct Progress {
    /// What is to be asked for: first pages before second ones.
    steps: Vec<Step>,
    /// How many requests are under way.
    running: u32,
    offer: Option<Offer>,
}

/// What a step is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Aim {
    /// What the source offers.
    Offer,
    /// Who the patient is there.
    Find,
    /// A page of the record.
    Record,
}

/// One page to ask for.
struct Step {
    aim: Aim,
    /// The number of the request that it is a page of.
    request: u32,
    asking: Asking,
    /// The addresses of the pages before it, and stamps of what they said.
    seen: Vec<(String, u64)>,
    /// How many resources came, up to and with this page.
    received: Cell<u32>,
}

impl Step {
    /// The number of the page, from 1.
    fn page(&self) -> u32 {
        self.seen.len() as u32 + 1
    }
}

impl Job {
    fn new(engine: &Rc<Inner>, run: Run) -> Option<Rc<Job>> {
        let (config, asked, given) = engine.job(run)?;
        let base = engine.resolve_base(&config.base_url);
        let until = engine.environment.ticks() + u64::from(config.times.total);
        let job = Job {
            engine: Rc::clone(engine),
            run,
            config,
            asked,
            given,
            base: base.unwrap_or_default(),
            until,
            progress: RefCell::default(),
        };
        if job.base.is_empty() {
            job.source().ok()?.fail(SourceState::Unreachable, 0, 0);
            return None;
        }
        match job.plan(None).metadata() {
            Some(asking) => job.add(Aim::Offer, asking),
            None => job.begin(),
        }
        Some(Rc::new(job))
    }

    fn source(&self) -> Result<RefMut<'_, Source>, Over> {
        self.engine.source(self.run).ok_or(Over)
    }

    fn plan<'p>(&'p self, offer: Option<&'p Offer>) -> Plan<'p> {
        Plan {
            config: &self.config,
            base: &self.base,
            asked: &self.asked,
            given: &self.given,
            offer,
        }
    }

    fn fhir(&self) -> Option<&FhirPlan> {
        match &self.config.kind {
            SourceKind::Fhir(plan) => Some(plan),
            SourceKind::Feed(_) => None,
        }
    }

    /// Plans what finds the patient, or the record where it names them.
    fn begin(&self) {
        let find = self.fhir().map_or(Find::None, |plan| plan.find);
        if find == Find::None {
            if self.fhir().is_none()
                && let Ok(mut source) = self.source()
            {
                source.set_subject(Subject {
                    references: Vec::new(),
                    identifiers: self.asked.identifiers.clone(),
                });
            }
            return self.ask_for_record("");
        }
        let asking = self.plan(self.progress.borrow().offer.as_ref()).find();
        match asking {
            Some(asking) => {
                let asking = Asking {
                    kinds: KindSet::NONE,
                    ..asking
                };
                self.add(Aim::Find, asking);
            }
            // The host gave no id.
            None => {
                if let Ok(mut source) = self.source() {
                    source.fail(SourceState::Host, 0, 0);
                }
            }
        }
    }

    /// Plans what is asked for of the patient of this id.
    fn ask_for_record(&self, id: &str) {
        let (askings, missing) = self.plan(self.progress.borrow().offer.as_ref()).record(id);
        if let Ok(mut source) = self.source()
            && !missing.is_empty()
        {
            source.note(missing, Completeness::NotAsked, SourceState::NotOffered);
        }
        for asking in askings {
            self.add(Aim::Record, asking);
        }
    }

    /// Adds a request to what is to be asked for.
    fn add(&self, aim: Aim, asking: Asking) {
        let mut request = 0;
        if aim != Aim::Offer
            && let Ok(mut source) = self.source()
        {
            request = source.expect(asking.kinds);
            // What finds the patient, or rather the first page of the record.
            if request < 2 {
                source.request.clone_from(&asking.url);
            }
        }
        self.progress.borrow_mut().steps.push(Step {
            aim,
            request,
            asking,
            seen: Vec::new(),
            received: Cell::default(),
        });
    }

    /// The next thing to ask for, as long as not too much is under way.
    fn take(&self) -> Option<Step> {
        let progress = &mut *self.progress.borrow_mut();
        if progress.steps.is_empty() || progress.running >= self.engine.gate.most.get() {
            return None;
        }
        progress.running += 1;
        Some(progress.steps.remove(0))
    }

    /// Begins as many requests as may be under way.
    fn spread(self: Rc<Self>) {
        while let Some(step) = self.take() {
            let task = Box::pin(follow(Rc::clone(&self), step));
            if let Ok(mut source) = self.source() {
                source.strands.spawn(&*self.engine.environment, task);
            }
        }
        if self.progress.borrow().running == 0 {
            self.engine.settle(self.run);
        }
    }

    /// What is sent to ask for a page.
    fn request(&self, step: &Step) -> Request {
        let offer = self.progress.borrow();
        let accept = self.plan(offer.offer.as_ref()).accept();
        let mut headers = vec![("Accept".to_owned(), accept)];
        if step.asking.body.is_some() {
            let content = step.asking.content.to_owned();
            headers.push(("Content-Type".to_owned(), content));
        } else if let Some(tag) = self
            .engine
            .kept(self.run, |kept| kept.tag(&step.asking.url))
        {
            headers.push(("If-None-Match".to_owned(), tag));
        }
        Request {
            url: step.asking.url.clone(),
            body: step.asking.body.clone(),
            headers,
            ..Request::default()
        }
    }

    fn errand(&self, step: &Step) -> Errand {
        Errand {
            engine: Rc::clone(&self.engine),
            run: self.run,
            config: Rc::clone(&self.config),
            until: self.until,
            // What finds the patient goes before first pages, these before others.
            rank: self.config.priority << 16
                | match step.aim {
                    Aim::Record => step.page().min(0xffff),
                    _ => 0,
                },
            tag: match step.asking.body {
                None => self
                    .engine
                    .kept(self.run, |kept| kept.tag(&step.asking.url)),
                Some(_) => None,
            },
            told: None,
        }
    }

    /// Takes an answer, and plans what is to be asked for after it.
    fn after(&self, step: Step, answer: Result<Answered, SourceState>) {
        let (request, url) = (step.request, step.asking.url.clone());
        if self.config.agreement.is_some()
            && let Ok(answer) = &answer
            && let Some(date) = answer.header("date").and_then(instant)
            && self.source().is_ok()
        {
            self.engine.heard(self.run, date);
        }
        let next = match step.aim {
            Aim::Offer => self.offered(answer),
            Aim::Find => self.found(&step, answer),
            Aim::Record => self.next_page(&step, answer),
        };
        self.engine.changed();
        match next {
            Ok(Some((asking, stamp))) => {
                let mut seen = step.seen;
                seen.push((url, stamp));
                self.progress.borrow_mut().steps.push(Step {
                    asking,
                    seen,
                    ..step
                });
            }
            Ok(None) => {
                if let Ok(mut source) = self.source() {
                    source.end(request);
                }
            }
            // A search that failed is noted and does not spoil the others.
            Err(Over) => {
                let goes_on = self.source().is_ok_and(|source| source.is_reachable());
                if step.aim != Aim::Record || !goes_on {
                    self.progress.borrow_mut().steps.clear();
                    self.engine.settle(self.run);
                }
            }
        }
    }

    /// Reads what the source offers. Where it does not say, all is asked for.
    fn offered(&self, answer: Result<Answered, SourceState>) -> Result<Next, Over> {
        match answer {
            Ok(answer) if refusal(answer.status).is_none() => {
                self.progress.borrow_mut().offer = Offer::read(&answer.body);
            }
            Ok(_) => {}
            Err(reason) => {
                self.source()?.fail(reason, 0, 0);
                return Err(Over);
            }
        }
        if self.progress.borrow().offer.is_none() {
            self.progress.borrow_mut().offer = Some(Offer::default());
        }
        self.begin();
        Ok(None)
    }

    /// Reads whom the source found.
    fn found(&self, step: &Step, answer: Result<Answered, SourceState>) -> Result<Next, Over> {
        let find = self.fhir().map_or(Find::None, |plan| plan.find);
        let gone = matches!(&answer, Ok(answer) if matches!(answer.status, 404 | 410));
        if gone && find == Find::Id && step.seen.is_empty() {
            self.source()?.completeness = Completeness::NoSuchPatient;
            return Err(Over);
        }
        let sure = match (&answer, find) {
            (Ok(answer), Find::Match) if step.seen.is_empty() => Some(certain(&answer.body)),
            _ => None,
        };
        let mut page = self.receive(step, answer)?;
        if let Some(sure) = sure
            && !page.patients.is_empty()
        {
            page.patients.retain(|(_, id, _)| sure.contains(id));
            // Whoever it may be, it is not said for certain.
            if page.patients.is_empty() {
                self.source()?.hold_back(SourceState::NotConfirmed);
                return Err(Over);
            }
        }
        let found = who::chosen(&mut *self.source()?, &page, &self.asked, &self.base);
        match found {
            Found::Nobody => Err(Over),
            Found::Ids(ids) => {
                for id in &ids {
                    self.ask_for_record(id);
                }
                Ok(None)
            }
            Found::Follow(id) => {
                let asking = Asking {
                    url: [&self.base, "/Patient/", &encoded(&id)].concat(),
                    ..Asking::default()
                };
                Ok(Some((asking, 0)))
            }
        }
    }

    /// Reads a page of the record, and gives the address of the one after it.
    fn next_page(&self, step: &Step, answer: Result<Answered, SourceState>) -> Result<Next, Over> {
        let number = step.page();
        let stamp = answer
            .as_ref()
            .map_or(0, |answer| stamp_of(content(&answer.body)));
        let fail = |reason| {
            if let Ok(mut source) = self.source() {
                source.fail_in(step.request, reason, number, 0);
            }
            Over
        };
        if step.seen.iter().any(|(_, own)| *own == stamp) && answer.is_ok() {
            return Err(fail(SourceState::PagesRepeat));
        }
        let page = self.receive(step, answer)?;
        if step.seen.is_empty() && self.names_others_alone(&page) {
            self.source()?.hold_back(SourceState::OtherIdentifier);
            return Err(Over);
        }
        if !who::belongs(&mut *self.source()?, &self.asked, &page) {
            return Err(Over);
        }
        let received = step.received.get() + page.tally.received;
        step.received.set(received);
        let Some(next) = page.next else {
            // Some sources cut off at the size of a page and give no other.
            return match page.total {
                Some(total) if total > received => Err(fail(SourceState::Fewer)),
                _ => Ok(None),
            };
        };
        let number = number + 1;
        let fail = |reason| {
            if let Ok(mut source) = self.source() {
                source.fail_in(step.request, reason, number, 0);
            }
            Over
        };
        let own = &step.asking.url;
        let next = self.engine.environment.resolve(own, &next);
        let Some(url) = next.filter(|url| within(&self.base, url)) else {
            return Err(fail(SourceState::NextElsewhere));
        };
        if url == *own || step.seen.iter().any(|(seen, _)| *seen == url) {
            return Err(fail(SourceState::PagesRepeat));
        }
        if number > self.config.max_pages {
            return Err(fail(SourceState::PageLimit));
        }
        let asking = Asking {
            url,
            kinds: step.asking.kinds,
            ..Asking::default()
        };
        Ok(Some((asking, stamp)))
    }

    /// Whether a page names patients, and nobody who was found.
    fn names_others_alone(&self, page: &Page) -> bool {
        let found = |id: &String| {
            let source = self.source();
            source.is_ok_and(|s| s.subjects.is_empty() || s.subjects.contains(id))
        };
        !page.patients.is_empty() && !page.patients.iter().any(|(_, id, _)| found(id))
    }
}

/// What is asked for next, and a stamp of what was said before it.
type Next = Option<(Asking, u64)>;

/// Asks for one page after another, until nothing is left to ask for.
async fn follow(job: Rc<Job>, mut step: Step) {
    loop {
        let answer = carry(job.errand(&step), job.request(&step)).await;
        let answer = job.engine.unchanged(job.run, &step.asking.url, answer);
        job.after(step, answer);
        // Reading takes a while: what else waits on this thread goes first.
        job.engine.environment.sleep(0).await;
        job.progress.borrow_mut().running -= 1;
        match job.take() {
            Some(next) => step = next,
            None => break,
        }
        Rc::clone(&job).spread();
    }
    job.spread();
}
