//! What the server owes those who ask it, over the fixture's records.

mod control;
mod data;
mod faults;
mod feed;
mod fhir;
mod listen;
mod operations;
mod pages;
mod records;
mod sign_in;
mod support;
