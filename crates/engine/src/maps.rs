//! Maps that join codes of different systems. They are asked for only where
//! sources name things in different systems, beside everything else, and the
//! record is shown without them until they are here.

use std::rc::Rc;

use timeline_merge::CodeMap;
use timeline_model::SourceState;

use crate::{
    Request,
    carry::{Answered, whole},
    config::Times,
    engine::Inner,
};

/// How long a map may take: the end of the load waits for it.
const TIMES: Times = Times {
    headers: 10_000,
    chunk: 10_000,
    page: 10_000,
    total: 10_000,
};

/// How many bytes a map may have.
const MOST: u32 = 8_000_000;

/// What became of the maps of a load.
#[derive(Clone, Copy, Default)]
pub struct Maps {
    pub asked: bool,
    pub ended: bool,
    pub read: u32,
    pub failed: u32,
}

/// Asks for each of these maps and hands over what they say together.
pub async fn load_maps(engine: Rc<Inner>, load: u32, addresses: Vec<String>) {
    let mut map = CodeMap::default();
    let mut maps = Maps {
        asked: true,
        ended: true,
        ..Maps::default()
    };
    for url in addresses {
        let accept = ("Accept".to_owned(), "text/tab-separated-values".to_owned());
        let request = Request {
            url,
            headers: vec![accept],
            ..Request::default()
        };
        if add(
            &mut map,
            whole(
                Rc::clone(&engine.environment),
                TIMES,
                MOST,
                engine.environment.fetch(request),
                None,
            )
            .await,
        ) {
            maps.read += 1;
        } else {
            maps.failed += 1;
        }
    }
    engine.take_maps(load, maps, map);
}

/// Adds what was answered; `false` where that is no map.
#[inline(never)]
fn add(map: &mut CodeMap, answer: Result<Answered, SourceState>) -> bool {
    match answer {
        Ok(Answered {
            status: 200,
            body,
            broken: None,
            ..
        }) => match core::str::from_utf8(&body) {
            Ok(text) => map.read(text),
            Err(_) => false,
        },
        _ => false,
    }
}
