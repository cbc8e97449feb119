use timeline_json::Value;
use timeline_model::{Kind, KindSet, PartialDate, protocol::LoadFault};

use super::{check, keys, keys::AGREEMENT_KEYS, owned, texts};

/// The agreement under which a source is shared.
#[derive(Clone, Debug, Default)]
pub struct Agreement {
    /// What it is called.
    pub title: String,
    /// Where it is kept, or under which number.
    pub reference: String,
    /// The purposes of use that it covers; any where empty.
    pub purposes: Vec<String>,
    /// The roles that it covers.
    pub roles: Vec<String>,
    /// The kinds of entry that it shares.
    pub kinds: KindSet,
    /// The first day on which it holds.
    pub from: Option<PartialDate>,
    /// The last day on which it holds.
    pub until: Option<PartialDate>,
    /// The source is asked for nothing after its last day.
    pub stops: bool,
}

/// Reads the agreement of a source, where it has one.
pub(super) fn read(
    source: &Value<'_>,
    path: &str,
    faults: &mut Vec<LoadFault>,
) -> Option<Agreement> {
    let value = source.get("agreement")?;
    check::object(
        value,
        &check::under(path, "agreement"),
        AGREEMENT_KEYS,
        faults,
    );
    let mut kinds = KindSet::default();
    for code in texts(value, "kinds") {
        if let Some(kind) = Kind::from_code(&code) {
            kinds.insert(kind);
        }
    }
    if value.get("kinds").is_none() {
        kinds = KindSet::ALL;
    }
    let day = |key| keys::text(value, key).and_then(PartialDate::parse);
    Some(Agreement {
        title: owned(value, "title"),
        reference: owned(value, "reference"),
        purposes: texts(value, "purposes"),
        roles: texts(value, "roles"),
        kinds,
        from: day("from"),
        until: day("until"),
        stops: keys::text(value, "onExpiry") == Some("stop"),
    })
}
