use timeline_model::EntryId;

/// What is drawn: every place in pixels from the top left corner of all lanes.
#[derive(Default)]
pub(crate) struct Picture {
    pub(crate) width: f64,
    pub(crate) height: f64,
    /// The size of the letters, by which everything else is measured.
    pub(crate) em: f64,
    /// Seconds in a pixel.
    pub(crate) scale: f64,
    /// Where now is.
    pub(crate) now: f64,
    /// In the order in which they are drawn.
    pub(crate) lanes: Vec<LanePicture>,
}

/// A lane as drawn.
#[derive(Default)]
pub(crate) struct LanePicture {
    pub(crate) lane: usize,
    pub(crate) top: f64,
    pub(crate) height: f64,
    pub(crate) marks: Vec<Mark>,
    /// The entries of all marks, one mark's behind the other's.
    pub(crate) members: Vec<EntryId>,
    /// How many entries are in the time that is on screen.
    pub(crate) in_view: u32,
    /// How many entries the lane holds.
    pub(crate) all: u32,
}

/// What is drawn for one entry, or for several.
pub(crate) struct Mark {
    pub(crate) shape: Shape,
    /// From where to where; of what has no length both are its middle.
    pub(crate) x: f64,
    pub(crate) end: f64,
    /// The middle of the mark, below its label.
    pub(crate) y: f64,
    /// The first of its entries among the lane's, and the one behind its last.
    pub(crate) members: (u32, u32),
    pub(crate) label: Option<Label>,
}

/// How a mark is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Shape {
    /// One entry.
    Symbol,
    /// One entry among others close by.
    Tick,
    /// So many entries that each cannot be seen: their number.
    Count,
    /// It happened some time within it.
    Band,
    /// It began here, and ended nobody knows when.
    Begun,
    /// It lasted; certain between these, and with which ends.
    Line {
        from: f64,
        to: f64,
        starts: bool,
        ends: bool,
        /// It goes on.
        goes_on: bool,
    },
}

/// What a mark is called, above it.
pub(crate) struct Label {
    pub(crate) x: f64,
    pub(crate) width: f64,
    pub(crate) text: String,
    pub(crate) struck: bool,
}

impl LanePicture {
    /// How many entries a mark stands for.
    pub(crate) fn count(&self, mark: &Mark) -> u32 {
        mark.members.1 - mark.members.0
    }

    /// Adds a mark without a label for the entries that were added last.
    pub(crate) fn mark(&mut self, shape: Shape, x: (f64, f64), y: f64, from: u32) {
        self.marks.push(Mark {
            shape,
            x: x.0,
            end: x.1,
            y,
            members: (from, self.members.len() as u32),
            label: None,
        });
    }
}
