//! What is read of each kind of resource, as a table: the names that versions
//! give to the same member stand side by side.

mod findings;
mod medicines;
mod plans;

use timeline_model::{Basis, Field, Intent, Kind, KindSet, Role};

use super::{
    members::{Gives, Table},
    request,
};
use crate::{draft::Draft, words};

/// How a time is read from the members named.
#[derive(Clone, Copy)]
pub(super) enum Time {
    /// `name[x]`, of any type.
    Of(Basis),
    /// `name[x]` is the end.
    Until,
    /// The date at which it was recorded, and its place where there is no
    /// better.
    Recorded(Basis),
}

/// What is read of the types named. Lists of names are parted by blanks.
pub(super) struct Shape {
    /// The types, in all versions.
    pub types: &'static str,
    /// What it is to a reader.
    pub kind: Kind,
    /// What it may be besides, by what it says.
    pub also: KindSet,
    /// How far it has got, unless it says so itself.
    pub intent: Intent,
    /// What names it: the first with words; the codes of all are kept.
    pub names: &'static str,
    /// What else may name it, where none of those does.
    pub else_names: &'static str,
    /// Its status; the first that is there.
    pub status: &'static str,
    /// Its times; the first that is there.
    pub times: &'static [(Time, &'static str)],
    /// Members that give something other than the dictionary says.
    pub own: &'static Table,
    /// Members whose own members give something.
    pub inside: &'static [(&'static str, &'static Table)],
    /// What no table can say.
    pub more: fn(&mut Draft<'_>),
}

const NONE: Shape = Shape {
    types: "",
    kind: Kind::Other,
    also: KindSet::NONE,
    intent: Intent::Done,
    names: "",
    else_names: "",
    status: "status",
    times: &[],
    own: &[],
    inside: &[],
    more: nothing,
};

fn nothing(_: &mut Draft<'_>) {}

use Time::{Of, Recorded};

const AUTHOR: Gives = Gives::Who(Field::Author);
const PARTICIPANT: Gives = Gives::Who(Field::Participant);
const RECIPIENT: Gives = Gives::Who(Field::Recipient);
const NOTHING: Gives = Gives::Nothing;
const MEMBER: Gives = Gives::Refer(Role::Member);

/// All shapes.
const ALL: [&[Shape]; 3] = [&findings::SHAPES, &medicines::SHAPES, &plans::SHAPES];

/// The shape of a type.
pub(super) fn of(kind: &str) -> &'static Shape {
    let has = |shape: &&Shape| words::among(shape.types, kind);
    let mut all = ALL.iter();
    all.find_map(|shapes| shapes.iter().find(has))
        .unwrap_or(&ANY)
}

/// The types of all shapes, and what each may be.
pub(super) fn types() -> impl Iterator<Item = (&'static str, KindSet)> {
    let shapes = ALL.iter().flat_map(|shapes| shapes.iter());
    shapes.flat_map(|shape| words::each_word(shape.types).map(|name| (name, shape.kinds())))
}

impl Shape {
    /// What it may be to a reader.
    pub(super) fn kinds(&self) -> KindSet {
        self.also.or(KindSet::of(self.kind))
    }
}

/// Types without a shape of their own: by the names that members commonly
/// bear.
pub(super) static ANY: Shape = Shape {
    else_names: "code title name type description category topic class",
    times: &[
        (
            Of(Basis::Happened),
            "effective occurrence occurred performed onset started timing whenUsed period \
             billablePeriod servicePeriod serviced applies",
        ),
        (
            Recorded(Basis::Recorded),
            "date authoredOn authored created issued recorded recordedOn recordedDate dateAsserted \
             dateWritten",
        ),
    ],
    more: request::own_intent,
    ..NONE
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_type_has_one_shape_and_each_shape_a_type() {
        let findings = findings::SHAPES.iter().chain(&medicines::SHAPES);
        let mut types = std::collections::BTreeSet::new();
        for shape in findings.chain(&plans::SHAPES) {
            let mut own = shape.types.split_ascii_whitespace().peekable();
            assert!(own.peek().is_some());
            for kind in own {
                assert!(types.insert(kind), "{kind} stands in two shapes");
                assert_eq!(of(kind).types, shape.types);
            }
        }
        assert_eq!(of("SomethingNew").types, "");
    }

    #[test]
    fn what_is_read_inside_a_member_is_not_said_of_it_again() {
        for kind in ["Condition", "Encounter", "CarePlan", "DocumentReference"] {
            let shape = of(kind);
            for (name, _) in shape.inside {
                assert!(
                    shape.own.iter().all(|(own, _)| own != name),
                    "{kind}.{name}"
                );
            }
        }
    }
}
