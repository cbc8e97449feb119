//! Maps that join codes of different systems. They are asked for only where
//! sources name things in different systems, beside everything else, and the
//! record is shown without them until they are here.

use std::rc::Rc;

use timeline_merge::CodeMap;

use crate::{
    engine::Inner,
    environment::{FetchError, Request, Response},
};

/// How long a map may take, in milliseconds: the end of the load waits for it.
const TIMEOUT: u32 = 10_000;

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
        let answer = engine.environment.fetch(Request {
            url,
            accept: "text/tab-separated-values",
            cookies: false,
            timeout_ms: TIMEOUT,
        });
        if add(&mut map, answer.await) {
            maps.read += 1;
        } else {
            maps.failed += 1;
        }
    }
    engine.take_maps(load, maps, map);
}

/// Adds what was answered; `false` where that is no map.
#[inline(never)]
fn add(map: &mut CodeMap, answer: Result<Response, FetchError>) -> bool {
    match answer {
        Ok(Response { status: 200, body }) => match core::str::from_utf8(&body) {
            Ok(text) => map.read(text),
            Err(_) => false,
        },
        _ => false,
    }
}
