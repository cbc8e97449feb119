use std::sync::Arc;

use timeline_model::{EntryId, Kind, Mark, Row};

use super::{
    families::Families,
    items::{Entry, Family, Group, Heading, Item, Items},
};
use crate::{filters::is_abnormal, lines::Line};

/// How the list is arranged, as the user chose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Arrangement {
    pub(crate) by: By,
    pub(crate) oldest_first: bool,
}

/// What the list is grouped by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum By {
    #[default]
    Day,
    Month,
    /// What happened in an encounter stands under it, the rest under its day.
    Encounter,
}

impl By {
    /// All, in the order of the control.
    pub(crate) const ALL: [By; 3] = [By::Day, By::Month, By::Encounter];
}

/// What a list is made of.
pub(crate) struct Parts<'a> {
    /// All lines, newest first.
    pub(crate) lines: &'a [Line],
    pub(crate) families: &'a Families,
    /// The places of the lines that are shown.
    pub(crate) shown: &'a [u32],
    pub(crate) arrangement: Arrangement,
    /// What is looked for shows itself, however it is folded.
    pub(crate) picked: bool,
    /// The heads that the user folded or unfolded.
    pub(crate) turned: &'a [EntryId],
    /// All that is folded is to be seen.
    pub(crate) all: bool,
}

/// Puts the lines that are shown under their headings and heads.
pub(crate) fn arrange(parts: &Parts<'_>) -> Items {
    let (tallies, members) = members(parts);
    let mut items: Vec<Item> = Vec::with_capacity(parts.shown.len() * 5 / 4);
    let mut heading = None;
    let mut out = Items::default();
    for (place, group) in order(parts, &tallies) {
        let Some(line) = parts.lines.get(place as usize) else {
            continue;
        };
        let tally = tallies.get(place as usize).copied().unwrap_or_default();
        let family = family(parts, &line.row, tally);
        let open = family.as_ref().is_some_and(|family| family.open);
        let at = match heading {
            Some((at, last)) if last == group => at,
            _ => {
                let at = items.len();
                heading = Some((at, group));
                let empty = Heading {
                    group,
                    count: 0,
                    folded: 0,
                };
                items.push(Item::Heading(empty));
                at
            }
        };
        if let Some(Item::Heading(heading)) = items.get_mut(at) {
            heading.count += u32::from(tally.shown) + tally.passing;
            heading.folded += if open { 0 } else { tally.passing };
        }
        out.entries += u32::from(tally.shown) + tally.passing;
        out.folded += if open { 0 } else { tally.passing };
        let mut push = |row: &Arc<Row>, family, member| {
            out.options += 1;
            items.push(Item::Entry(Entry {
                row: Arc::clone(row),
                group,
                place: out.options,
                family,
                member,
                shown: member || tally.shown,
            }));
        };
        push(&line.row, family.map(Arc::new), false);
        if open {
            let from = tally.from as usize;
            let own = members.get(from..from + tally.passing as usize);
            let own = own.unwrap_or_default().iter();
            let mut push = |place: &u32| {
                if let Some(line) = parts.lines.get(*place as usize) {
                    push(&line.row, None, true);
                }
            };
            match parts.arrangement.oldest_first {
                true => own.rev().for_each(&mut push),
                false => own.for_each(&mut push),
            }
        }
    }
    out.items = Arc::new(items);
    out
}

/// What stands under a line, and whether it is shown for its own sake.
#[derive(Clone, Copy, Default)]
struct Tally {
    shown: bool,
    members: u32,
    passing: u32,
    abnormal: u32,
    new: u32,
    /// What all of them are; `None` of nothing or of several kinds.
    kind: Option<Kind>,
    /// Where those that pass begin among all members.
    from: u32,
}

