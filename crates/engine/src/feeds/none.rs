//! What stands for feeds where none are read: types of which there can be no
//! value, so that nothing of them is compiled.

use std::rc::Rc;

use timeline_json::Value;
use timeline_model::{Entry, Identifier, KindSet, Page, RecordKey, Tally, protocol::LoadFault};

use crate::config::fault;

/// No mapping.
#[derive(Clone, Debug)]
pub enum Mapping {}

impl Mapping {
    /// Says that this build reads no feeds.
    pub fn read(_: &Value<'_>, path: &str) -> Result<Mapping, Vec<LoadFault>> {
        let allowed = "no feed: this is the build for FHIR alone";
        Err(vec![fault(path, "a feed", allowed)])
    }

    /// Nowhere.
    pub fn path(&self) -> &str {
        match *self {}
    }
}

/// No reader.
#[derive(Debug)]
pub enum Reader {}

impl Reader {
    /// No reader of no mapping.
    pub fn new(_: u16, mapping: Rc<Mapping>) -> Reader {
        match *mapping {}
    }

    /// No kinds.
    pub fn share(&mut self, _: KindSet) {
        match *self {}
    }

    /// Nobody.
    pub fn set_subject(&mut self, _: Vec<Identifier>) {
        match *self {}
    }

    /// Nothing.
    pub fn read(&mut self, _: u32, _: Vec<u8>) -> Page {
        match *self {}
    }

    /// None.
    pub fn page(&self, _: u32) -> Option<&[u8]> {
        match *self {}
    }

    /// None.
    pub fn entries(&self) -> Vec<&Entry> {
        match *self {}
    }

    /// None.
    pub fn entry(&self, _: RecordKey) -> Option<&Entry> {
        match *self {}
    }

    /// Nothing.
    pub fn original(&self, _: RecordKey) -> Option<&str> {
        match *self {}
    }

    /// Nothing.
    pub fn tally(&self) -> Tally {
        match *self {}
    }
}
