//! The documents and pictures that entries carry or point at: which there are,
//! and one of them when it is asked for. Nothing is fetched before, and nothing
//! but from the source's own origin, under its base.

mod base64;
mod fetched;
mod letters;
mod look;
mod medium;
mod rtf;
mod shorten;

use std::rc::Rc;

use timeline_fhir::{Attached, attached_data, attachments};
use timeline_model::{
    Attachment, Document, DocumentFault, DocumentStep, EntryId, Held, Mark, Medium, RecordKey,
    SourceState, part,
    protocol::{DocumentRequest, Up},
    wire::Bytes,
};

pub use self::shorten::shortened;
use self::{
    fetched::{Wanted, fetch},
    look::Look,
};
use crate::{
    Environment, agreement,
    engine::{Inner, State, source_of},
    load::{Run, within},
    plan::encoded,
    source::Source,
    strands::Strands,
};

/// The requests for documents that are under way, by the number of the request:
/// what they wait for ends with them.
pub type Fetching = Vec<(u32, Strands)>;

/// The address of a source, and what makes others absolute.
pub struct Place<'e> {
    pub environment: &'e dyn Environment,
    /// What the source's own address is relative to.
    pub base: &'e str,
}

impl Place<'_> {
    /// Where the source's own system shows a record, by its `Type/id`; empty
    /// where the configuration does not say, or the record has no id.
    pub fn open_in(&self, source: &Source, alias: &str) -> String {
        let Some((kind, id)) = part::cut(alias, "/") else {
            return String::new();
        };
        let address = part::replaced(&source.config.open_in, "{type}", &encoded(kind));
        let address = part::replaced(&address, "{id}", &encoded(id));
        let open_in = match address.is_empty() {
            true => None,
            false => self.environment.resolve(self.base, &address),
        };
        open_in.unwrap_or_default()
    }

    /// Where something of a source lies: the whole address where that is on its
    /// own origin and under its base.
    fn of(&self, source: &Source, url: &str) -> Option<String> {
        let base = self
            .environment
            .resolve(self.base, &source.config.base_url)?;
        let base = base.trim_end_matches('/');
        let url = self.environment.resolve(&[base, "/"].concat(), url)?;
        within(base, &url).then_some(url)
    }
}

/// What an original carries.
pub fn listed(source: &Source, place: &Place<'_>, original: &str) -> Vec<Attachment> {
    let mut listed = Vec::new();
    for attached in source.attachments(original) {
        listed.push(Attachment {
            held: match find(source, place, &attached) {
                Found::Here | Found::Received(_) => Held::Here,
                Found::At(_) => Held::AtSource,
                Found::Elsewhere => Held::Elsewhere,
                Found::Nowhere => Held::Nowhere,
            },
            medium: medium::said(&attached.media_type),
            title: attached.title,
            media_type: attached.media_type,
            size: attached.size,
            created: attached.created,
        });
    }
    listed
}

/// Where the bytes of something are.
enum Found<'s> {
    /// In the original itself.
    Here,
    /// In a Binary that came along.
    Received(&'s str),
    At(String),
    Elsewhere,
    Nowhere,
}

fn find<'s>(source: &'s Source, place: &Place<'_>, attached: &Attached) -> Found<'s> {
    if attached.coded > 0 {
        return Found::Here;
    }
    if attached.url.is_empty() || attached.url.starts_with('#') {
        return Found::Nowhere;
    }
    let is_name = attached.url.starts_with("urn:");
    let address = place.of(source, &attached.url);
    if (is_name || address.is_some())
        && let Some(binary) = source.binary(&attached.url)
    {
        return Found::Received(binary);
    }
    match address {
        Some(url) => Found::At(url),
        None if is_name => Found::Nowhere,
        None => Found::Elsewhere,
    }
}

impl Inner {
    /// Shows a document; what it takes ends when nobody looks at it any more.
    pub fn document(self: &Rc<Self>, load: u32, request: &DocumentRequest) {
        let answer = {
            let state = &mut *self.state.borrow_mut();
            look_up(state, &*self.environment, load, request)
        };
        match answer {
            Ok(Answer::Original(document)) => self.tell(load, request.n, document),
            Ok(Answer::Document(look, document)) => self.look_at(look, document),
            Ok(Answer::Wanted(wanted)) => {
                let task = Box::pin(fetch(Rc::clone(self), *wanted));
                let mut strands = Strands::default();
                strands.spawn(&*self.environment, task);
                let documents = &mut self.state.borrow_mut().documents;
                documents.push((request.n, strands));
            }
            Err(fault) => self.tell(load, request.n, refused(fault)),
        }
    }

    /// Nobody looks at a document any more: what it takes is ended.
    pub fn end_document(&self, n: u32) {
        let mut ended = Vec::new();
        {
            let documents = &mut self.state.borrow_mut().documents;
            while let Some(at) = documents.iter().position(|(own, _)| *own == n) {
                ended.push(documents.swap_remove(at));
            }
        }
        // Requests end with them, and may say so.
        drop(ended);
    }

    fn tell(&self, load: u32, n: u32, document: Document) {
        self.publish(load, &Up::Document(n, Box::new(document)));
    }
}

enum Answer {
    /// What the source sent of the entry itself: part of what was loaded.
    Original(Document),
    Document(Look, Document),
    Wanted(Box<Wanted>),
}

