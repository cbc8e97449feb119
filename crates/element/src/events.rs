//! The details of events as JSON: opaque ids, states and counts. No clinical
//! text and no clinical code.

use timeline_component::{Folding, Opening, Place};
use timeline_json::escape;
use timeline_model::{
    Completeness, Kind, PartialDate, SourceState, SourceStatus, digits,
    protocol::{LoadFault, Notice, Summary},
};

/// `timeline-ready`.
pub fn ready(summary: &Summary, sources: &[SourceStatus], place: Place) -> String {
    let mut out = String::from("{");
    number(&mut out, "entries", summary.entries);
    out.push(',');
    number(&mut out, "records", summary.records);
    out.push(',');
    number(&mut out, "possible", summary.possible);
    out.push_str(",\"codeMaps\":{");
    number(&mut out, "read", summary.maps);
    out.push(',');
    number(&mut out, "failed", summary.maps_failed);
    out.push_str("},");
    let place = match place {
        Place::Worker => "worker",
        Place::Page => "page",
    };
    text(&mut out, "engine", place);
    out.push(',');
    push_sources(&mut out, sources);
    out.push('}');
    out
}

/// `timeline-progress`.
pub fn progress(sources: &[SourceStatus]) -> String {
    let mut out = String::from("{");
    push_sources(&mut out, sources);
    out.push('}');
    out
}

/// `timeline-entry-open`.
pub fn entry_open(opening: &Opening) -> String {
    let mut out = String::from("{");
    text(&mut out, "entry", &opening.id.to_hex());
    out.push(',');
    kind_and_sources(&mut out, opening.kind, &opening.sources);
    out
}

/// `timeline-fold`.
pub fn fold(folding: &Folding) -> String {
    let mut out = String::from("{");
    text(&mut out, "action", folding.action.code());
    let entries: Vec<String> = folding.entries.iter().map(|id| id.to_hex()).collect();
    out.push_str(",\"entries\":");
    texts(&mut out, &entries);
    out.push(',');
    kind_and_sources(&mut out, folding.kind, &folding.sources);
    out
}

/// The rest of a detail.
fn kind_and_sources(out: &mut String, kind: Kind, sources: &[String]) {
    text(out, "kind", kind.code());
    out.push_str(",\"sources\":");
    texts(out, sources);
    out.push('}');
}

fn texts(out: &mut String, texts: &[String]) {
    out.push('[');
    for (place, text) in texts.iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        escape(text, out);
    }
    out.push(']');
}

/// `timeline-error`. What was found is left out: only the page shows it.
pub fn error(fault: &LoadFault) -> String {
    let mut out = String::from("{");
    text(&mut out, "code", fault.code.code());
    out.push(',');
    text(&mut out, "path", &fault.path);
    out.push(',');
    text(&mut out, "allowed", &fault.allowed);
    out.push('}');
    out
}

/// `timeline-notice`.
pub fn notice(notice: &Notice) -> String {
    let mut out = String::from("{");
    text(&mut out, "code", notice.code.code());
    out.push(',');
    text(&mut out, "source", &notice.source);
    out.push(',');
    number(&mut out, "days", notice.days);
    out.push('}');
    out
}

fn push_sources(out: &mut String, sources: &[SourceStatus]) {
    out.push_str("\"sources\":[");
    for (place, source) in sources.iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        out.push('{');
        text(out, "id", &source.id);
        out.push(',');
        state(out, source.completeness, source.reason, source.page);
        if let Some(at) = source.read_at {
            out.push(',');
            text(out, "readAt", &instant(at));
        }
        if let Some(warning) = source.warning {
            out.push(',');
            text(out, "warning", warning.code());
        }
        out.push(',');
        number(out, "records", source.records);
        out.push(',');
        let tally = source.tally;
        out.push_str("\"tally\":{");
        let counts = [
            ("received", tally.received),
            ("entries", tally.entries),
            ("parts", tally.parts),
            ("supporting", tally.supporting),
            ("somebodyElse", tally.somebody_else),
            ("messages", tally.messages),
            ("problems", tally.problems),
        ];
        for (place, (name, count)) in counts.into_iter().enumerate() {
            if place > 0 {
                out.push(',');
            }
            number(out, name, count);
        }
        out.push_str("},\"kinds\":[");
        for (place, own) in source.kinds.iter().enumerate() {
            out.push_str(if place > 0 { ",{" } else { "{" });
            let mut codes = Vec::new();
            for kind in own.kinds.iter() {
                codes.push(kind.code().to_owned());
            }
            out.push_str("\"kinds\":");
            texts(out, &codes);
            out.push(',');
            state(out, own.completeness, own.reason, own.page);
            out.push('}');
        }
        out.push_str("]}");
    }
    out.push(']');
}

/// How complete something is, and where it is not, why and from which page on.
#[inline(never)]
fn state(out: &mut String, completeness: Completeness, reason: Option<SourceState>, page: u32) {
    text(out, "state", completeness.code());
    if let Some(reason) = reason {
        out.push(',');
        text(out, "reason", reason.code());
    }
    if page > 0 {
        out.push(',');
        number(out, "page", page);
    }
}

/// An instant as ISO 8601 writes it.
fn instant(at: PartialDate) -> String {
    let mut out = digits(at.year as u32);
    let offset = at.offset.unwrap_or_default();
    let east = offset.unsigned_abs();
    for (mark, number) in [
        ('-', u32::from(at.month)),
        ('-', u32::from(at.day)),
        ('T', u32::from(at.hour)),
        (':', u32::from(at.minute)),
        (':', u32::from(at.second)),
        (if offset < 0 { '-' } else { '+' }, east / 60),
        (':', east % 60),
    ] {
        out.push(mark);
        if number < 10 {
            out.push('0');
        }
        out.push_str(&digits(number));
    }
    out
}

fn number(out: &mut String, name: &str, number: u32) {
    escape(name, out);
    out.push(':');
    out.push_str(&digits(number));
}

fn text(out: &mut String, name: &str, value: &str) {
    escape(name, out);
    out.push(':');
    escape(value, out);
}

#[cfg(test)]
mod tests {
    use timeline_model::KindStatus;

    use super::*;

    #[test]
    fn a_source_says_when_it_was_read_and_which_kinds_have_gaps() {
        let kinds = [Kind::Allergy, Kind::Problem].map(timeline_model::KindSet::of);
        let source = SourceStatus {
            id: "a".into(),
            completeness: Completeness::Partial,
            reason: Some(SourceState::Timeout),
            page: 2,
            read_at: PartialDate::parse("2026-03-07T09:04:05-03:30"),
            kinds: vec![KindStatus {
                kinds: kinds[0].or(kinds[1]),
                completeness: Completeness::Complete,
                ..KindStatus::default()
            }],
            ..SourceStatus::default()
        };
        let detail = progress(&[source]);
        for part in [
            r#""state":"partial","reason":"timeout","page":2,"readAt":"2026-03-07T09:04:05-03:30""#,
            r#""kinds":[{"kinds":["problem","allergy"],"state":"complete"}]"#,
        ] {
            assert!(detail.contains(part), "{detail}");
        }
    }
}
