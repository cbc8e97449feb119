//! What becomes of a document that is asked for: where its bytes are taken
//! from, by whose rules, and when it is not shown.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "helpers of tests"
)]

mod support;

use serde_json::{Value, json};
use support::*;
use timeline_engine::FetchError;
use timeline_model::{
    Detail, Document, DocumentFault, DocumentStep, EntryId, Held, Medium, SourceState,
    protocol::{Ask, Call, DocumentRequest, Down, Up},
    wire::Bytes,
};

fn letter(id: &str, attachment: &Value) -> Value {
    json!({
        "resourceType": "DocumentReference", "id": id, "status": "current",
        "subject": {"reference": "Patient/p1"}, "date": "2020-01-01T10:00:00Z",
        "type": {"text": "Letter"}, "content": [{"attachment": attachment}]
    })
}

/// A world with one source that holds this letter.
fn world_with(attachment: &Value) -> World {
    let mut world = World::with(&["a"]);
    world.source("a", &[letter("d", attachment)]);
    world.load(asked());
    world
}

fn detail(world: &mut World) -> Detail {
    let id = *world.rows.keys().next().unwrap();
    world.say(&Down::Detail(id));
    world.rest();
    let mut details = world.ups.iter().rev().filter_map(|up| match up {
        Up::Detail(_, detail) => detail.clone(),
        _ => None,
    });
    *details.next().expect("a detail")
}

fn ask(world: &mut World, n: u32) {
    let detail = detail(world);
    world.say(&Down::Document(DocumentRequest {
        n,
        entry: detail.row.id,
        copy: detail.copies[0].id,
        at: Some(0),
    }));
}

fn told(world: &World, n: u32) -> Vec<Document> {
    let told = world.ups.iter().filter_map(|up| match up {
        Up::Document(own, document) if *own == n => Some((**document).clone()),
        _ => None,
    });
    told.collect()
}

fn shown(world: &mut World) -> Document {
    ask(world, 1);
    world.run();
    told(world, 1).pop().expect("an answer")
}

fn fault(world: &mut World) -> DocumentFault {
    let document = shown(world);
    assert_eq!(document.step, DocumentStep::Refused, "{document:?}");
    assert!(document.bytes.0.is_empty() && document.text.is_empty());
    document.fault
}

const PDF: &[u8] = b"%PDF-1.4 a letter";
const AT: &str = "https://a.test/fhir/Binary/1";

fn at_source() -> World {
    world_with(&json!({"contentType": "application/pdf", "url": "Binary/1", "title": "Letter"}))
}

#[test]
fn a_detail_names_each_document_and_where_it_is() {
    for (attachment, held, medium) in [
        (
            json!({"contentType": "text/plain", "data": "YWJj"}),
            Held::Here,
            Medium::Text,
        ),
        (
            json!({"contentType": "application/pdf", "url": "Binary/1"}),
            Held::AtSource,
            Medium::Pdf,
        ),
        (
            json!({"contentType": "application/pdf", "url": "https://a.test/fhir/files/1"}),
            Held::AtSource,
            Medium::Pdf,
        ),
        (
            json!({"contentType": "application/pdf", "url": "https://a.test/elsewhere/1"}),
            Held::Elsewhere,
            Medium::Pdf,
        ),
        (
            json!({"contentType": "application/pdf", "url": "https://b.test/fhir/1"}),
            Held::Elsewhere,
            Medium::Pdf,
        ),
        (
            json!({"contentType": "application/pdf", "url": "https://a.test.evil/fhir/1"}),
            Held::Elsewhere,
            Medium::Pdf,
        ),
        (
            json!({"contentType": "application/pdf", "url": "/1"}),
            Held::Elsewhere,
            Medium::Pdf,
        ),
        (
            json!({"contentType": "application/pdf", "url": "../1"}),
            Held::Elsewhere,
            Medium::Pdf,
        ),
        (
            json!({"contentType": "application/pdf", "url": "javascript:alert(1)"}),
            Held::Elsewhere,
            Medium::Pdf,
        ),
        (
            json!({"contentType": "application/pdf", "url": "data:text/html,x"}),
            Held::Elsewhere,
            Medium::Pdf,
        ),
        (
            json!({"contentType": "image/tiff", "title": "Scan"}),
            Held::Nowhere,
            Medium::Tiff,
        ),
        (
            json!({"contentType": "image/tiff", "url": "urn:uuid:1"}),
            Held::Nowhere,
            Medium::Tiff,
        ),
    ] {
        let mut world = world_with(&attachment);
        let attachments = &detail(&mut world).copies[0].attachments;
        let told: Vec<_> = attachments.iter().map(|a| (a.held, a.medium)).collect();
        assert_eq!(told, [(held, medium)], "{attachment}");
    }
}

