//! The verdict on two entries with a business identifier in common.

use timeline_model::Kind;

use crate::{
    alike::look_alike,
    feature::{Feature, shared},
    naming::Naming,
    pair::{IDENTIFIER, Verdict, bonus, is_near, likeness},
    record::Record,
    time::Agreement,
    values::Likeness,
};

/// With an identifier in common, what contradicts makes it doubtful.
pub(crate) fn judge_identified(
    record: &Record,
    a: &Feature,
    b: &Feature,
    naming: Naming,
    time: Agreement,
) -> Verdict {
    let forbidden = record.forbid(a, b).is_some();
    if forbidden || naming == Naming::Conflict || a.is_meant() != b.is_meant() {
        return Verdict::Doubtful;
    }
    let likeness = likeness(record, a, b);
    let agrees = time >= Agreement::Within;
    match naming {
        Naming::Same | Naming::Mapped | Naming::Looser if agrees => {
            Verdict::Same(IDENTIFIER + bonus(a, b))
        }
        // Some systems use a number again: another time with another value is
        // another event.
        Naming::Same | Naming::Mapped | Naming::Looser
            if likeness != Likeness::Differ && is_near(time, a) =>
        {
            Verdict::Same(IDENTIFIER - 10)
        }
        // Other words for it, at the same time, with nothing against it.
        Naming::Related | Naming::MappedLoosely | Naming::Unknown
            if time >= Agreement::Day && may_be_renamed(record, a, b, naming, likeness) =>
        {
            Verdict::Same(IDENTIFIER - 20)
        }
        _ => Verdict::Doubtful,
    }
}

/// A business identifier in common; one that names a whole group of records
/// counts only for those of one name. An id that is unique in the world is as
/// good.
pub(crate) fn shares_identifier(record: &Record, a: &Feature, b: &Feature, naming: Naming) -> bool {
    let one = shared(&a.identifiers, &b.identifiers).is_some_and(|identifier| {
        let group = record.names_a_group(identifier, a) || record.names_a_group(identifier, b);
        // A number seen again in one source is no proof at another time.
        let near = || a.gap(b).is_none_or(|seconds| seconds <= 2 * 86_400);
        !group || naming <= Naming::Mapped && near()
    });
    one || a.alias_is_unique && a.alias.is_some() && a.alias == b.alias
}

/// Whether two copies of one number may bear other words. Those of a medicine,
/// a vaccine or an allergen are the thing itself, and a result could be another
/// part of the same request, unless its value tells it.
fn may_be_renamed(
    record: &Record,
    a: &Feature,
    b: &Feature,
    naming: Naming,
    likeness: Likeness,
) -> bool {
    let (own, others) = (record.words(a), record.words(b));
    // A word more makes another test of a test, and another allergen.
    let may_add = !matches!(a.family, Kind::Result | Kind::Allergy);
    let in_part = naming == Naming::MappedLoosely || may_add && own.contained(others);
    let told = match (a.family, likeness) {
        (_, Likeness::None | Likeness::Same(_)) if in_part => true,
        (Kind::Medicine | Kind::Vaccination | Kind::Allergy, _) => false,
        (Kind::Result, _) => matches!(likeness, Likeness::Same(digits) if digits >= 3),
        _ => matches!(likeness, Likeness::None | Likeness::Same(_)),
    };
    told && !look_alike(own, others)
}
