//! What shows the record, on Leptos's reactive graph. They know the model, neither FHIR
//! nor the network: messages of the engine go in by [`View::receive`], and
//! what the user does comes out by [`Outward`].
//!
//! ```text
//! let shown = show(&place, Settings::default(), |view| outward(view));
//! shown.view().begin();
//! shown.view().receive(message);
//! ```
//!
//! Everything that a user reads is one of `messages` or comes from the record.
//! The style is logical throughout, so right to left works, and stands in one
//! sheet for the shadow root to adopt.

mod allergies;
mod allergy_line;
mod banner;
mod by_hand;
mod dates;
mod detail;
mod documents;
mod element;
mod elements;
mod filters;
mod foot;
mod gap_words;
mod gaps;
mod glance;
mod handle;
mod held;
mod lanes;
mod later;
mod lines;
mod list;
mod messages;
mod missing;
mod one_stop;
mod outward;
mod overview;
mod paper;
mod pins;
mod pseudo;
mod reason;
mod search;
mod settings;
mod slot;
mod sources;
mod span;
mod stale;
mod state;
mod states;
mod telephone;
mod terms;
mod timeline;
mod timers;
mod view;
mod whole_dates;
mod words;

pub use by_hand::{FoldAction, Folding};
pub(crate) use messages::{Later, Message};
pub use outward::{Opening, Outward};
pub use settings::Settings;
pub use timeline::{Shown, later_style_sheet, show, style_sheet};
pub use view::View;