/// The families by the place of their heads, and the members that pass, family
/// by family.
fn members(parts: &Parts<'_>) -> (Vec<Tally>, Vec<u32>) {
    let mut tallies = vec![Tally::default(); parts.lines.len()];
    for place in parts.shown {
        if let Some(tally) = tallies.get_mut(*place as usize) {
            tally.shown = true;
        }
    }
    for (place, line) in parts.lines.iter().enumerate() {
        let Some(head) = parts.families.head(place) else {
            continue;
        };
        let passes = tallies.get(place).is_some_and(|tally| tally.shown);
        if let Some(tally) = tallies.get_mut(head) {
            tally.kind = match tally.members {
                0 => Some(line.row.kind),
                _ => tally.kind.filter(|kind| *kind == line.row.kind),
            };
            tally.members += 1;
            if passes {
                tally.passing += 1;
                tally.abnormal += u32::from(is_abnormal(&line.row));
                tally.new += u32::from(line.row.marks.has(Mark::New));
            }
        }
    }
    let mut from = 0;
    for tally in &mut tallies {
        tally.from = from;
        from += tally.passing;
    }
    let mut next: Vec<u32> = tallies.iter().map(|tally| tally.from).collect();
    let mut members = vec![0; from as usize];
    for place in parts.shown {
        let head = parts.families.head(*place as usize);
        if let Some(next) = head.and_then(|head| next.get_mut(head)) {
            if let Some(slot) = members.get_mut(*next as usize) {
                *slot = *place;
            }
            *next += 1;
        }
    }
    (tallies, members)
}

/// The lines that stand by themselves, in the order of the list, each with its
/// group: those that are shown and in no family, and heads of what is shown.
fn order(parts: &Parts<'_>, tallies: &[Tally]) -> Vec<(u32, Group)> {
    let Arrangement { by, oldest_first } = parts.arrangement;
    let mut order = Vec::with_capacity(parts.shown.len());
    let mut keys: Vec<u128> = Vec::new();
    for (place, tally) in tallies.iter().enumerate() {
        let stands = (tally.shown || tally.passing > 0) && parts.families.head(place).is_none();
        let Some(line) = parts.lines.get(place).filter(|_| stands) else {
            continue;
        };
        let group = group_of(parts, place, line);
        match by {
            By::Encounter => keys.push(key(parts, place, line)),
            _ => order.push((place as u32, group)),
        }
    }
    // An encounter has its entries beside it, below what else is of its day.
    keys.sort_unstable();
    for key in keys {
        let place = key as u32;
        if let Some(line) = parts.lines.get(place as usize) {
            order.push((place, group_of(parts, place as usize, line)));
        }
    }
    if oldest_first {
        // What has no date stays last.
        let dated = |(place, _): &(u32, Group)| {
            let line = parts.lines.get(anchor(parts, *place as usize));
            line.is_some_and(|line| line.group > 0)
        };
        let dated = order.partition_point(dated);
        order.get_mut(..dated).unwrap_or_default().reverse();
    }
    order
}

fn group_of(parts: &Parts<'_>, place: usize, line: &Line) -> Group {
    match parts.arrangement.by {
        By::Day => Group::Time(line.group),
        By::Month => Group::Time(line.group / 100 * 100),
        By::Encounter => match parts.families.encounter(place) {
            Some(encounter) => {
                let line = parts.lines.get(encounter);
                Group::Encounter(line.map(|line| line.row.id).unwrap_or_default())
            }
            None => Group::Time(line.group),
        },
    }
}

/// The line by whose date a line stands where it does.
fn anchor(parts: &Parts<'_>, place: usize) -> usize {
    match parts.arrangement.by {
        By::Encounter => parts.families.encounter(place).unwrap_or(place),
        _ => place,
    }
}

/// By day, newest first; on a day what is in no encounter before those, and
/// then by encounter; then as the lines are.
fn key(parts: &Parts<'_>, place: usize, line: &Line) -> u128 {
    let encounter = parts.families.encounter(place);
    let anchor = encounter.and_then(|encounter| parts.lines.get(encounter));
    let day = !anchor.unwrap_or(line).group;
    let within = encounter.map_or(0, |encounter| 1 << 63 | (encounter as u128) << 32);
    u128::from(day) << 96 | within | place as u128
}

