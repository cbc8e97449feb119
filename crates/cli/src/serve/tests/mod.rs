//! What the server owes those who ask it, over the fixture's records.

mod control;
mod feed;
mod fhir;
mod pages;
mod support;
