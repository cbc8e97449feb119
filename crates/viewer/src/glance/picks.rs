use std::{rc::Rc, sync::Arc};

use timeline_model::{Absence, Kind, KindSet, Mark, Row, Standing, StatusClass, Warning};

use crate::{Message, View, filters::is_abnormal, lines::Line};

use super::rivals;

/// A panel of the first screen, in the order in which they stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Panel {
    Problems,
    Medicines,
    Contacts,
    New,
    /// Who is involved; these are no entries.
    Involved,
}

impl Panel {
    /// The panels of entries.
    pub(crate) const ALL: [Panel; 4] = [
        Panel::Problems,
        Panel::Medicines,
        Panel::Contacts,
        Panel::New,
    ];

    /// The kinds whose gaps are said in it; all for what is new.
    pub(crate) fn kinds(self) -> KindSet {
        match self {
            Panel::Problems => KindSet::of(Kind::Problem),
            Panel::Medicines => KindSet::of(Kind::Medicine),
            Panel::Contacts => KindSet::of(Kind::Encounter).or(KindSet::of(Kind::Document)),
            Panel::New | Panel::Involved => KindSet::ALL,
        }
    }

    pub(crate) fn title(self) -> Message {
        match self {
            Panel::Problems => Message::ActiveProblems,
            Panel::Medicines => Message::CurrentMedicines,
            Panel::Contacts => Message::LastContacts,
            Panel::New => Message::NewSince,
            Panel::Involved => Message::InvolvedNow,
        }
    }

    pub(crate) fn class(self) -> &'static str {
        match self {
            Panel::Problems => "panel problems",
            Panel::Medicines => "panel medicines",
            Panel::Contacts => "panel contacts",
            Panel::New => "panel fresh",
            Panel::Involved => "panel involved",
        }
    }

    /// How many are shown before the rest is unfolded. What is new may be several
    /// things that all matter: a medicine stopped, a letter, values.
    pub(super) fn first(self) -> usize {
        match self {
            Panel::New => 5,
            _ => 4,
        }
    }

    /// How many are shown at most; what is current is shown whole.
    fn most(self) -> usize {
        match self {
            Panel::Contacts => 20,
            Panel::New => 50,
            _ => usize::MAX,
        }
    }
}

/// How an entry stands in its panel, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rank {
    /// Some source says otherwise: never folded away.
    Conflict,
    Plain,
    /// Of what the line before is of as well, by somebody else.
    Again,
    /// It says that there is none.
    NoneKnown,
    /// Whether it holds nobody says.
    NoStatus,
}

#[derive(Clone)]
pub(crate) struct Pick {
    pub(crate) rank: Rank,
    pub(crate) row: Arc<Row>,
    /// What another source stopped or paused by the same name, and is not the
    /// same for certain.
    pub(crate) rival: Option<Arc<Row>>,
}

impl Pick {
    pub(super) fn new(rank: Rank, row: &Arc<Row>) -> Pick {
        Pick {
            rank,
            row: Arc::clone(row),
            rival: None,
        }
    }
}

/// What of the record stands on the first screen.
#[derive(Default)]
pub(crate) struct Picks {
    panels: [Vec<Pick>; 4],
    /// What is warned of and in force, the more urgent first.
    pub(crate) warnings: Vec<Arc<Row>>,
    /// What is new beyond those that are kept.
    more_new: u32,
    /// The sources that hold something and of nothing say when it was recorded.
    pub(crate) cannot_tell: Vec<u16>,
}

/// What was picked, after how many changes of the lines.
pub(crate) type Picked = (u32, Rc<Picks>);

impl Picks {
    /// What is picked of all lines, newest first, in one walk over them. `now`
    /// is on the rows' clock.
    pub(crate) fn of(lines: &[Line], now: i64) -> Picks {
        let mut out = Picks::default();
        let mut telling: Vec<u16> = Vec::new();
        let mut stopped: Vec<Arc<Row>> = Vec::new();
        for line in lines {
            let row = &line.row;
            out.add(row, now);
            if rivals::is_stopped(row) {
                stopped.push(Arc::clone(row));
            }
            // A source once known to tell needs no second look.
            let to = match row.recorded {
                Some(_) => &mut telling,
                None => &mut out.cannot_tell,
            };
            for source in &row.sources {
                if !to.contains(source) {
                    to.push(*source);
                }
            }
        }
        rivals::weigh(out.of_medicines(), &stopped);
        out.cannot_tell.retain(|source| !telling.contains(source));
        out.cannot_tell.sort_unstable();
        out
    }

    fn add(&mut self, row: &Arc<Row>, now: i64) {
        if row.marks.has(Mark::Covered) {
            return;
        }
        let standing = row.current.as_ref().map(|current| current.standing);
        match row.kind {
            Kind::Problem | Kind::Medicine => {
                let panel = match row.kind {
                    Kind::Problem => Panel::Problems,
                    _ => Panel::Medicines,
                };
                if let Some(rank) = rank(row, standing) {
                    self.put(panel, rank, row);
                }
            }
            Kind::Encounter | Kind::Document => {
                let past = row.start.is_some_and(|start| start.on_the_wall().0 <= now);
                if past && !row.marks.has(Mark::EnteredInError) && !is_undone(row) {
                    self.put(Panel::Contacts, Rank::Plain, row);
                }
            }
            _ => {}
        }
        if row.marks.has(Mark::New) {
            self.put_new(row);
        }
        if row.warning.is_some() && is_in_force(row, standing) {
            let at = self
                .warnings
                .partition_point(|other| other.warning <= row.warning);
            self.warnings.insert(at, Arc::clone(row));
        }
    }