/// The family of a line that heads one.
fn family(parts: &Parts<'_>, row: &Row, tally: Tally) -> Option<Family> {
    if tally.members == 0 {
        return None;
    }
    let open = parts.picked || !tally.shown;
    Some(Family {
        members: tally.members,
        passing: tally.passing,
        abnormal: tally.abnormal,
        new: tally.new,
        kind: tally.kind,
        open: tally.passing > 0 && (parts.all || open != parts.turned.contains(&row.id)),
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::list::items::ItemKey;
    use timeline_model::{PartialDate, RowMarks};

    pub(crate) fn line(id: u64, start: &str) -> Line {
        Line::new(Row {
            id: EntryId(id),
            kind: Kind::Result,
            start: PartialDate::parse(start),
            ..Row::default()
        })
    }

    /// All lines, as the list has them at first.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn items(lines: &[Line]) -> Items {
        arranged(lines, &[], Arrangement::default(), false, &[])
    }

    fn arranged(
        lines: &[Line],
        hidden: &[u64],
        arrangement: Arrangement,
        picked: bool,
        turned: &[u64],
    ) -> Items {
        let is_shown = |(_, line): &(u32, &Line)| !hidden.contains(&line.row.id.0);
        let shown: Vec<u32> = (0..)
            .zip(lines)
            .filter(is_shown)
            .map(|(at, _)| at)
            .collect();
        let turned: Vec<EntryId> = turned.iter().map(|id| EntryId(*id)).collect();
        arrange(&Parts {
            lines,
            families: &Families::of(lines),
            shown: &shown,
            arrangement,
            picked,
            turned: &turned,
            all: false,
        })
    }

    fn by(by: By, oldest_first: bool) -> Arrangement {
        Arrangement { by, oldest_first }
    }

    /// The items in short: `20260306` or `#7` for a heading with how many are
    /// shown and folded, entries by their ids, members in brackets, in braces
    /// what stands only for its members.
    fn told(items: &Items) -> String {
        let mut out: Vec<String> = Vec::new();
        for item in items.items.iter() {
            out.push(match item {
                Item::Heading(heading) => {
                    let name = match heading.group {
                        Group::Time(day) => day.to_string(),
                        Group::Encounter(id) => format!("#{}", id.0),
                    };
                    format!("{name}:{}/{}", heading.count, heading.folded)
                }
                Item::Entry(entry) if entry.member => format!("({})", entry.row.id.0),
                Item::Entry(entry) if !entry.shown => format!("{{{}}}", entry.row.id.0),
                Item::Entry(entry) => entry.row.id.0.to_string(),
            });
        }
        out.join(" ")
    }

    /// An admission with a report of two results and a note, between two loose
    /// entries, and something without a date.
    fn ward() -> Vec<Line> {
        let row = |id, kind, start: &str, head: u64, within: u64| {
            let named = |id: u64| (id > 0).then_some(EntryId(id));
            let mut line = line(id, start);
            line.row = Arc::new(Row {
                kind,
                head: named(head),
                within: named(within),
                ..Row::clone(&line.row)
            });
            line
        };
        vec![
            row(1, Kind::Document, "2026-03-06T12:00", 0, 0),
            row(2, Kind::Result, "2026-03-06T11:00", 4, 0),
            row(3, Kind::Result, "2026-03-06T11:00", 4, 7),
            row(4, Kind::Report, "2026-03-06T10:00", 0, 7),
            row(5, Kind::Document, "2026-03-05", 0, 7),
            row(6, Kind::Document, "2026-03-04T08:00", 0, 0),
            row(7, Kind::Encounter, "2026-03-04T07:00", 0, 0),
            row(8, Kind::Problem, "2026-03", 0, 0),
            row(9, Kind::Problem, "", 0, 0),
        ]
    }

    #[test]
    fn entries_stand_in_their_groups_with_families_folded() {
        let ward = ward();
        for (arrangement, expected) in [
            (
                by(By::Day, false),
                "20260306:4/2 1 4 20260305:1/0 5 20260304:2/0 6 7 20260300:1/0 8 0:1/0 9",
            ),
            (
                by(By::Day, true),
                "20260300:1/0 8 20260304:2/0 7 6 20260305:1/0 5 20260306:4/2 4 1 0:1/0 9",
            ),
            (by(By::Month, false), "20260300:8/2 1 4 5 6 7 8 0:1/0 9"),
            (
                by(By::Encounter, false),
                "20260306:1/0 1 20260304:1/0 6 #7:5/2 4 5 7 20260300:1/0 8 0:1/0 9",
            ),
            (
                by(By::Encounter, true),
                "20260300:1/0 8 #7:5/2 7 5 4 20260304:1/0 6 20260306:1/0 1 0:1/0 9",
            ),
        ] {
            let items = arranged(&ward, &[], arrangement, false, &[]);
            assert_eq!(told(&items), expected, "{arrangement:?}");
            assert_eq!((items.entries, items.folded, items.options), (9, 2, 7));
        }
    }

    #[test]
    fn a_family_unfolds_in_place_in_the_order_of_the_list() {
        let ward = ward();
        let items = arranged(&ward, &[], Arrangement::default(), false, &[4]);
        assert!(
            told(&items).starts_with("20260306:4/0 1 4 (2) (3) 20260305"),
            "{}",
            told(&items)
        );
        assert_eq!((items.entries, items.folded, items.options), (9, 0, 9));
        let items = arranged(&ward, &[], by(By::Day, true), false, &[4]);
        assert!(
            told(&items).contains("20260306:4/0 4 (3) (2) 1 "),
            "{}",
            told(&items)
        );
    }

    #[test]
    fn what_a_filter_leaves_of_a_family_shows_itself_under_its_head() {
        let ward = ward();
        // The head is filtered out: it stands there for its member, uncounted.
        let items = arranged(
            &ward,
            &[1, 3, 4, 5, 6, 7, 8, 9],
            Arrangement::default(),
            false,
            &[],
        );
        assert_eq!(told(&items), "20260306:1/0 {4} (2)");
        assert_eq!((items.entries, items.folded, items.options), (1, 0, 2));
        // Found by a search, whether its head is or not; folded by hand.
        for (hidden, turned, expected) in [
            (&[1, 3, 5, 6, 7, 8, 9][..], &[][..], "20260306:2/0 4 (2)"),
            (&[1, 3, 5, 6, 7, 8, 9], &[4], "20260306:2/1 4"),
            (&[1, 3, 4, 5, 6, 7, 8, 9], &[4], "20260306:1/1 {4}"),
            (&[1, 2, 3, 5, 6, 7, 8, 9], &[], "20260306:1/0 4"),
        ] {
            let items = arranged(&ward, hidden, Arrangement::default(), true, turned);
            assert_eq!(told(&items), expected);
        }
    }

    #[test]
    fn a_head_says_what_is_under_it() {
        let mut lines = ward();
        for line in &mut lines {
            if line.row.id.0 == 2 {
                line.row = Arc::new(Row {
                    flag: Some(timeline_model::Flag::High),
                    marks: RowMarks::default().with(Mark::New),
                    ..Row::clone(&line.row)
                });
            }
        }
        let family = |hidden: &[u64]| {
            let items = arranged(&lines, hidden, Arrangement::default(), false, &[]);
            let families: Vec<_> = items
                .items
                .iter()
                .filter_map(|item| match item {
                    Item::Entry(entry) => entry.family.clone(),
                    Item::Heading(_) => None,
                })
                .collect();
            (*families[0]).clone()
        };
        let all = Family {
            members: 2,
            passing: 2,
            abnormal: 1,
            new: 1,
            kind: Some(Kind::Result),
            open: false,
        };
        assert_eq!(family(&[]), all);
        let some = Family {
            passing: 1,
            abnormal: 0,
            new: 0,
            ..all
        };
        assert_eq!(family(&[2]), some);
    }

    #[test]
    fn every_entry_is_counted_once_and_every_key_is_there_once() {
        let lines = ward();
        for set in 0..1_u32 << lines.len() {
            let hidden: Vec<u64> = (1..=9).filter(|id| set >> (id - 1) & 1 == 1).collect();
            for arrangement in [By::Day, By::Month, By::Encounter]
                .into_iter()
                .flat_map(|own| [by(own, false), by(own, true)])
            {
                for turned in [&[][..], &[4]] {
                    let items = arranged(&lines, &hidden, arrangement, set % 2 == 0, turned);
                    let mut keys: Vec<ItemKey> = items.items.iter().map(Item::key).collect();
                    let (mut count, mut folded, mut shown) = (0, 0, 0);
                    for item in items.items.iter() {
                        match item {
                            Item::Heading(heading) => {
                                count += heading.count;
                                folded += heading.folded;
                            }
                            Item::Entry(entry) => shown += u32::from(entry.shown),
                        }
                    }
                    let all = lines.len() - hidden.len();
                    assert_eq!((count, folded), (items.entries, items.folded));
                    assert_eq!(items.entries as usize, all, "{hidden:?} {arrangement:?}");
                    assert_eq!(shown + folded, items.entries, "{hidden:?} {arrangement:?}");
                    let total = keys.len();
                    keys.sort_unstable();
                    keys.dedup();
                    assert_eq!(keys.len(), total, "{hidden:?} {arrangement:?}");
                }
            }
        }
    }
}