#[test]
fn data_is_shown_without_a_request() {
    let mut world =
        world_with(&json!({"contentType": "text/plain", "data": "RGVhciBjb2xsZWFndWU="}));
    let before = world.script.asked.borrow().len();
    let document = shown(&mut world);
    assert_eq!(
        (document.step, document.medium),
        (DocumentStep::Here, Medium::Text)
    );
    assert_eq!(document.text, "Dear colleague");
    assert_eq!(world.script.asked.borrow().len(), before);
}

#[test]
fn a_binary_that_came_along_is_not_asked_for_again() {
    let mut world = World::with(&["a"]);
    let binary =
        json!({"resourceType": "Binary", "id": "1", "contentType": "text/plain", "data": "YWJj"});
    world.source(
        "a",
        &[
            letter(
                "d",
                &json!({"contentType": "text/plain", "url": "Binary/1"}),
            ),
            binary,
        ],
    );
    world.load(asked());
    let before = world.script.asked.borrow().len();
    assert_eq!(shown(&mut world).text, "abc");
    assert_eq!(world.script.asked.borrow().len(), before);
}

#[test]
fn a_document_at_the_source_is_fetched_as_a_file_or_as_a_binary() {
    let binary = json!({"resourceType": "Binary", "contentType": "application/pdf", "data": "JVBERi0xLjQgYSBsZXR0ZXI="});
    for answer in [Answer::Bytes(200, PDF.to_vec()), Answer::Json(binary)] {
        let mut world = at_source();
        world.answer(AT, answer);
        let document = shown(&mut world);
        assert_eq!(
            (document.step, document.medium),
            (DocumentStep::Here, Medium::Pdf)
        );
        assert_eq!(document.bytes, Bytes(PDF.to_vec()));
        assert_eq!(document.said, None);
        let requests = world.script.requests.borrow();
        let request = requests.last().unwrap();
        let accept = request
            .headers
            .iter()
            .find(|(name, _)| name == "Accept")
            .unwrap();
        assert!(accept.1.starts_with("application/pdf,"), "{accept:?}");
        assert_eq!(request.url, AT);
    }
}

#[test]
fn a_type_that_is_not_so_is_told() {
    let mut world = at_source();
    world.answer(AT, Answer::Bytes(200, b"{\\rtf1 Dear}".to_vec()));
    let document = shown(&mut world);
    assert_eq!(document.said.as_deref(), Some("application/pdf"));
    assert_eq!(
        (document.medium, document.text.as_str()),
        (Medium::Rtf, "<p>Dear</p>")
    );
}

