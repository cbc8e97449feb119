//! What the server owes those who ask it, over the fixture's records.

mod control;
mod data;
mod feed;
mod fhir;
mod listen;
mod pages;
mod support;
