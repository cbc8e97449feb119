//! The documents and pictures that a copy carries or points at.

use std::{cell::Cell, rc::Rc, sync::Arc};

use timeline_model::{
    Attachment, Detail, Document, DocumentFault, DocumentStep, Held, HeldCopy, Medium, Narrative,
    Packed, digits, packed,
};

use super::{copies::source_title, file::file, narrative::drawn, plain::plain};
use crate::{
    Later, Message, View,
    dates::date_words,
    documents::Desk,
    element::{Content, Place, dynamic, element, nothing},
    elements::{button, div, group, paragraph, span, spans},
    terms,
    timers::focus_later,
    words::Words,
};

/// What a copy carries, each shown at once where it is small and no more than
/// words or a picture, and else when it is asked for.
pub(super) fn documents(view: View, detail: &Arc<Detail>, at: usize) -> Content {
    let words = view.words;
    let Some(copy) = detail.copies.get(at) else {
        return nothing();
    };
    let mut title = element("h3").child(words.text(Later::DocumentsOf));
    if detail.copies.len() > 1 {
        title = title.text([": ", &source_title(view, copy)].concat());
    }
    let mut out = div("").child(title);
    for place in 0..copy.attachments.len() {
        out = out.child(one(view, detail, copy, place));
    }
    out
}

/// How large a document is at most that is shown without being asked for.
const SMALL: u32 = 1_000_000;

/// How many of one copy are.
const FEW: usize = 3;

fn one(view: View, detail: &Detail, copy: &HeldCopy, place: usize) -> Content {
    let words = view.words;
    let Some(attachment) = copy.attachments.get(place).cloned() else {
        return nothing();
    };
    let title = name(words, &attachment);
    let held: Rc<Place> = Rc::default();
    let mut out = group("doc", title.clone()).attr("tabindex", "-1");
    out = out.place(Rc::clone(&held)).child(about(words, &attachment));
    if let Some(fault) = refused(&attachment) {
        return out.child(why(words, fault, None, &attachment));
    }
    let desk = Desk::new(view);
    let (entry, own) = (detail.row.id, copy.id);
    let ask = move |desk: &Desk| desk.ask(entry, own, Some(place as u32));
    // Whoever asked for it hears of it, and keeps the focus where it comes.
    let told: Rc<Cell<bool>> = Rc::new(Cell::new(true));
    let small = attachment.size.is_some_and(|size| size <= SMALL);
    let quick = attachment.medium.is_words() || attachment.medium.is_picture();
    if small && quick && place < FEW {
        ask(&desk);
    }
    out = out.child(dynamic(move || match desk.document() {
        Some(document) => {
            if document.step != DocumentStep::Coming && !told.replace(true) {
                view.announce(outcome(words, &document, &title));
            }
            let (desk, held, told) = (desk.clone(), Rc::clone(&held), Rc::clone(&told));
            match document.step {
                DocumentStep::Coming => coming(words, &document, move || {
                    desk.stop();
                    focus_later(&held);
                }),
                DocumentStep::Here => here(words, &document, &attachment),
                DocumentStep::Refused => {
                    let fault = document.fault;
                    let why = why(words, fault, Some(&document), &attachment);
                    if fault != DocumentFault::NotGiven {
                        return why;
                    }
                    let again = words.say(Message::RetryAll);
                    let again = button("button", again, move || {
                        told.set(false);
                        ask(&desk);
                        focus_later(&held);
                    });
                    div("").child(why).child(again)
                }
            }
        }
        None => {
            let (desk, held, told) = (desk.clone(), Rc::clone(&held), Rc::clone(&told));
            let said = words.say(Later::DocumentShow);
            let label = [&said, ": ", &title].concat();
            let show = button("button", said, move || {
                told.set(false);
                ask(&desk);
                focus_later(&held);
            });
            show.attr("aria-label", label)
        }
    }));
    out
}

