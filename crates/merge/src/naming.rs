//! How two names stand to each other: by codes, words and maps.

use timeline_model::{Kind, Packed, packed};

use crate::{
    feature::{Feature, shared},
    record::Record,
};

/// How two names stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Naming {
    /// A code or all words in common.
    Same,
    /// Codes that a map joins.
    Mapped,
    /// Codes that a map joins, of which one may be the broader.
    MappedLoosely,
    /// One says the same as the other and adds only how it was made or given.
    Looser,
    /// One may name the other more broadly.
    Related,
    /// Nothing in common, nothing against.
    Unknown,
    /// Coded in one system, differently.
    Conflict,
}

/// How the names of both stand to each other.
pub(crate) fn naming(record: &Record, a: &Feature, b: &Feature) -> Naming {
    let (own, others) = (record.words(a), record.words(b));
    let same_words = own.same(others);
    if shared(&a.codes, &b.codes).is_some() {
        // The code of a contact or a plan is often only its category.
        let category = matches!(
            a.family,
            Kind::Encounter | Kind::CarePlan | Kind::Document | Kind::Appointment | Kind::Other
        );
        let named = match a.family {
            // So is that of an allergy, which then is told by its words.
            Kind::Allergy => own.same_core(others) || own.is_cut(others),
            _ => !category || own.contained(others) || own.is_cut(others),
        };
        // Both say more than their code, and neither what the other does: the
        // code is of the broader thing. Tests have codes of their own.
        let apart = a.family != Kind::Result
            && record.refines(a)
            && record.refines(b)
            && !own.contained(others);
        return if same_words || named && !apart {
            Naming::Same
        } else if own.same_core(others) {
            Naming::Looser
        } else if apart {
            Naming::Unknown
        } else {
            Naming::Related
        };
    }
    let conflict = shared(&a.systems, &b.systems).is_some();
    if same_words {
        return if conflict {
            Naming::Related
        } else {
            Naming::Same
        };
    }
    if conflict {
        return Naming::Conflict;
    }
    if own.is_cut(others) {
        // The strength may be what was cut off.
        return if a.family == Kind::Medicine && own.lost_a_number(others) {
            Naming::Related
        } else {
            Naming::Same
        };
    }
    let contained = own.contained(others);
    if own.same_core(others) {
        return match a.family {
            Kind::Allergy => Naming::Same,
            Kind::Result | Kind::Report | Kind::Encounter => Naming::Looser,
            _ if contained => Naming::Looser,
            _ => Naming::Unknown,
        };
    }
    if let Some(joined) = record.map.joined(a, b) {
        // Who says more than the code is narrower than what the map joins.
        match (joined.is_same(), record.refines(a) || record.refines(b)) {
            (true, false) => return Naming::Mapped,
            (true, true) | (false, false) => return Naming::MappedLoosely,
            (false, true) => {}
        }
    }
    if !contained {
        return Naming::Unknown;
    }
    match a.family {
        Kind::Vaccination if own.differ_in(others, &MANNER) => Naming::Looser,
        Kind::Problem | Kind::Vaccination | Kind::Medicine | Kind::Procedure => Naming::Related,
        _ => Naming::Unknown,
    }
}

/// Words of a vaccine that say how it is made or given, not against what.
const MANNER: Packed = packed![
    "seasonal",
    "injectable",
    "preservative",
    "free",
    "injection",
    "inactivated",
    "dose",
    "adult",
    "adolescent",
    "pediatric",
    "or",
    "adsorbed",
];
