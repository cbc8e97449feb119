//! ImagingStudy, the use of devices, specimens that are not fit, and claims.

use timeline_model::{Basis, Role};

use crate::{
    draft::{Adds, Draft},
    reference,
    words::{self, text},
};

/// Names a set of images: by what a series is called, else by how it was made.
pub(super) fn imaging(draft: &mut Draft<'_>) {
    for key in words::each_word("description modality") {
        for series in draft.list("series") {
            if let Some(words) = words::words_of(series, key) {
                draft.name(&words);
            }
        }
    }
    for modality in draft.list("modality").iter().filter_map(words::words) {
        draft.name(&modality);
    }
}

/// The device names its use.
pub(super) fn device(draft: &mut Draft<'_>) {
    for device in draft.list("device") {
        if let Some(contained) = draft.contained(device)
            && let Some(words) = crate::index::name(contained)
        {
            draft.name(&words);
        }
        if let Some(target) = reference::target(device)
            && text(device, "display").is_none()
        {
            draft.link(Adds::Title, &target);
        }
        draft.refer_to(Role::Other, device);
    }
}

/// Reads from where and when a specimen was taken.
pub(super) fn specimen(draft: &mut Draft<'_>) {
    if let Some(collection) = draft.get("collection") {
        draft.when_in(collection, "collection.", "collected", Basis::Happened);
    }
    draft.recorded("receivedTime", Basis::Recorded);
}

/// Names a claim by its type.
pub(super) fn claim(draft: &mut Draft<'_>) {
    let kind = words::type_words(draft.kind);
    let mut types = draft.list("type").iter();
    match types.find_map(words::words) {
        Some(own) => draft.name(&[&kind, ": ", &own].concat()),
        None => draft.name(&kind),
    }
}
