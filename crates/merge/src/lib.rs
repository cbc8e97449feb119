//! Entries of many sources to one record: same, possibly the same, different.
//!
//! [`merge`] groups copies of one event. Only what is surely the same folds;
//! what may be the same is named beside it; everything else stays apart. Each
//! entry is in exactly one group, and the answer depends on the entries alone,
//! never on the order in which they came.
//!
//! The way a pair of entries takes:
//! 1. `feature`: what of an entry can be compared, made once.
//! 2. `block`: pairs worth comparing, by name, day or identifier, so that the
//!    work grows with the record and not with its square.
//! 3. `pair`: the verdict on a pair, from names (`words`, `aliases`), times (`time`),
//!    values (`values`), and what forbids a fold (`qualifiers`).
//! 4. `cluster`: all verdicts settled on the whole set, strongest first.
//! 5. `support`: what is still open, by what belongs to it.
//! 6. `group`: which copy leads, and where the copies disagree.

mod aliases;
mod block;
mod cluster;
mod decimal;
mod feature;
mod group;
mod hash;
mod merge;
mod order;
mod pair;
mod qualifiers;
mod support;
mod time;
mod units;
mod values;
mod words;

pub use group::{Group, Possible};
pub use merge::{Merged, Overrides, merge};
pub use order::sort;
