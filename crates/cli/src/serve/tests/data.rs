//! The demonstration's own data, as they are served.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use serde_json::Value;
use timeline_engine::Config;

use super::support::{get, pages};
use crate::serve::DEMO;
use crate::serve::app::{App, first_port, second_port};
use crate::serve::data::Data;
use crate::serve::demo::{Demo, Holding, Source};

fn app() -> Arc<App> {
    super::support::app(Demo::read(&Data::Own(&DEMO)).unwrap(), PathBuf::new())
}

#[tokio::test]
async fn every_patient_is_served_whole_by_the_sources_that_the_index_names_and_no_other() {
    let app = app();
    let ports = [first_port(Arc::clone(&app)), second_port(Arc::clone(&app))];
    for patient in &app.demo.patients {
        let number = patient["identifier"]["value"].as_str().unwrap();
        for source in &app.demo.sources {
            let router = &ports[usize::from(source.second_port)];
            let named = patient["sources"]
                .as_array()
                .unwrap()
                .iter()
                .any(|id| *id == source.id);
            // A fault that does nothing also lifts what the data declare.
            let base = format!("/faulty/none/sources/{}", source.id);
            let at = format!("{number} at {}", source.id);
            match &source.holding {
                Holding::Fhir(holding) => {
                    let search =
                        get(router, &format!("{base}/fhir/Patient?identifier={number}")).await;
                    assert_eq!(search.json()["total"], u64::from(named), "{at}");
                    let Some(person) = holding.people.iter().find(|person| person.number == number)
                    else {
                        continue;
                    };
                    let address = format!("{base}/fhir/Patient/{}/$everything", person.id);
                    let mut served = pages(router, &address).await.concat();
                    let sendable = person
                        .records
                        .iter()
                        .filter(|record| record.kind != "Binary")
                        .count();
                    assert_eq!(served.len(), sendable, "{at}");
                    served.sort();
                    served.dedup();
                    assert_eq!(served.len(), sendable, "{at}: an id stands twice");
                }
                Holding::Feed(_) => {
                    let record = get(router, &format!("{base}/feed/people/{number}/record")).await;
                    assert_eq!(record.status.is_success(), named, "{at}");
                }
            }
        }
    }
}

#[test]
fn id_means_one_resource_in_all_of_a_source() {
    for source in &app().demo.sources {
        let Holding::Fhir(holding) = &source.holding else {
            continue;
        };
        let mut known: BTreeMap<(&str, &str), &Value> = BTreeMap::new();
        for record in holding.people.iter().flat_map(|person| &person.records) {
            assert!(
                !record.id.is_empty(),
                "{}: a {} has no id",
                source.id,
                record.kind
            );
            let first = known
                .entry((&record.kind, &record.id))
                .or_insert(&record.body);
            assert_eq!(
                **first, record.body,
                "{}: {}/{}",
                source.id, record.kind, record.id
            );
        }
    }
}

#[test]
fn folder_is_read_as_the_data_in_the_program_are() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../www/demo");
    let read = Demo::read(&Data::Folder(folder.into())).unwrap();
    let own = Demo::read(&Data::Own(&DEMO)).unwrap();
    assert_eq!(read.patients, own.patients);
    let held = |demo: &Demo| -> Vec<(String, Vec<usize>)> {
        let held = |source: &Source| match &source.holding {
            Holding::Fhir(holding) => holding.people.iter().map(|p| p.records.len()).collect(),
            Holding::Feed(people) => people.values().map(|p| p.to_string().len()).collect(),
        };
        let sources = demo.sources.iter();
        sources
            .map(|source| (source.id.clone(), held(source)))
            .collect()
    };
    assert_eq!(held(&read), held(&own));
    assert!(Demo::read(&Data::Folder("no-such-folder".into())).is_err());
}

#[test]
fn patient_for_whom_a_source_is_down_is_held_there() {
    for patient in &app().demo.patients {
        for down in patient["down"].as_array().unwrap_or(&Vec::new()) {
            assert!(
                patient["sources"].as_array().unwrap().contains(down),
                "{patient}"
            );
        }
    }
}

#[tokio::test]
async fn element_finds_no_fault_in_the_demonstrations_configurations() {
    let router = first_port(app());
    for address in [
        "/timeline.json",
        "/timeline.json?for=portal",
        "/timeline.json?for=portal&audit=required",
        "/timeline.json?faults=stannes:needs-token.slow:5,socialcare:needs-cookie",
    ] {
        let answer = get(&router, address).await;
        let faults = Config::read(&answer.body).err();
        assert!(faults.is_none(), "{address}: {faults:?}");
    }
}
