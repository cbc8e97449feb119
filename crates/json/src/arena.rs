/// Where the values of one text are put while they are read: one piece of
/// memory, used anew for the next text instead of being given back.
#[derive(Debug, Default)]
pub struct Arena {
    pub(crate) bump: bumpalo::Bump,
}

impl Arena {
    /// An arena with nothing in it.
    pub fn new() -> Arena {
        Arena::default()
    }

    /// Forgets what was read, and keeps the room for the next text.
    pub fn clear(&mut self) {
        self.bump.reset();
    }
}
