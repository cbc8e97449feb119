use core::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use timeline_model::{Completeness, SourceStatus};

use super::{
    arrange::{Arrangement, bit},
    axis,
    draw::{self, Look},
    index::Index,
    label::LabelWords,
    lane::{self, LANES},
    layout::{Frame, Grouped, layout},
    names,
    picture::Picture,
    room::{Room, Slice, measure},
};
use crate::{
    View,
    element::Place,
    filters::{self, Changes},
    gaps::{has_gap, parts},
    slot::Signal,
    timers::before_drawing,
};

/// What the lanes know, from when they are first wanted: what makes, clears and
/// drops it is loaded on demand.
#[derive(Default)]
pub(crate) struct Lanes(OnceCell<Box<dyn Kept>>);

trait Kept {
    fn board(&self) -> &Board;

    /// Forgets the patient.
    fn clear(&self);

    /// Takes for past that the time on screen is moved.
    fn rest(&self);
}

impl Lanes {
    /// To be called by nothing but what is loaded on demand.
    pub(crate) fn board(&self) -> &Board {
        self.0.get_or_init(|| Box::new(Board::default())).board()
    }

    /// Whether they stand in the document.
    pub(crate) fn are_drawn(&self) -> bool {
        let plot = self.0.get().map(|kept| &kept.board().plot);
        plot.is_some_and(|plot| plot.get_untracked().is_some())
    }

    /// Forgets the patient.
    pub(crate) fn clear(&self) {
        if let Some(kept) = self.0.get() {
            kept.clear();
        }
    }

    /// Takes for past that the time on screen is moved.
    pub(crate) fn rest(&self) {
        if let Some(kept) = self.0.get() {
            kept.rest();
        }
    }
}

#[derive(Default)]
pub(crate) struct Board {
    pub(crate) index: RefCell<Index>,
    grouped: RefCell<Grouped>,
    pub(crate) picture: RefCell<Picture>,
    pub(crate) arranged: Signal<Arrangement>,
    /// How much room there is, and what of the picture is drawn in it.
    pub(crate) room: Cell<Room>,
    pub(crate) slice: Cell<Slice>,
    /// How high what scrolls is.
    pub(crate) seen: Cell<f64>,
    /// How things look while the time on screen is moved.
    pub(crate) look: RefCell<Option<Rc<Look>>>,
    /// Counts the pictures.
    pub(crate) drawn: Signal<u32>,
    /// Counts the indexes.
    pub(crate) indexed: Signal<u32>,
    /// The canvas of the marks, and those of the axis above and below.
    pub(crate) plot: Rc<Place>,
    pub(crate) axes: [Rc<Place>; 2],
    /// What scrolls, and what is said of what is above and below.
    pub(crate) scroller: Rc<Place>,
    pub(crate) beyond: (Rc<Place>, Rc<Place>),
    /// Of each lane what stands beside it.
    pub(crate) names: [Name; LANES],
    /// The lanes that hold something, filters aside: a bit each.
    pub(crate) held: Cell<u16>,
    /// A frame was asked for.
    asked: Cell<bool>,
    /// The changes that the index was made after.
    changes: Cell<(Changes, u32)>,
}

/// What stands beside a lane.
#[derive(Default)]
pub(crate) struct Name {
    pub(crate) row: Rc<Place>,
    pub(crate) count: Rc<Place>,
    pub(crate) toggle: Rc<Place>,
    /// How high it is, and the counts that are said there.
    pub(crate) height: Cell<f64>,
    pub(crate) said: Cell<Option<(u32, u32)>>,
}

impl Kept for Board {
    fn board(&self) -> &Board {
        self
    }

    fn clear(&self) {
        self.index.take();
        self.grouped.borrow_mut().clear();
        self.picture.take();
        self.arranged.set(Arrangement::default());
        self.changes.take();
    }

    fn rest(&self) {
        self.look.take();
    }
}

impl Board {
    /// Forgets what stood in the document.
    pub(crate) fn let_go(&self) {
        let [above, below] = &self.axes;
        let (over, under) = &self.beyond;
        for place in [&self.plot, above, below, &self.scroller, over, under] {
            place.set(None);
        }
        for name in &self.names {
            name.let_go();
        }
        self.room.take();
        self.look.take();
        self.slice.take();
        self.seen.take();
    }
}

impl Name {
    pub(crate) fn let_go(&self) {
        for place in [&self.row, &self.count, &self.toggle] {
            place.set(None);
        }
        self.height.take();
        self.said.take();
    }
}

/// Draws before the browser does so next, however often it is asked for.
pub(crate) fn ask(view: View) {
    let state = view.state();
    if !state.lanes.board().asked.replace(true) {
        before_drawing(move || {
            view.state().lanes.board().asked.set(false);
            refresh(view);
        });
    }
}

