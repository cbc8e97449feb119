//! How the element is used: what was measured, added up, without anything of
//! anybody.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::extract::State;
use axum::http::{Response, StatusCode, header};
use serde_json::Value;

use super::answer::{answer, with_header};
use super::app::Place;
use super::records::Book;

/// Digits in a row that could number a person.
const NUMBERS_SOMEBODY: usize = 7;
/// The longest code of a role or a site.
const LONGEST_WORD: usize = 60;

/// What the element calls its measures, in words.
const WORDS: [(&str, &str); 7] = [
    ("opened", "Entries opened"),
    (
        "openedFromOthers",
        "Entries opened that other organisations alone hold",
    ),
    ("msToFirstEntry", "Milliseconds until the first entry"),
    ("gaps", "Sources with a gap"),
    ("retries", "Sources loaded again"),
    ("role", "Role"),
    ("site", "Site"),
];

/// What is wrong with a measure: it must hold numbers and short codes alone.
pub fn check(measure: &Value) -> Vec<String> {
    if !measure.is_object() {
        return vec!["a measure is an object".to_owned()];
    }
    let mut mistakes = Vec::new();
    each(measure, "", &mut |name, value| {
        let Value::String(word) = value else {
            return;
        };
        // A time and a version have few digits in a row; blanks part none.
        let joined = word.replace(' ', "");
        let numbers = joined.split(|c: char| !c.is_ascii_digit());
        if word.len() > LONGEST_WORD || numbers.map(str::len).any(|len| len >= NUMBERS_SOMEBODY) {
            mistakes.push(format!("{name} could say something of somebody"));
        }
    });
    mistakes
}

/// One number of many measures.
#[derive(Debug, Default, PartialEq)]
pub struct Figure {
    /// How many measures have it.
    pub count: usize,
    /// All together.
    pub sum: f64,
    /// Half have no more.
    pub median: f64,
    /// The largest.
    pub largest: f64,
}

/// What many measures say together.
#[derive(Debug, Default)]
pub struct Counts {
    /// How many there are.
    pub measures: usize,
    /// By name, the numbers.
    pub figures: BTreeMap<String, Figure>,
    /// By name, how often each word.
    pub words: BTreeMap<String, BTreeMap<String, usize>>,
}

/// Adds up.
pub fn count(measures: &[Value]) -> Counts {
    let mut numbers: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    let mut counts = Counts {
        measures: measures.len(),
        ..Counts::default()
    };
    for measure in measures {
        each(measure, "", &mut |name, value| match value {
            Value::Number(number) => {
                let number = number.as_f64().unwrap_or_default();
                numbers.entry(name.to_owned()).or_default().push(number);
            }
            Value::String(word) => {
                let words = counts.words.entry(name.to_owned()).or_default();
                *words.entry(word.clone()).or_default() += 1;
            }
            Value::Bool(flag) => {
                let words = counts.words.entry(name.to_owned()).or_default();
                let word = if *flag { "yes" } else { "no" };
                *words.entry(word.to_owned()).or_default() += 1;
            }
            _ => {}
        });
    }
    counts.figures = numbers
        .into_iter()
        .map(|(name, mut all)| {
            all.sort_by(f64::total_cmp);
            let figure = Figure {
                count: all.len(),
                sum: all.iter().sum(),
                median: all.get((all.len() - 1) / 2).copied().unwrap_or_default(),
                largest: all.last().copied().unwrap_or_default(),
            };
            (name, figure)
        })
        .collect();
    counts
}

/// Visits each number and word, by its path.
fn each(value: &Value, name: &str, visit: &mut dyn FnMut(&str, &Value)) {
    match value {
        Value::Object(members) => {
            for (key, member) in members {
                let dot = if name.is_empty() { "" } else { "." };
                each(member, &format!("{name}{dot}{key}"), visit);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| each(item, name, visit)),
        _ => visit(name, value),
    }
}

/// `/measures`: the counts, for people.
pub async fn page(State(place): State<Place>) -> Response<Body> {
    let counts = count(&place.app.records.of(Book::Measures));
    let html = answer(StatusCode::OK, "text/html; charset=utf-8", written(&counts));
    with_header(html, header::CACHE_CONTROL, "no-store")
}

fn written(counts: &Counts) -> String {
    let mut html = String::from(concat!(
        "<!doctype html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n",
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n",
        "<title>How the shared record is used</title>\n",
        "<link rel=\"icon\" href=\"/portal/icon.svg\" type=\"image/svg+xml\">\n",
        "<link rel=\"stylesheet\" href=\"/portal/portal.css\">\n</head>\n<body>\n",
        "<header class=\"bar\"><strong class=\"brand\">Ward Portal</strong>",
        "<nav class=\"tabs\" aria-label=\"Portal\"><a href=\"/\">Back to the ward</a></nav>",
        "</header>\n<main class=\"page\">\n<h1>How the shared record is used</h1>\n",
        "<p>Counts since this server started, without anything of patients or users. ",
        "They are sent when a record is left, where the configuration has measures on.</p>\n",
    ));
    if counts.measures == 0 {
        html.push_str("<p>Nothing has been measured yet.</p>\n");
    } else {
        tables(&mut html, counts);
    }
    html.push_str("</main>\n</body>\n</html>\n");
    html
}

fn tables(html: &mut String, counts: &Counts) {
    let opened = counts.measures;
    html.push_str(&format!(
        "<p>Records opened: <strong>{opened}</strong>.</p>\n"
    ));
    head(
        html,
        "Numbers",
        &["Records", "Together", "Median", "Largest"],
    );
    for (name, figure) in &counts.figures {
        let cells = [
            figure.count.to_string(),
            number(figure.sum),
            number(figure.median),
            number(figure.largest),
        ];
        row(html, in_words(name), &cells);
    }
    html.push_str("</tbody></table></div>\n");
    for (name, words) in &counts.words {
        head(html, in_words(name), &["Records"]);
        for (word, count) in words {
            let word = if word.is_empty() { "not said" } else { word };
            row(html, word, &[count.to_string()]);
        }
        html.push_str("</tbody></table></div>\n");
    }
}

fn in_words(name: &str) -> &str {
    let known = WORDS.iter().find(|(known, _)| *known == name);
    known.map_or(name, |(_, words)| words)
}

fn head(html: &mut String, title: &str, columns: &[&str]) {
    html.push_str("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"");
    escape(html, title);
    html.push_str("\"><table class=\"counts\"><thead><tr><th scope=\"col\">");
    escape(html, title);
    for column in columns {
        html.push_str("</th><th scope=\"col\">");
        html.push_str(column);
    }
    html.push_str("</th></tr></thead><tbody>\n");
}

fn row(html: &mut String, name: &str, cells: &[String]) {
    html.push_str("<tr><th scope=\"row\">");
    escape(html, name);
    html.push_str("</th>");
    for cell in cells {
        html.push_str("<td>");
        html.push_str(cell);
        html.push_str("</td>");
    }
    html.push_str("</tr>\n");
}

/// Whole where it is whole, else with one place.
fn number(value: f64) -> String {
    if value.fract() == 0.0 {
        format!("{value:.0}")
    } else {
        format!("{value:.1}")
    }
}

fn escape(html: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            _ => html.push(character),
        }
    }
}