#[test]
fn what_cannot_be_shown_is_refused_with_its_reason() {
    for (attachment, expected) in [
        (
            json!({"contentType": "image/tiff", "data": "SUkqAAgAAAA="}),
            DocumentFault::Type,
        ),
        (
            json!({"contentType": "image/svg+xml", "data": "PHN2Zy8+"}),
            DocumentFault::Type,
        ),
        (
            json!({"contentType": "text/plain", "data": "%%%"}),
            DocumentFault::Broken,
        ),
        (
            json!({"contentType": "text/plain; charset=koi8-r", "data": "/A=="}),
            DocumentFault::Letters,
        ),
        (
            json!({"contentType": "text/plain", "title": "x"}),
            DocumentFault::Nowhere,
        ),
        (
            json!({"contentType": "text/plain", "url": "https://b.test/1"}),
            DocumentFault::Elsewhere,
        ),
    ] {
        let mut world = world_with(&attachment);
        let before = world.script.asked.borrow().len();
        assert_eq!(fault(&mut world), expected, "{attachment}");
        assert_eq!(
            world.script.asked.borrow().len(),
            before,
            "nothing is asked for"
        );
    }
}

#[test]
fn why_a_source_does_not_give_one_is_told() {
    for (answer, expected) in [
        (Answer::Bytes(404, Vec::new()), SourceState::NotFound),
        (Answer::Bytes(403, Vec::new()), SourceState::Forbidden),
        (Answer::Bytes(200, Vec::new()), SourceState::NotFound),
        (
            Answer::Fails(FetchError::Unreachable),
            SourceState::Unreachable,
        ),
        (Answer::Stalls, SourceState::Timeout),
        (
            Answer::Pieces(vec![(1, PDF.to_vec())], End::Breaks),
            SourceState::Unreachable,
        ),
    ] {
        let mut world = at_source();
        world.answer(AT, answer);
        let document = shown(&mut world);
        assert_eq!(document.fault, DocumentFault::NotGiven);
        assert_eq!(document.state, Some(expected));
        assert!(document.bytes.0.is_empty(), "half a document is none");
    }
}

/// What the host was to record of documents.
fn recorded(world: &World) -> Vec<Value> {
    let of_documents = world
        .records
        .iter()
        .filter(|(call, record)| *call == Call::Access && record["action"] == "document");
    of_documents.map(|(_, record)| record.clone()).collect()
}

#[test]
fn each_document_that_is_opened_leaves_a_record() {
    let mut world = at_source();
    let entry = world.rows.keys().next().unwrap().to_hex();
    world.answer(AT, Answer::Bytes(404, Vec::new()));
    shown(&mut world);
    world.answer(AT, Answer::Bytes(200, PDF.to_vec()));
    shown(&mut world);
    let record = |outcome: &str| json!({"source": "a", "action": "document", "outcome": outcome, "request": AT, "entry": entry});
    let mut failed = record("not-opened");
    failed["reason"] = json!("not-found");
    assert_eq!(recorded(&world), [failed, record("opened")]);

    let mut world = world_with(&json!({"contentType": "text/plain", "data": "YWJj"}));
    let detail = detail(&mut world);
    assert!(recorded(&world).is_empty(), "that it is named is no access");
    world.say(&Down::Document(DocumentRequest {
        n: 1,
        entry: detail.row.id,
        copy: detail.copies[0].id,
        at: None,
    }));
    world.run();
    assert!(
        recorded(&world).is_empty(),
        "what was sent of the entry is of the load"
    );
    shown(&mut world);
    assert_eq!(recorded(&world)[0]["outcome"], "opened");
    assert_eq!(recorded(&world)[0].get("request"), None, "it came along");
    assert!(!format!("{:?}", world.records).contains("abc"));
}

#[test]
fn where_records_are_required_a_document_is_shown_once_its_own_is_accepted() {
    let mut world = World::new();
    world.configure(&json!({
        "sources": [{"id": "a", "title": "a", "baseUrl": "https://a.test/fhir"}],
        "now": "2026-03-07T09:14:00Z", "audit": "required"
    }));
    world.source(
        "a",
        &[letter(
            "d",
            &json!({"contentType": "application/pdf", "url": "Binary/1"}),
        )],
    );
    world.load(asked());
    world.answer(AT, Answer::Bytes(200, PDF.to_vec()));
    for keeper in [None, Some(None), Some(Some(404))] {
        world.keeper = keeper;
        let document = shown(&mut world);
        assert_eq!(document.state, Some(SourceState::NotRecorded), "{keeper:?}");
        assert!(document.bytes.0.is_empty());
        assert!(told(&world, 1).iter().all(|d| d.step != DocumentStep::Here));
    }
    world.keeper = Some(Some(200));
    assert_eq!(shown(&mut world).step, DocumentStep::Here);
}