/// What is said when it is here, or is not to be had.
fn outcome(words: Words, document: &Document, title: &str) -> String {
    let said = match document.step {
        DocumentStep::Refused => Later::DocumentNotShown,
        _ => Later::DocumentShown,
    };
    words.fill(said, &[("title", title)])
}

/// What is not shown by what is known of it alone.
fn refused(attachment: &Attachment) -> Option<DocumentFault> {
    match attachment.held {
        Held::Nowhere => Some(DocumentFault::Nowhere),
        Held::Elsewhere => Some(DocumentFault::Elsewhere),
        _ if attachment.medium == Medium::Tiff => Some(DocumentFault::Type),
        _ => None,
    }
}

/// What a document is called: as the source says, else what it is.
fn name(words: Words, attachment: &Attachment) -> String {
    match attachment.title.is_empty() {
        true => medium(words, attachment.medium, &attachment.media_type),
        false => attachment.title.clone(),
    }
}

/// Title · type · size · when it was made.
fn about(words: Words, attachment: &Attachment) -> Content {
    let mut line = element("p").child(spans("name").child(span("", name(words, attachment))));
    let mut add = |said: String| {
        line = core::mem::replace(&mut line, nothing())
            .text(String::from(" · "))
            .child(span("date", said));
    };
    if !attachment.title.is_empty() {
        add(medium(words, attachment.medium, &attachment.media_type));
    }
    if let Some(size) = attachment.size.filter(|size| *size > 0) {
        add(bytes(words, size));
    }
    if let Some(created) = attachment.created {
        add(date_words(words, created));
    }
    line
}

/// What stands for a medium wherever one is spoken of.
const NAMES: Packed = packed![
    "", "", "HTML", "RTF", "PDF", "PNG", "JPEG", "GIF", "WebP", "BMP", "TIFF"
];

fn medium(words: Words, medium: Medium, media_type: &str) -> String {
    match medium {
        Medium::Text => words.say(Later::PlainText),
        Medium::Unknown | Medium::Other if media_type.is_empty() => {
            words.say(Later::DocumentTypeUnknown)
        }
        Medium::Unknown | Medium::Other => media_type.to_owned(),
        medium => NAMES.get(medium as usize).to_owned(),
    }
}

/// `812 bytes`, `12 kB`, `3.4 MB`.
fn bytes(words: Words, size: u32) -> String {
    if size < 1_000 {
        return words.count(Later::Bytes, size);
    }
    if size < 1_000_000 {
        return words.fill(Later::Kilobytes, &[("n", &digits(size / 1_000))]);
    }
    let tenths = size / 100_000;
    let number = [&digits(tenths / 10), ".", &digits(tenths % 10)].concat();
    words.fill(Later::Megabytes, &[("n", &number)])
}

fn coming(words: Words, document: &Document, stop: impl Fn() + 'static) -> Content {
    let mut said = words.say(Later::DocumentComing);
    let mut bar = element("progress").attr("aria-label", &said);
    if document.received > 0 {
        let received = bytes(words, document.received);
        said = match document.size {
            0 => received,
            size => words.fill(
                Later::DocumentReceived,
                &[("received", &received), ("size", &bytes(words, size))],
            ),
        };
    }
    if document.size > 0 {
        bar = bar.attr("max", digits(document.size));
        bar = bar.attr("value", digits(document.received));
    }
    let stop = button("link", words.say(Message::Cancel), stop);
    div("coming")
        .child(bar)
        .blank()
        .child(span("", said))
        .blank()
        .child(stop)
}

fn here(words: Words, document: &Arc<Document>, attachment: &Attachment) -> Content {
    let mut out = div("");
    if let Some(said) = &document.said {
        out = out.child(lie(words, said, document.medium));
    }
    out.child(match document.medium {
        Medium::Text => plain(words, document.text.as_str().into()),
        medium if medium.is_words() => {
            let part = Narrative {
                markup: document.text.clone(),
                ..Narrative::default()
            };
            let (all, held) = Default::default();
            let parts = [part];
            dynamic(move || drawn(words, &parts, &all, &held))
        }
        _ => file(words, document, name(words, attachment)),
    })
}

