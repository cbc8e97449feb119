//! The messages of the engine that answer what is asked only after a click.
//! What writes and reads them is loaded on demand: they come and go once it is
//! here.

use core::hint::black_box;

use super::Up;
use crate::wire::Input;

/// Writes what follows the tag of such a message.
pub(super) fn write(message: &Up, out: &mut Vec<u8>) {
    let write: fn(&Up, &mut Vec<u8>) = writing::on_demand;
    // The optimisers must not see whom is called, or they would call it from here.
    black_box(write)(message, out);
}

/// Reads what follows such a tag.
pub(super) fn read(tag: u8, input: &mut Input<'_>) -> Option<Up> {
    let read: fn(u8, &mut Input<'_>) -> Option<Up> = reading::on_demand;
    black_box(read)(tag, input)
}

mod writing {
    use crate::{protocol::Up, wire::Wire};

    pub(super) fn on_demand(message: &Up, out: &mut Vec<u8>) {
        match message {
            Up::Detail(id, detail) => {
                id.put(out);
                detail.is_some().put(out);
                if let Some(detail) = detail {
                    detail.put(out);
                }
            }
            Up::Hits { n, ids } => {
                n.put(out);
                ids.put(out);
            }
            Up::NotOpened(opened) => opened.put(out),
            Up::Document(n, document) => {
                n.put(out);
                document.put(out);
            }
            _ => {}
        }
    }
}

mod reading {
    use crate::{
        Detail,
        protocol::Up,
        wire::{Input, Wire},
    };

    pub(super) fn on_demand(tag: u8, input: &mut Input<'_>) -> Option<Up> {
        Some(match tag {
            2 => Up::Detail(Wire::get(input), Option::<Detail>::get(input).map(Box::new)),
            3 => Up::Hits {
                n: Wire::get(input),
                ids: Wire::get(input),
            },
            8 => Up::NotOpened(Wire::get(input)),
            11 => Up::Document(Wire::get(input), Box::new(Wire::get(input))),
            _ => return None,
        })
    }
}