#[test]
fn a_large_one_is_given_up_and_one_that_comes_in_pieces_is_told_of() {
    let mut world = World::new();
    let config = |most: u32| json!({"sources": [{"id": "a", "title": "a", "baseUrl": "https://a.test/fhir", "maxBytes": most}]});
    world.configure(&config(1));
    world.source(
        "a",
        &[letter(
            "d",
            &json!({"contentType": "application/pdf", "url": "Binary/1"}),
        )],
    );
    world.load(asked());
    let piece = |fill: u8| (200, vec![fill; 400_000]);
    let mut first = piece(b' ');
    first.1[..5].copy_from_slice(b"%PDF-");
    let length = vec![("content-length", "800000".to_owned())];
    let whole = Answer::Pieces(vec![first.clone(), piece(b' ')], End::Whole);
    world.answer(AT, Answer::With(length, Box::new(whole)));
    ask(&mut world, 4);
    world.run();
    let told: Vec<_> = told(&world, 4);
    let steps: Vec<_> = told.iter().map(|d| (d.step, d.received, d.size)).collect();
    assert_eq!(
        steps,
        [
            (DocumentStep::Coming, 400_000, 800_000),
            (DocumentStep::Coming, 800_000, 800_000),
            (DocumentStep::Here, 800_000, 800_000),
        ]
    );
    world.answer(
        AT,
        Answer::Pieces(vec![first, piece(b' '), piece(b' ')], End::Whole),
    );
    assert_eq!(shown(&mut world).state, Some(SourceState::TooLarge));
}

#[test]
fn nobody_looks_any_more_and_the_request_ends() {
    for ending in [Some(Down::EndDocument(7)), None] {
        let mut world = at_source();
        world.answer(AT, Answer::Stalls);
        ask(&mut world, 7);
        world.rest();
        assert_eq!(world.script.open.get(), 1);
        match ending {
            Some(ending) => world.say(&ending),
            // Another context.
            None => world.change(asked()),
        }
        assert_eq!(world.script.open.get(), 0);
        world.run();
        assert_eq!(told(&world, 7), []);
        assert!(world.late.is_empty());
    }
}

#[test]
fn a_document_is_signed_in_to_as_its_source_is() {
    let mut world = World::new();
    world.configure(&json!({"sources": [{"id": "a", "title": "a", "baseUrl": "https://a.test/fhir", "credentials": "token", "headers": {"X-Site": "7"}}]}));
    world.source(
        "a",
        &[letter(
            "d",
            &json!({"contentType": "text/plain", "url": "Binary/1"}),
        )],
    );
    world.answer(AT, Answer::Bytes(200, b"abc".to_vec()));
    world.say(&Down::Load(load(asked())));
    let mut answered = 0;
    let token = |world: &mut World, answered: &mut usize| {
        while world.step() {
            let asks: Vec<(u32, Ask)> = world
                .ups
                .iter()
                .filter_map(|up| match up {
                    Up::Ask { n, ask } => Some((*n, ask.clone())),
                    _ => None,
                })
                .collect();
            for (n, ask) in asks.iter().skip(*answered) {
                assert_eq!(ask.call, Call::Token);
                let body = Bytes(b"secret".to_vec());
                let answer = timeline_model::protocol::Answer {
                    status: 200,
                    body,
                    ..Default::default()
                };
                world.say(&Down::Answer {
                    n: *n,
                    answer: Some(answer),
                });
            }
            *answered = asks.len();
        }
    };
    token(&mut world, &mut answered);
    assert_eq!(world.rows.len(), 1);
    ask(&mut world, 1);
    token(&mut world, &mut answered);
    assert_eq!(told(&world, 1).pop().unwrap().text, "abc");
    let requests = world.script.requests.borrow();
    let request = requests.iter().find(|request| request.url == AT).unwrap();
    for header in [("Authorization", "Bearer secret"), ("X-Site", "7")] {
        assert!(
            request
                .headers
                .contains(&(header.0.into(), header.1.into()))
        );
    }
    assert_eq!(answered, 1, "one token for the source");
}

