//! Configuration, plan, fetching, identity, merging and publishing, with all I/O behind one trait.