fn look_up(
    state: &mut State,
    environment: &dyn Environment,
    load: u32,
    request: &DocumentRequest,
) -> Result<Answer, DocumentFault> {
    let key = member(state, request)?;
    let now = state.clock.of_server();
    let place = Place {
        environment,
        base: &state.base,
    };
    let source = source_of(&mut state.sources, key).ok_or(DocumentFault::Gone)?;
    // What is held back or not recorded yet has no entry.
    source.entry(key).ok_or(DocumentFault::Gone)?;
    let source = &*source;
    let original = source.originals(key);
    let Some(at) = request.at else {
        return Ok(Answer::Original(Document {
            step: DocumentStep::Here,
            medium: Medium::Text,
            text: original,
            ..Document::default()
        }));
    };
    let at = at as usize;
    let attached = attachments(&original).into_iter().nth(at);
    let attached = attached.ok_or(DocumentFault::Gone)?;
    let mut look = Look {
        run: Run {
            load,
            source: usize::from(key.source),
            attempt: source.attempt,
        },
        n: request.n,
        entry: request.entry,
        url: String::new(),
    };
    match find(source, &place, &attached) {
        Found::Nowhere => return Err(DocumentFault::Nowhere),
        Found::Elsewhere => return Err(DocumentFault::Elsewhere),
        Found::Here => {
            let data = attached_data(&original, at);
            let document = of_coded(&data, &attached.media_type);
            return Ok(Answer::Document(look, document));
        }
        Found::Received(binary) => {
            let bytes = binary.as_bytes().to_vec();
            let document = of_answer(bytes, &attached.media_type, "");
            return Ok(Answer::Document(look, document));
        }
        Found::At(url) => look.url = url,
    }
    let purpose = source.purpose(&state.who);
    if agreement::refusal(&source.config, &state.who, purpose, now).is_some() {
        return Err(DocumentFault::NotShared);
    }
    Ok(Answer::Wanted(Box::new(Wanted {
        look,
        config: Rc::clone(&source.config),
        said: attached.media_type,
        size: attached.size.unwrap_or(0),
    })))
}

/// The record whose copy is meant, unless it is covered.
fn member(state: &State, request: &DocumentRequest) -> Result<RecordKey, DocumentFault> {
    let folded = state.record.find(request.entry);
    let folded = folded.ok_or(DocumentFault::Gone)?;
    if folded.row.marks.has(Mark::Covered) {
        return Err(DocumentFault::Covered);
    }
    let mut members = folded.members.iter();
    let key = members.find(|key| EntryId::of(**key) == request.copy);
    key.copied().ok_or(DocumentFault::Gone)
}

fn refused(fault: DocumentFault) -> Document {
    Document {
        step: DocumentStep::Refused,
        fault,
        ..Document::default()
    }
}

/// What a source did not give, and why.
fn not_given(state: SourceState) -> Document {
    Document {
        state: Some(state),
        ..refused(DocumentFault::NotGiven)
    }
}

/// A document out of its base64.
fn of_coded(data: &str, said: &str) -> Document {
    match base64::decoded(data) {
        Some(bytes) => shown(bytes, said, said),
        None => refused(DocumentFault::Broken),
    }
}

/// A document out of what a source answered: its bytes, or the Binary that
/// holds them. `header` is the media type of the answer.
fn of_answer(body: Vec<u8>, said: &str, header: &str) -> Document {
    if body.first() == Some(&b'{')
        && let Ok(text) = core::str::from_utf8(&body)
        && let Some(binary) = timeline_fhir::binary(text)
    {
        if binary.covered {
            return refused(DocumentFault::Covered);
        }
        let said = [said, &binary.media_type];
        let said = said.into_iter().find(|said| !said.is_empty());
        return of_coded(&binary.data, said.unwrap_or_default());
    }
    let said = if said.is_empty() { header } else { said };
    shown(body, said, header)
}

/// What the bytes of a document are, in the form in which it is shown. The
/// letters are those that `header` says, else those that was `said`.
fn shown(bytes: Vec<u8>, said: &str, header: &str) -> Document {
    let medium_said = medium::said(said);
    let medium = medium::told(&bytes, medium_said);
    let mut document = Document {
        step: DocumentStep::Here,
        received: bytes.len() as u32,
        size: bytes.len() as u32,
        medium,
        ..Document::default()
    };
    if medium::lies(said, medium_said, medium) {
        document.said = Some(said.to_owned());
    }
    let fault = match medium {
        _ if bytes.is_empty() => DocumentFault::Broken,
        Medium::Rtf => match rtf::markup(&bytes) {
            Some(markup) => {
                document.text = markup;
                return document;
            }
            None => DocumentFault::Broken,
        },
        medium if medium.is_words() => {
            let charset = [header, said].into_iter().find(|t| part::has(t, "="));
            match letters::text(&bytes, charset.unwrap_or_default()) {
                Some(text) => {
                    document.text = text;
                    return document;
                }
                None => DocumentFault::Letters,
            }
        }
        Medium::Tiff | Medium::Other | Medium::Unknown => DocumentFault::Type,
        _ => {
            document.bytes = Bytes(bytes);
            return document;
        }
    };
    document.step = DocumentStep::Refused;
    document.fault = fault;
    document
}