#[test]
fn what_is_covered_or_no_more_is_not_given() {
    let mut covered = letter("d", &json!({"contentType": "text/plain", "data": "YWJj"}));
    covered["meta"] = json!({"security": [{"system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "R"}]});
    let mut world = World::with(&["a"]);
    world.source("a", &[covered]);
    world.load(asked());
    let detail = detail(&mut world);
    assert!(detail.copies.iter().all(|copy| copy.attachments.is_empty()));
    let request = |n, entry, copy| {
        Down::Document(DocumentRequest {
            n,
            entry,
            copy,
            at: Some(0),
        })
    };
    for (n, entry, fault) in [
        (1, detail.row.id, DocumentFault::Covered),
        (2, EntryId(9), DocumentFault::Gone),
    ] {
        world.say(&request(n, entry, detail.row.id));
        world.rest();
        let told = told(&world, n).pop().unwrap();
        assert_eq!((told.step, told.fault), (DocumentStep::Refused, fault));
    }
    // A Binary that says so itself.
    let mut world = at_source();
    let binary = json!({"resourceType": "Binary", "contentType": "text/plain", "data": "YWJj", "meta": {"security": [{"system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "R"}]}});
    world.answer(AT, Answer::Json(binary));
    assert_eq!(fault(&mut world), DocumentFault::Covered);
}

#[test]
fn an_original_is_sent_short_and_whole_when_asked_for() {
    let data = "QUJD".repeat(1_000);
    let mut world = world_with(&json!({"contentType": "text/plain", "data": data}));
    let detail = detail(&mut world);
    let copy = &detail.copies[0];
    assert!(copy.shortened && copy.original.len() < 1_000);
    assert!(copy.original.contains("… [4000]"));
    assert_eq!(copy.reference, "DocumentReference/d");
    world.say(&Down::Document(DocumentRequest {
        n: 1,
        entry: detail.row.id,
        copy: copy.id,
        at: None,
    }));
    world.rest();
    assert!(told(&world, 1).pop().unwrap().text.contains(&data));
}

#[test]
fn a_record_is_opened_in_its_own_system_by_the_configured_address() {
    for (open_in, expected) in [
        (
            json!("https://gp.test/open?what={type}&id={id}"),
            "https://gp.test/open?what=DocumentReference&id=d%2Fx",
        ),
        (
            json!("/emr/{type}/{id}"),
            "https://host.test/emr/DocumentReference/d%2Fx",
        ),
        (Value::Null, ""),
    ] {
        let mut world = World::new();
        let mut source = json!({"id": "a", "title": "a", "baseUrl": "https://a.test/fhir"});
        if open_in.is_string() {
            source["openIn"] = open_in;
        }
        world.configure(&json!({ "sources": [source] }));
        world.source(
            "a",
            &[letter(
                "d/x",
                &json!({"contentType": "text/plain", "data": "YWJj"}),
            )],
        );
        world.load(asked());
        assert_eq!(detail(&mut world).copies[0].open_in, expected);
    }
    let mut world = World::new();
    world.configure(&json!({"sources": [{"id": "a", "title": "a", "baseUrl": "https://a.test/fhir", "openIn": "javascript:alert('{id}')"}]}));
    world.rest();
    assert_eq!(world.faults[0].path, "/sources/0/openIn");
}