    /// Puts a row behind those of its rank, unless the panel is full.
    fn put(&mut self, panel: Panel, rank: Rank, row: &Arc<Row>) {
        if let Some(own) = self.panels.get_mut(panel as usize)
            && own.len() < panel.most()
        {
            let at = own.partition_point(|pick| pick.rank <= rank);
            own.insert(at, Pick::new(rank, row));
        }
    }

    /// Puts a row among what is new, the more telling first and of those the
    /// newest; the last goes where there are too many.
    fn put_new(&mut self, row: &Arc<Row>) {
        let [.., own] = &mut self.panels;
        let when = |row: &Row| row.recorded.or(row.start);
        let told = telling(row);
        let at = own.partition_point(|pick| {
            let other = telling(&pick.row);
            other < told || other == told && when(&pick.row) >= when(row)
        });
        own.insert(at, Pick::new(Rank::Plain, row));
        if own.len() > Panel::New.most() {
            own.pop();
            self.more_new += 1;
        }
    }

    /// How many belong into a panel beyond those that are kept.
    pub(crate) fn beyond(&self, panel: Panel) -> u32 {
        match panel {
            Panel::New => self.more_new,
            _ => 0,
        }
    }

    fn of_medicines(&mut self) -> &mut Vec<Pick> {
        let [_, medicines, ..] = &mut self.panels;
        medicines
    }

    pub(crate) fn of_panel(&self, panel: Panel) -> &[Pick] {
        self.panels.get(panel as usize).map_or(&[], Vec::as_slice)
    }

    /// Those that are shown, and how many are folded away: never a conflict,
    /// nor what stands beside one.
    pub(crate) fn shown(&self, panel: Panel, unfolded: bool) -> (Vec<&Pick>, u32) {
        let all = self.of_panel(panel);
        let mut shown = Vec::new();
        let (mut plain, mut conflict) = (0, false);
        for pick in all {
            if pick.rank != Rank::Again {
                conflict = pick.rank == Rank::Conflict;
                plain += 1;
            }
            if unfolded || conflict || plain <= panel.first() && pick.rank != Rank::Again {
                shown.push(pick);
            }
        }
        match (all.len() - shown.len()) as u32 {
            // One more takes no more room than the words that there is one more.
            1 => (all.iter().collect(), 0),
            more => (shown, more),
        }
    }

    /// Whether a decision on resuscitation is among what is warned of.
    pub(crate) fn has_decision(&self) -> bool {
        let first = self.warnings.first().and_then(|row| row.warning);
        first == Some(Warning::Resuscitation)
    }
}

/// How much of what is new an entry tells, in order: what may harm, and what was
/// stopped; letters, problems, medicines and what lies outside its range; the
/// rest; a value that is not there.
fn telling(row: &Row) -> u8 {
    let measured = matches!(row.kind, Kind::Result | Kind::VitalSign | Kind::Report);
    match row.kind {
        Kind::Allergy | Kind::Alert => 0,
        _ if rivals::is_stopped(row) => 0,
        _ if row.absence.is_some() || measured && row.value.is_empty() => 3,
        _ if is_abnormal(row) => 1,
        Kind::Document | Kind::Problem | Kind::Medicine => 1,
        _ => 2,
    }
}

/// Where a problem or medicine stands; `None` for what is over.
fn rank(row: &Row, standing: Option<Standing>) -> Option<Rank> {
    let disputed = row
        .current
        .as_ref()
        .is_some_and(|own| !own.against.is_empty());
    match standing {
        Some(Standing::Current | Standing::Disputed) if disputed => Some(Rank::Conflict),
        Some(Standing::Current | Standing::Disputed) => Some(Rank::Plain),
        Some(Standing::NoStatus) => Some(Rank::NoStatus),
        Some(Standing::Past) => None,
        None => {
            let none = row.absence == Some(Absence::NoneKnown);
            let stands =
                !row.marks.has(Mark::EnteredInError) && row.status != StatusClass::Inactive;
            (none && stands).then_some(Rank::NoneKnown)
        }
    }
}

/// Whether it did not take place.
fn is_undone(row: &Row) -> bool {
    matches!(
        row.status,
        StatusClass::Planned | StatusClass::Stopped | StatusClass::NotDone
    )
}

/// Whether a warning holds: of an alert as it stands, of a plan or document
/// unless it is over or in error.
fn is_in_force(row: &Row, standing: Option<Standing>) -> bool {
    match row.kind {
        Kind::Alert => !matches!(standing, Some(Standing::Past) | None),
        _ => {
            !row.marks.has(Mark::EnteredInError)
                && !matches!(
                    row.status,
                    StatusClass::Inactive | StatusClass::Stopped | StatusClass::NotDone
                )
        }
    }
}

/// What stands on the first screen now: picked once for each change.
pub(crate) fn picks(view: View) -> Rc<Picks> {
    let state = view.state();
    let changes = state.lines.track();
    let now = state.now.get();
    let mut picked = state.picked.borrow_mut();
    if picked.0 != changes {
        let picks = state.lines.with_untracked(|lines| Picks::of(lines, now));
        *picked = (changes, Rc::new(picks));
    }
    Rc::clone(&picked.1)
}

#[cfg(test)]
mod tests;
