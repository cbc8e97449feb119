//! Entries of many sources to one record: same, possibly the same, different.
//!
//! A [`Merger`] groups copies of one event. Only what is surely the same folds;
//! what may be the same is named beside it; everything else stays apart. Each
//! entry is in exactly one group, and the answer depends on the entries alone,
//! never on the order in which they came.
//!
//! The way an entry takes:
//! 1. `feature`: what of it can be compared, made once; `record` holds all.
//! 2. `block`: whom it meets, by name, day or identifier, so that the work
//!    grows with the record and not with its square.
//! 3. `pair`, and `identified` where they have a number in common: the verdict
//!    on a pair, from names (`naming` by `words`, `spelling`, `aliases` and
//!    `codes`), times (`time`), values (`values`), and what forbids a fold
//!    (`qualifiers`, `scales`, `alike`); `net` keeps it.
//! 4. `merger`: all that hangs together with what changed is settled anew.
//! 5. `cluster`: verdicts settled on the whole set, strongest first.
//! 6. `support`: what is still open, by what belongs to it.
//! 7. `group`: which copy leads, and where the copies disagree.

mod aliases;
mod alike;
mod block;
mod cluster;
mod codes;
mod decimal;
mod doses;
mod feature;
mod group;
mod hash;
mod identified;
mod look;
mod merge;
mod merger;
mod naming;
mod net;
mod order;
mod pair;
mod qualifiers;
mod record;
mod scales;
mod seen;
mod spelling;
mod support;
mod systems;
mod time;
mod units;
mod values;
mod words;

#[cfg(not(target_arch = "wasm32"))]
pub use codes::BUILT_IN;
pub use codes::CodeMap;
pub use decimal::number;
pub use group::Group;
pub use merge::{Folded, Merged, Possible, merge, merge_by};
pub use merger::{Merger, Overrides};
pub use order::{first_from, sort};