/// That what was said of it is not so.
fn lie(words: Words, said: &str, is: Medium) -> Content {
    let is = medium(words, is, "");
    let values = [("said", said), ("is", is.as_str())];
    element("p").child(span("diff", words.fill(Later::DocumentLies, &values)))
}

/// Why a document is not shown.
fn why(
    words: Words,
    fault: DocumentFault,
    document: Option<&Document>,
    attachment: &Attachment,
) -> Content {
    let said = match fault {
        DocumentFault::Gone => words.say(Later::DocumentGone),
        DocumentFault::Covered => words.say(Message::CoveredWhy),
        DocumentFault::NotShared => words.say(Later::DocumentNotShared),
        DocumentFault::Nowhere => words.say(Later::DocumentNowhere),
        DocumentFault::Elsewhere => words.say(Later::DocumentElsewhere),
        DocumentFault::Broken => words.say(Later::DocumentBroken),
        DocumentFault::Letters => words.say(Later::DocumentLetters),
        DocumentFault::NotGiven => {
            let mut said = words.say(Later::DocumentNotGiven);
            if let Some(state) = document.and_then(|document| document.state) {
                terms::append(&mut said, &words.say(terms::reason(state)));
            }
            said
        }
        DocumentFault::Type => {
            let kind = match document {
                Some(document) if document.said.is_none() => document.medium,
                Some(_) => Medium::Unknown,
                None => attachment.medium,
            };
            let kind = medium(words, kind, &attachment.media_type);
            words.fill(Later::DocumentType, &[("type", &kind)])
        }
    };
    let out = div("").child(paragraph("refused", said));
    match document.and_then(|document| document.said.as_ref()) {
        Some(said) => {
            let is = document.map_or(Medium::Unknown, |document| document.medium);
            out.child(lie(words, said, is))
        }
        None => out,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handle::Handle;

    #[test]
    fn a_size_is_told_in_the_unit_that_reads_best() {
        let words = Words::new(Handle::new());
        for (size, said) in [
            (1, "1 byte"),
            (812, "812 bytes"),
            (12_900, "12 kB"),
            (3_450_000, "3.4 MB"),
        ] {
            assert_eq!(bytes(words, size), said);
        }
    }

    #[test]
    fn a_document_is_named_by_its_title_or_by_what_it_is() {
        let words = Words::new(Handle::new());
        let named = |title: &str, medium: Medium, media_type: &str| {
            let attachment = Attachment {
                title: title.into(),
                media_type: media_type.into(),
                medium,
                ..Attachment::default()
            };
            name(words, &attachment)
        };
        assert_eq!(named("Letter", Medium::Pdf, "application/pdf"), "Letter");
        assert_eq!(named("", Medium::Pdf, "application/pdf"), "PDF");
        assert_eq!(
            named("", Medium::Other, "application/msword"),
            "application/msword"
        );
        assert_eq!(named("", Medium::Unknown, ""), "type not said");
    }

    #[test]
    fn what_lies_elsewhere_or_is_a_tiff_is_refused_without_asking() {
        let attachment = |held, medium| Attachment {
            held,
            medium,
            ..Attachment::default()
        };
        for (held, medium, fault) in [
            (Held::Elsewhere, Medium::Pdf, Some(DocumentFault::Elsewhere)),
            (Held::Nowhere, Medium::Pdf, Some(DocumentFault::Nowhere)),
            (Held::Here, Medium::Tiff, Some(DocumentFault::Type)),
            (Held::Here, Medium::Pdf, None),
            (Held::AtSource, Medium::Unknown, None),
        ] {
            assert_eq!(refused(&attachment(held, medium)), fault);
        }
    }
}
