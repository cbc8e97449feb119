use core::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::Function;
use timeline_engine::Config;
use timeline_model::{
    SourceStatus,
    protocol::{self, Ask, Down, LoadFault, LoadFaultCode, LoadRequest, Summary, Up},
};
use timeline_viewer::{Folding, Opening, Settings, View};
use wasm_bindgen_futures::spawn_local;

use crate::link::{Arrival, Link, Place};

/// What the host is told. Holds no clinical text and no clinical code.
pub enum Notice {
    /// The state of the sources changed.
    Progress(Rc<Vec<SourceStatus>>),
    /// Every source has settled.
    Ready {
        /// How many there are of what.
        summary: Summary,
        /// The sources as they ended.
        sources: Rc<Vec<SourceStatus>>,
        /// Where the engine ran.
        place: Place,
    },
    /// The load as a whole cannot be had.
    Failed(Vec<LoadFault>),
    /// The user changed a fold by hand, for this view.
    Folded(Folding),
    /// Something that whoever looks after the integration should know.
    Integration(protocol::Notice),
    /// Something that only the host can do is wanted; it is answered by
    /// [`Down::Answer`] with the same number.
    Asked(u32, Ask),
    /// Nobody waits for that answer any more.
    Cancelled(u32),
}

/// What the host is asked before an entry is opened; `false` keeps it shut.
pub type MayOpen = Rc<dyn Fn(&Opening) -> bool>;

/// One view of one context after another, each with an engine of its own.
/// Dropping it ends the engine.
#[derive(Clone)]
pub struct Session {
    inner: Rc<Inner>,
}

struct Inner {
    view: View,
    /// What the host said before any configuration.
    settings: Settings,
    spawn: Option<Function>,
    notify: Box<dyn Fn(Notice)>,
    link: RefCell<Option<Link>>,
    /// The number of the current load: messages of others are dropped.
    load: Cell<u32>,
    /// Whether a worker may be used, and what an engine is told first.
    configuration: RefCell<Option<(bool, Down)>>,
    sources: RefCell<Rc<Vec<SourceStatus>>>,
}

impl Session {
    /// A session that shows itself in `view`. `spawn` makes a worker that
    /// knows the Wasm module; without it the engine runs on the page.
    pub fn new(
        view: View,
        settings: Settings,
        spawn: Option<Function>,
        notify: Box<dyn Fn(Notice)>,
    ) -> Session {
        Session {
            inner: Rc::new(Inner {
                view,
                settings,
                spawn,
                notify,
                link: RefCell::default(),
                load: Cell::new(0),
                configuration: RefCell::default(),
                sources: RefCell::default(),
            }),
        }
    }

    /// Takes a configuration as JSON text; addresses in it are relative to
    /// `base`, and `codes` is where the map of codes lies that ships, or empty.
    /// Ends the load under way. `false` where the configuration has
    /// faults, which are shown and told.
    pub fn configure(&self, json: String, base: String, codes: String) -> bool {
        self.clear();
        let config = match Config::read(json.as_bytes()) {
            Ok(config) => config,
            Err(faults) => {
                self.fail(faults);
                return false;
            }
        };
        let inner = &self.inner;
        // What the configuration says more than the host.
        let mut settings = inner.settings.clone();
        if !config.locale.is_empty() {
            settings.locale = config.locale;
        }
        settings.time_zone = config.time_zone;
        settings.banner = config.banner;
        settings.messages = config.messages;
        settings.disclosure = config.disclosure;
        settings.reasons = config.reasons;
        settings.stale_after = config.stale_after;
        inner.view.set_settings(settings);
        let message = Down::Configure { json, base, codes };
        inner.configuration.replace(Some((config.worker, message)));
        true
    }

    /// Loads a patient in a new engine; what was shown before is gone at once.
    pub fn load(&self, request: LoadRequest) {
        self.clear();
        let inner = &self.inner;
        let configuration = inner.configuration.borrow();
        let Some((worker, configure)) = &*configuration else {
            self.fail(vec![plain(LoadFaultCode::NoConfiguration)]);
            return;
        };
        inner.view.begin();
        inner.view.set_user(&request.user);
        let load = inner.load.get();
        let weak = Rc::downgrade(inner);
        let link = Link::new(
            inner.spawn.as_ref().filter(|_| *worker),
            Rc::new(move |arrival| {
                if let Some(inner) = weak.upgrade() {
                    inner.arrive(load, arrival);
                }
            }),
        );
        link.send(configure.encode(load));
        link.send(Down::Load(request).encode(load));
        inner.link.replace(Some(link));
    }

    /// Ends the load under way and empties the view.
    pub fn clear(&self) {
        self.end();
        self.inner.view.clear();
    }

    /// Ends the load under way and its engine; what comes late is dropped.
    pub fn end(&self) {
        let inner = &self.inner;
        inner.load.set(inner.load.get().wrapping_add(1));
        inner.link.replace(None);
        inner.sources.take();
    }

    /// Says something to the engine of the current load.
    pub fn send(&self, message: &Down) {
        if let Some(link) = &*self.inner.link.borrow() {
            link.send(message.encode(self.inner.load.get()));
        }
    }

    /// Says that the rest of the Wasm is here, or could not be loaded.
    pub(crate) fn rest_arrived(&self, here: bool) {
        self.inner.view.rest_arrived(here);
    }

    /// Tells the host.
    pub(crate) fn tell(&self, notice: Notice) {
        (self.inner.notify)(notice);
    }

    /// Shows why nothing can be loaded, and tells the host.
    pub fn fail(&self, faults: Vec<LoadFault>) {
        self.inner.view.receive(Up::Failed(faults.clone()));
        let inner = Rc::clone(&self.inner);
        let load = inner.load.get();
        // Later, so that the host is not called in the middle of its own call.
        spawn_local(async move {
            if load == inner.load.get() {
                (inner.notify)(Notice::Failed(faults));
            }
        });
    }
}

impl Inner {
    fn arrive(&self, load: u32, arrival: Arrival) {
        if load != self.load.get() {
            return;
        }
        let message = match arrival {
            Arrival::Message(bytes) => match Up::decode(&bytes) {
                Some((own, message)) if own == load => message,
                _ => return,
            },
            Arrival::Crashed => Up::Failed(vec![plain(LoadFaultCode::Internal)]),
        };
        let notice = self.notice(&message);
        self.view.receive(message);
        if let Some(notice) = notice {
            (self.notify)(notice);
        }
    }

    fn notice(&self, message: &Up) -> Option<Notice> {
        match message {
            Up::Sources(sources) => {
                let sources = Rc::new(sources.clone());
                self.sources.replace(Rc::clone(&sources));
                Some(Notice::Progress(sources))
            }
            Up::Done(summary) => Some(Notice::Ready {
                summary: summary.clone(),
                sources: Rc::clone(&self.sources.borrow()),
                place: self.link.borrow().as_ref().map_or(Place::Page, Link::place),
            }),
            Up::Failed(faults) => Some(Notice::Failed(faults.clone())),
            Up::Ask { n, ask } => Some(Notice::Asked(*n, ask.clone())),
            Up::Cancel(n) => Some(Notice::Cancelled(*n)),
            Up::Notice(notice) => Some(Notice::Integration(notice.clone())),
            _ => None,
        }
    }
}

/// A fault that needs no place.
pub fn plain(code: LoadFaultCode) -> LoadFault {
    LoadFault {
        code,
        path: String::new(),
        found: String::new(),
        allowed: String::new(),
    }
}
