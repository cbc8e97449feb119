use std::rc::Rc;

use js_sys::{Array, Function, Uint8Array};
use timeline_component::{Mounted, Notice, Options, Settings, mount, plain};
use timeline_model::{
    protocol::{Answer, Ask, Down, LoadFault, LoadFaultCode},
    wire::Bytes,
};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use web_sys::ShadowRoot;

use crate::{context, events};

/// What one element holds of the Wasm, for one context.
#[wasm_bindgen]
pub struct TimelineHandle {
    mounted: Mounted,
}

#[wasm_bindgen]
impl TimelineHandle {
    /// Mounts a timeline in `root`. `notify` is called with an event's name
    /// and its detail as JSON, and answers whether the host let it pass; `ask`
    /// with what only the host can do: number, name of its function, detail as
    /// JSON, body, most bytes of an answer, or with a number alone where nobody
    /// waits any more; `spawn` makes a worker or throws; `rest` has the rest of
    /// the Wasm loaded, where there is one.
    ///
    /// # Errors
    ///
    /// What the browser threw.
    #[wasm_bindgen(constructor)]
    pub fn new(
        root: &ShadowRoot,
        notify: Function,
        ask: Function,
        spawn: Function,
        rest: Option<Function>,
        language: String,
        direction: String,
    ) -> Result<TimelineHandle, JsValue> {
        let settings = Settings {
            locale: language,
            direction,
            ..Settings::default()
        };
        let tell = Rc::new(move |name: &str, detail: String| -> bool {
            let passed = notify.call2(&JsValue::NULL, &name.into(), &detail.into());
            passed.is_ok_and(|passed| passed.is_truthy())
        });
        let may_open = Rc::clone(&tell);
        let mounted = mount(
            root,
            Options {
                settings,
                spawn: Some(spawn),
                rest,
                notify: Box::new(move |notice| match notice {
                    Notice::Asked(n, wanted) => call(&ask, n, Some(&wanted)),
                    Notice::Cancelled(n) => call(&ask, n, None),
                    notice => {
                        for (name, detail) in notices(&notice) {
                            tell(name, detail);
                        }
                    }
                }),
                may_open: Rc::new(move |opening| {
                    may_open("timeline-entry-open", events::entry_open(opening))
                }),
            },
        )?;
        Ok(TimelineHandle { mounted })
    }

    /// Takes the configuration, and where the map of codes lies; `false` where
    /// it has faults, which are shown and told.
    pub fn configure(&self, json: String, base: String, codes: String) -> bool {
        self.mounted.session().configure(json, base, codes)
    }

    /// Says that the configuration could not be fetched, and what came instead.
    pub fn configuration_unreachable(&self, found: String) {
        self.mounted.session().fail(vec![LoadFault {
            found,
            ..plain(LoadFaultCode::ConfigurationUnreachable)
        }]);
    }

    /// Says that there is no configuration, where there is a patient to show;
    /// an element without either is only waiting.
    pub fn load_without_configuration(&self, wanted: bool) {
        if wanted {
            let fault = plain(LoadFaultCode::NoConfiguration);
            self.mounted.session().fail(vec![fault]);
        }
    }

    /// Loads the patient of a context, given as JSON.
    pub fn load(&self, context: &str) {
        match context::read(context) {
            Ok(request) => self.mounted.session().load(request),
            Err(fault) => self.mounted.session().fail(vec![fault]),
        }
    }

    /// What the host answered to question `n`, with status 0 where it failed,
    /// refused, or has no such function. `headers` are the browser's `Headers`,
    /// or an empty list; where `more` follows, this is a piece of it.
    pub fn answer(&self, n: u32, status: u16, headers: &JsValue, body: Vec<u8>, more: bool) {
        let answer = (status > 0).then(|| Answer {
            status,
            headers: timeline_engine::headers(headers),
            body: Bytes(body),
            more,
        });
        self.mounted.session().send(&Down::Answer { n, answer });
    }

    /// Says that the rest of the Wasm is here, or could not be loaded.
    pub fn rest_arrived(&self, here: bool) {
        self.mounted.rest_arrived(here);
    }

    /// Ends what is under way. The handle is to be freed afterwards.
    pub fn close(&self) {
        self.mounted.session().end();
    }
}

/// Calls the host's function, by the script.
fn call(ask: &Function, n: u32, wanted: Option<&Ask>) {
    let list = Array::of1(&n.into());
    if let Some(wanted) = wanted {
        list.push(&wanted.call.code().into());
        list.push(&wanted.detail.as_str().into());
        list.push(&Uint8Array::from(wanted.body.0.as_slice()));
        list.push(&wanted.max_bytes.into());
    }
    // The script's own function does not throw.
    let _ = ask.apply(&JsValue::NULL, &list);
}

fn notices(notice: &Notice) -> Vec<(&'static str, String)> {
    match notice {
        Notice::Progress(sources) => vec![("timeline-progress", events::progress(sources))],
        Notice::Ready {
            summary,
            sources,
            place,
        } => vec![("timeline-ready", events::ready(summary, sources, *place))],
        Notice::Folded(folding) => vec![("timeline-fold", events::fold(folding))],
        Notice::Integration(notice) => vec![("timeline-notice", events::notice(notice))],
        Notice::Asked(..) | Notice::Cancelled(_) => Vec::new(),
        Notice::Failed(faults) => faults
            .iter()
            .map(|fault| ("timeline-error", events::error(fault)))
            .collect(),
    }
}