/// Brings everything that is drawn up to date.
pub(super) fn refresh(view: View) {
    redraw(view);
    view.tell_span();
}

fn redraw(view: View) {
    let state = view.state();
    let board = state.lanes.board();
    index(view);
    let Some(plot) = board.plot.get_untracked() else {
        return;
    };
    if board.room.get().width < 1.0 {
        measure(view);
    }
    let room = board.room.get();
    let frame = Frame {
        span: state.span.get_untracked(),
        width: room.width,
        em: room.em,
        now: state.now.get_untracked(),
        death: death(view),
    };
    // Not shown, or before a load.
    if frame.width < 1.0 || frame.span.to <= frame.span.from {
        return;
    }
    let moving = state.moving.is_moving();
    let kept = board.look.take().filter(|_| moving);
    let Some(look) = kept.or_else(|| draw::look(&plot)) else {
        return;
    };
    if moving {
        board.look.replace(Some(Rc::clone(&look)));
    }
    let Some(brush) = draw::brush(&plot, look) else {
        return;
    };
    let words = LabelWords::of(view.words);
    layout(
        &board.index.borrow(),
        &board.arranged.get_untracked(),
        &frame,
        &words,
        &|text| brush.measure(text),
        &mut board.grouped.borrow_mut(),
        &mut board.picture.borrow_mut(),
    );
    let picture = board.picture.borrow();
    let ticks = axis::ticks_of(&frame, &brush, &words);
    let slice = room.slice(picture.height);
    draw::draw(&brush, &plot, &picture, slice, &ticks);
    names::place(view, &plot, &picture, slice);
    for axis in &board.axes {
        if let Some(canvas) = axis.get_untracked() {
            axis::draw(view, &canvas, &brush, &ticks, &words, &picture);
        }
    }
    drop(picture);
    board.drawn.update(|drawn| drawn + 1);
}

/// Makes the index anew where the lines or what narrows them have changed.
fn index(view: View) {
    let state = view.state();
    let board = state.lanes.board();
    let shown = filters::shown_untracked(view);
    let told = state.sources.changes();
    let (of_rows, of_sources) = board.changes.replace((shown.changes, told));
    if of_rows != shown.changes {
        let mut held = 0;
        state.lines.with_untracked(|lines| {
            for line in lines {
                held |= bit(lane::of(line.row.kind));
            }
        });
        board.held.set(held);
        let index = Index::of(shown.rows.iter());
        board.index.replace(index);
        board.grouped.borrow_mut().clear();
        board.picture.borrow_mut().scale = 0.0;
        board.indexed.update(|n| n + 1);
    } else if of_sources == told {
        return;
    }
    let mut arranged = board.arranged.get_untracked();
    let (mut present, mut lacking) = (0, 0);
    for (lane, own) in board.index.borrow().lanes.iter().enumerate() {
        if lacks(view, lane) {
            lacking |= bit(lane);
        }
        if own.total() > 0 {
            present |= bit(lane);
        }
    }
    // What is narrowed leaves out what holds nothing of it, and says so below.
    if !filters::narrows(view) {
        present |= lacking;
    }
    if (arranged.present, arranged.lacking) != (present, lacking) {
        arranged.present = present;
        arranged.lacking = lacking;
        board.arranged.set(arranged);
    }
}

/// Whether something of a lane could not be had.
pub(crate) fn lacks(view: View, lane: usize) -> bool {
    let sources = &view.state().sources;
    sources.with_untracked(|sources| sources.iter().any(|source| is_gap(view, source, lane)))
}

/// Whether something of a lane could not be had from a source. What an
/// agreement leaves out is no gap beside what others hold of it: it would be
/// one in every lane. Where nobody holds anything it is why.
pub(crate) fn is_gap(view: View, source: &SourceStatus, lane: usize) -> bool {
    let kinds = lane::kinds(lane);
    let empty = view.state().lanes.board().held.get() & bit(lane) == 0;
    parts(source).iter().any(|part| {
        has_gap(part.completeness)
            && !part.kinds.and(kinds).is_empty()
            && (empty || part.completeness != Completeness::NotShared)
    })
}

/// When the patient died, where all agree on it.
fn death(view: View) -> Option<i64> {
    view.state().person.with_untracked(|person| {
        let person = person.as_ref()?;
        let died = person.person.died?;
        // At a time that is not recorded: not after now.
        let now = view.state().now.get_untracked();
        let last = died.map_or(now, |date| date.on_the_wall().1);
        person.death.confirmed.then_some(last)
    })
}
