use core::cell::Cell;
use std::rc::Rc;

use timeline_model::{Document, SourceState, protocol::Up};

use super::{look::Look, not_given, of_answer};
use crate::{
    Request,
    carry::{Answered, Errand, Told, carry},
    config::SourceConfig,
    engine::Inner,
    load::refusal,
};

/// A document that its source is to be asked for.
pub struct Wanted {
    /// Its address is under the source's base.
    pub look: Look,
    pub config: Rc<SourceConfig>,
    /// The media type as the record says it; may be empty.
    pub said: String,
    /// How many bytes it has by the record; 0 where that is not said.
    pub size: u32,
}

/// Between two words of how far it has got, in milliseconds.
const INTERVAL: u64 = 100;

/// Fetches a document by the rules of its source, and says how far it has got.
pub async fn fetch(engine: Rc<Inner>, wanted: Wanted) {
    let answer = carry(errand(&engine, &wanted), request(&wanted)).await;
    let document = match answer {
        Err(state) => not_given(state),
        Ok(answer) => read(answer, &wanted.said),
    };
    engine.look_at(wanted.look, document);
}

fn errand(engine: &Rc<Inner>, wanted: &Wanted) -> Errand {
    let total = u64::from(wanted.config.times.total);
    Errand {
        engine: Rc::clone(engine),
        run: wanted.look.run,
        config: Rc::clone(&wanted.config),
        until: engine.environment.ticks() + total,
        // Somebody waits for it.
        rank: 0,
        tag: None,
        told: Some(told(engine, wanted)),
    }
}

/// Says how far it has got, and not more often than can be read.
fn told(engine: &Rc<Inner>, wanted: &Wanted) -> Told {
    let (load, n, size) = (wanted.look.run.load, wanted.look.n, wanted.size);
    // Held weakly: the errand is part of what the engine holds.
    let weak = Rc::downgrade(engine);
    let last = Cell::new(0);
    Rc::new(move |received, length| {
        let Some(engine) = weak.upgrade() else {
            return;
        };
        let now = engine.environment.ticks();
        if now < last.get() + INTERVAL {
            return;
        }
        last.set(now);
        let size = if length > 0 { length } else { size };
        let document = Document {
            received,
            // Of what is packed for its way, the length is another.
            size: if received > size { 0 } else { size },
            ..Document::default()
        };
        engine.publish(load, &Up::Document(n, Box::new(document)));
    })
}

/// The file itself is asked for rather than the Binary around it, which weighs
/// a third more and comes in one piece.
fn request(wanted: &Wanted) -> Request {
    let others = "application/fhir+json;q=0.5, */*;q=0.1";
    let said = wanted.said.as_str();
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"/+-.".contains(&byte);
    let accept = match !said.is_empty() && said.bytes().all(fits) {
        true => [said, ", ", others].concat(),
        false => others.to_owned(),
    };
    Request {
        url: wanted.look.url.clone(),
        headers: vec![("Accept".to_owned(), accept)],
        ..Request::default()
    }
}

fn read(answer: Answered, said: &str) -> Document {
    if let Some(state) = refusal(answer.status).or(answer.broken) {
        return not_given(state);
    }
    if answer.body.is_empty() {
        return not_given(SourceState::NotFound);
    }
    let header = answer.header("content-type").unwrap_or_default().to_owned();
    of_answer(answer.body, said, &header)
}
