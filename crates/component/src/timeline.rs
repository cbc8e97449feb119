use std::rc::Rc;

use leptos::{html::Div, prelude::*};
use timeline_model::protocol::{Down, LoadRequest};
use timeline_viewer::{Opening, Settings};
use web_sys::{ShadowRootInit, ShadowRootMode};

use crate::{
    host::{Calls, Host},
    mount::{Mounted, Options, mount},
    session::Notice,
};

/// A configuration as JSON text, and the address that addresses in it are
/// relative to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Configuration {
    /// The text, as documented in the configuration's reference.
    pub json: String,
    /// An absolute address.
    pub base: String,
    /// Where `patient-timeline-codes.tsv` is served, which joins codes of
    /// different systems; empty to do without.
    pub codes: String,
}

/// One patient's merged timeline, for Leptos applications. It lives in a
/// shadow root of its own, so that its styles and the page's do not meet. The
/// engine runs on the page's thread; the custom element gives it a worker.
#[component]
pub fn Timeline(
    /// Whom to show; `None` shows nobody.
    #[prop(into)]
    patient: Signal<Option<LoadRequest>>,
    /// The sources and how they are read.
    #[prop(into)]
    configuration: Signal<Option<Configuration>>,
    /// Language and looks.
    #[prop(optional)]
    settings: Settings,
    /// Is told of progress, the end of a load, faults, and folds by hand.
    #[prop(optional)]
    notify: Option<UnsyncCallback<Notice>>,
    /// Is asked before an entry is opened; `false` keeps it shut.
    #[prop(optional)]
    open: Option<UnsyncCallback<Opening, bool>>,
    /// What only the application can do: tokens, requests that it carries
    /// itself, records of disclosures and of accesses.
    #[prop(optional)]
    host: Host,
) -> impl IntoView {
    let place = NodeRef::<Div>::new();
    let mounted = StoredValue::new_local(None::<Mounted>);
    let calls = StoredValue::new_local(Rc::new(Calls::default()));
    let end = move || {
        calls.with_value(|calls| calls.end_all());
        mounted.set_value(None);
    };
    Effect::new(move || {
        let Some(place) = place.get() else {
            return;
        };
        // Gone before the next is begun: nothing of one patient stays.
        end();
        let host = host.clone();
        let root = place.shadow_root().map_or_else(
            || place.attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open)),
            Ok,
        );
        let options = Options {
            settings: settings.clone(),
            spawn: None,
            rest: None,
            notify: Box::new(move |notice| match notice {
                Notice::Asked(n, ask) => calls.with_value(|calls| {
                    calls.begin(&host, n, ask, move |answer| {
                        mounted.try_with_value(|mounted| {
                            if let Some(mounted) = mounted {
                                mounted.session().send(&Down::Answer { n, answer });
                            }
                        });
                    });
                }),
                Notice::Cancelled(n) => calls.with_value(|calls| calls.end(n)),
                notice => {
                    if let Some(notify) = notify {
                        notify.run(notice);
                    }
                }
            }),
            may_open: Rc::new(move |opening| open.is_none_or(|open| open.run(opening.clone()))),
        };
        let Ok(now) = root.and_then(|root| mount(&root, options)) else {
            return;
        };
        if let Some(Configuration { json, base, codes }) = configuration.get()
            && now.session().configure(json, base, codes)
            && let Some(request) = patient.get()
        {
            now.session().load(request);
        }
        mounted.set_value(Some(now));
    });
    on_cleanup(end);
    view! { <div node_ref=place></div> }
}
