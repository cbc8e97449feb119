//! In which order functions stand beside those they are like. Brotli says of a repeated piece how far back it stood:
//! the nearer, the shorter.

use std::collections::BTreeMap;
use std::mem;

/// How many bytes of code count as a piece.
const PIECE: usize = 5;
/// A piece in more functions than this tells nothing.
const COMMON: usize = 600;
/// How many functions back likeness counts.
const REACH: usize = 3;

/// The places of `bodies`, each followed by what is most like it and the few before it. The same for the same bodies.
pub fn order(bodies: &[&[u8]]) -> Vec<usize> {
    let holders = holders(bodies);
    let mut functions: Vec<Function> = bodies.iter().map(|body| Function::new(body)).collect();
    for (piece, places) in holders.iter().enumerate() {
        for place in places {
            if let Some(function) = functions.get_mut(*place) {
                function.pieces.push(piece);
            }
        }
    }
    let mut order: Vec<usize> = Vec::with_capacity(bodies.len());
    while let Some(next) = best(&functions) {
        weigh(&mut functions, next, &holders, 1);
        if let Some(past) = order.len().checked_sub(REACH).and_then(|at| order.get(at)) {
            weigh(&mut functions, *past, &holders, -1);
        }
        if let Some(function) = functions.get_mut(next) {
            function.placed = true;
        }
        order.push(next);
    }
    order
}

struct Function {
    /// The pieces in it that tell something.
    pieces: Vec<usize>,
    /// How much it shares with what was placed last.
    shared: i64,
    /// What that is divided by: long functions share more with any other.
    size: f64,
    placed: bool,
}

impl Function {
    fn new(body: &[u8]) -> Self {
        Self {
            pieces: Vec::new(),
            shared: 0,
            size: (body.len() as f64 + 20.0).powf(0.9),
            placed: false,
        }
    }
}

/// For each piece that tells something, the places of the functions that hold it.
fn holders(bodies: &[&[u8]]) -> Vec<Vec<usize>> {
    let mut holders: BTreeMap<&[u8], Vec<usize>> = BTreeMap::new();
    for (place, body) in bodies.iter().enumerate() {
        for piece in body.windows(PIECE) {
            let known = holders.entry(piece).or_default();
            if known.last() != Some(&place) {
                known.push(place);
            }
        }
    }
    let telling = |known: &Vec<usize>| (2..=COMMON).contains(&known.len());
    holders.into_values().filter(telling).collect()
}

/// Adds to each function, or takes from it, what it shares with the one at `place`.
fn weigh(functions: &mut [Function], place: usize, holders: &[Vec<usize>], sign: i64) {
    let pieces = functions
        .get_mut(place)
        .map(|function| mem::take(&mut function.pieces));
    let pieces = pieces.unwrap_or_default();
    for places in pieces.iter().filter_map(|piece| holders.get(*piece)) {
        // A rare piece tells more.
        let weight = 1000 / i64::from(places.len().ilog2() + 1);
        for other in places {
            if let Some(function) = functions.get_mut(*other) {
                function.shared += sign * weight;
            }
        }
    }
    if let Some(function) = functions.get_mut(place) {
        function.pieces = pieces;
    }
}

/// Which of those that are left shares most with what was placed last; the largest where nothing is alike.
fn best(functions: &[Function]) -> Option<usize> {
    let value = |function: &Function| (function.shared as f64 / function.size, function.size);
    let left = functions
        .iter()
        .enumerate()
        .filter(|(_, function)| !function.placed);
    let most = left.max_by(|(_, a), (_, b)| {
        let (a, b) = (value(a), value(b));
        a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1))
    });
    most.map(|(place, _)| place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_alike_stands_together_and_nothing_is_lost() {
        let bodies: [&[u8]; 5] = [
            b"abcdefghijkl-1",
            b"01234567890123",
            b"abcdefghijkl-2",
            b"x",
            b"99012345678901",
        ];
        let order = order(&bodies);
        let place = |body: usize| order.iter().position(|at| *at == body).unwrap();
        assert_eq!(place(0).abs_diff(place(2)), 1);
        assert_eq!(place(1).abs_diff(place(4)), 1);
        let mut all = order.clone();
        all.sort_unstable();
        assert_eq!(all, [0, 1, 2, 3, 4]);
    }
}
