//! The account of a file as text or JSON.

use timeline_model::{Disposition, PartialDate, Precision, Problem};

use super::account::Account;
use super::source::Source;

/// The account with the entries listed under it.
pub fn shown(account: &Account, entries: &str, json: bool) -> String {
    if json {
        return as_json(account);
    }
    let mut out = as_text(account);
    out.push_str(entries);
    out
}

fn as_text(account: &Account) -> String {
    let path = account.path.display();
    let mut out = match account.format() {
        Some("not JSON") => format!("{path}: not JSON\n"),
        Some(format) => format!("{path}: {format}: format not supported yet\n"),
        None => {
            let tally = &account.tally;
            let mut out = format!(
                "{path}: {} received: {} entries, {} parts, {} supporting, \
                 {} about somebody else, {} messages, {} problems\n",
                tally.received,
                tally.entries,
                tally.parts,
                tally.supporting,
                tally.somebody_else,
                tally.messages,
                tally.problems,
            );
            for problem in &account.problems {
                out.push_str(&problem_line(&path.to_string(), problem));
            }
            out
        }
    };
    for amiss in &account.amiss {
        out.push_str(&format!("  {path} DOES NOT HOLD: {amiss}\n"));
    }
    out
}

/// File, place on the page, path, byte and code.
fn problem_line(path: &str, problem: &Problem) -> String {
    let place = match problem.key.place {
        u32::MAX => "page".to_owned(),
        place => format!("#{place}"),
    };
    let field = if problem.path.is_empty() {
        "-"
    } else {
        &problem.path
    };
    format!(
        "  {path} {place} {field} byte {} {}\n",
        problem.offset,
        problem.code.code()
    )
}

fn as_json(account: &Account) -> String {
    let tally = &account.tally;
    let problem = |problem: &Problem| {
        serde_json::json!({
            "place": (problem.key.place != u32::MAX).then_some(problem.key.place),
            "path": problem.path,
            "offset": problem.offset,
            "code": problem.code.code(),
        })
    };
    serde_json::json!({
        "file": account.path.display().to_string(),
        "format": account.format(),
        "received": tally.received,
        "entries": tally.entries,
        "parts": tally.parts,
        "supporting": tally.supporting,
        "somebodyElse": tally.somebody_else,
        "messages": tally.messages,
        "problems": tally.problems,
        "counted": account.counted,
        "undated": account.undated,
        "untitled": account.untitled,
        "seconds": account.seconds,
        "amiss": account.amiss,
        "listed": account.problems.iter().map(problem).collect::<Vec<_>>(),
    })
    .to_string()
}

/// One line for each entry, and for each resource about somebody else.
pub fn entries(source: &mut Source) -> String {
    let mut out = String::new();
    for entry in source.entries() {
        let start = entry.when.start.map_or_else(|| "undated".to_owned(), date);
        let value = entry.value.as_ref().map(|value| value.words(" "));
        out.push_str(&format!(
            "  {start} {} {} | {} | {} | {}\n",
            entry.kind.code(),
            entry.resource,
            entry.title,
            value.unwrap_or_default(),
            entry.status.sent,
        ));
    }
    for line in source.ledger() {
        if line.disposition == Disposition::SomebodyElse {
            out.push_str(&format!("  about somebody else: {}\n", line.alias));
        }
    }
    out
}

/// A date as far as it is known.
fn date(date: PartialDate) -> String {
    let (year, month, day) = (date.year, date.month, date.day);
    match date.precision {
        Precision::Year => format!("{year:04}"),
        Precision::Month => format!("{year:04}-{month:02}"),
        Precision::Day => format!("{year:04}-{month:02}-{day:02}"),
        _ => format!(
            "{year:04}-{month:02}-{day:02} {:02}:{:02}",
            date.hour, date.minute
        ),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn account(path: &str, bytes: &[u8]) -> Account {
        let mut source = Source::new(None, None);
        let page = source.read(bytes.to_vec());
        Account::new(Path::new(path), &mut source, page)
    }

    #[test]
    fn each_problem_is_listed_with_its_place() {
        let account = account(
            "a.json",
            br#"{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Condition","onsetDateTime":"2019-02-30"}},{}]}"#,
        );
        let text = as_text(&account);
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines[0].starts_with("a.json: 2 received: 1 entries, 0 parts"));
        assert_eq!(
            lines[1],
            "  a.json #0 Condition.onsetDateTime byte 91 bad-date"
        );
        assert_eq!(lines[2], "  a.json #1 - byte 105 no-resource");
        let json: serde_json::Value = serde_json::from_str(&as_json(&account)).unwrap();
        assert_eq!(json["listed"][1]["code"], "no-resource");
        assert_eq!(
            (json["undated"].as_u64(), json["untitled"].as_u64()),
            (Some(1), Some(0))
        );
    }

    #[test]
    fn what_is_not_read_is_one_line_with_its_name() {
        let shown = |path, bytes| as_text(&account(path, bytes));
        assert_eq!(shown("a.html", b"<html></html>"), "a.html: not JSON\n");
        assert_eq!(
            shown("a.xml", b"<Bundle xmlns=\"http://hl7.org/fhir\"/>"),
            "a.xml: FHIR XML: format not supported yet\n"
        );
    }
}
