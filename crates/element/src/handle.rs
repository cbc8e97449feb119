use std::rc::Rc;

use js_sys::Function;
use timeline_component::{Mounted, Notice, Options, Settings, mount, plain};
use timeline_model::protocol::{LoadFault, LoadFaultCode};
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
    /// and its detail as JSON, and answers whether the host let it pass;
    /// `spawn` makes a worker or throws.
    ///
    /// # Errors
    ///
    /// What the browser threw.
    #[wasm_bindgen(constructor)]
    pub fn new(
        root: &ShadowRoot,
        notify: Function,
        spawn: Function,
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
        let ask = Rc::clone(&tell);
        let mounted = mount(
            root,
            Options {
                settings,
                spawn: Some(spawn),
                notify: Box::new(move |notice| {
                    for (name, detail) in notices(&notice) {
                        tell(name, detail);
                    }
                }),
                may_open: Rc::new(move |opening| {
                    ask("timeline-entry-open", events::entry_open(opening))
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

    /// Ends what is under way. The handle is to be freed afterwards.
    pub fn close(&self) {
        self.mounted.session().end();
    }
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
        Notice::Failed(faults) => faults
            .iter()
            .map(|fault| ("timeline-error", events::error(fault)))
            .collect(),
    }
}
