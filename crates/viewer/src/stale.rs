use timeline_model::{SourceStatus, protocol::Down};

use crate::{
    Message, View,
    dates::{moment_words, time_words},
    element::{Content, dynamic, keep, nothing, switched},
    elements::{button, div, span},
    state::State,
    timers::after,
};

const MINUTE: f64 = 60_000.0;

/// A look that comes so much later than it was meant to was slept through.
const SLEPT: f64 = 3.0 * MINUTE;

/// When the record was read and how long ago that is, once it is too long ago to
/// be taken for how things stand, and a way to read it again.
pub(crate) fn stale(view: View) -> Content {
    switched(
        move || (view.state().age.get() > 0).into(),
        move |old| {
            if old == 0 {
                return nothing();
            }
            let said = dynamic(move || span("", said(view, view.state().age.get())));
            let again = button("button", view.words.say(Message::Refresh), move || {
                refresh(view);
            });
            div("row stale").child(said).child(again)
        },
    )
}

/// Looks once a minute how old the record is, for as long as the view is shown.
pub(crate) fn grow_old(view: View) {
    keep(view.state(), |state| {
        if let Some(timer) = state.aging.take() {
            timer.stop();
        }
    });
    look_later(view, js_sys::Date::now());
}

fn look_later(view: View, before: f64) {
    let timer = after(MINUTE as i32, move || {
        let Some(state) = view.words.handle().held() else {
            return;
        };
        let now = js_sys::Date::now();
        if now - before > SLEPT {
            state.woken.set(now);
        }
        let was = state.age.get_untracked();
        let minutes = look(&state, now);
        if was == 0 && minutes > 0 {
            view.announce(said(view, minutes));
        }
        look_later(view, now);
    });
    view.state().aging.set(timer);
}

/// Notes which sources have just been read; what failed keeps what it gave, and
/// the time of that.
pub(crate) fn note_read(state: &State, news: &[SourceStatus]) {
    let now = js_sys::Date::now();
    state.sources.with_untracked(|olds| {
        let mut read = state.read.borrow_mut();
        read.resize(news.len(), 0.0);
        for (place, (read, new)) in read.iter_mut().zip(news).enumerate() {
            if was_read(olds.get(place), new) {
                *read = now;
            }
        }
    });
    look(state, now);
}

/// Whether a load of the source has ended since, in which it was read.
fn was_read(old: Option<&SourceStatus>, new: &SourceStatus) -> bool {
    if !new.completeness.is_settled() || new.read_at.is_none() {
        return false;
    }
    let Some(old) = old else {
        return true;
    };
    // A load that is over at once may never be told of while it is under way.
    let ended = !old.completeness.is_settled() || old.attempt != new.attempt;
    ended && (new.reason.is_none() || old.read_at != new.read_at)
}

/// Works out whether it is to be said how old the record is.
fn look(state: &State, now: f64) -> u32 {
    let limit = state.settings.with_untracked(|own| own.stale_after);
    let minutes = age(&state.read.borrow(), state.woken.get(), now, limit);
    if state.age.get_untracked() != minutes {
        state.age.set(minutes);
    }
    minutes
}

/// How many minutes ago the source was read that was read first; 0 where that
/// is not to be said: it is less than the limit, and nothing was slept through
/// since. Sources that were not read are at 0.
fn age(read: &[f64], woken: f64, now: f64, limit: u32) -> u32 {
    let mut oldest = now;
    for time in read {
        if *time > 0.0 && *time < oldest {
            oldest = *time;
        }
    }
    let minutes = ((now - oldest) / MINUTE) as u32;
    if minutes >= limit {
        minutes
    } else if oldest < woken {
        minutes.max(1)
    } else {
        0
    }
}

/// `Loaded 09:14, 3 h ago`; with its day where that may be another.
pub(crate) fn said(view: View, minutes: u32) -> String {
    let words = view.words;
    let (unit, number) = unit(minutes);
    let oldest = view.state().sources.with(|sources| {
        let times = sources.iter().filter_map(|source| source.read_at);
        times.min_by_key(|time| time.on_the_wall().0)
    });
    let time = oldest.map_or_else(String::new, |time| match unit {
        Message::MinutesAgo => time_words(time),
        _ => moment_words(words, time),
    });
    let ago = words.count(unit, number);
    words.fill(Message::LoadedAgo, &[("time", &time), ("ago", &ago)])
}

fn unit(minutes: u32) -> (Message, u32) {
    match minutes {
        0..60 => (Message::MinutesAgo, minutes),
        60..2880 => (Message::HoursAgo, minutes / 60),
        _ => (Message::DaysAgo, minutes / 1440),
    }
}

/// Asks every source again. What it gave stays on screen until it has answered;
/// the focus goes where it stays, for the button goes.
fn refresh(view: View) {
    let ids: Vec<String> = view
        .state()
        .sources
        .with_untracked(|all| all.iter().map(|source| source.id.clone()).collect());
    for id in ids {
        view.send(Down::Retry(id));
    }
    view.announce(view.words.say(Message::Loading));
    view.focus_page();
}

#[cfg(test)]
mod tests {
    use timeline_model::{Completeness, PartialDate, SourceState};

    use super::*;

    const NOW: f64 = 1_000.0 * MINUTE;

    #[test]
    fn the_age_is_that_of_what_was_read_first_once_it_is_too_old() {
        let ago = |minutes: f64| NOW - minutes * MINUTE;
        for (read, woken, expected) in [
            (vec![], 0.0, 0),
            (vec![0.0], 0.0, 0),
            (vec![ago(14.9)], 0.0, 0),
            (vec![ago(15.0)], 0.0, 15),
            (vec![ago(2.0), 0.0, ago(185.0)], 0.0, 185),
            // Waking makes it said at once, until it was read after that.
            (vec![ago(5.0)], NOW, 5),
            (vec![ago(0.5)], NOW, 1),
            (vec![NOW], ago(1.0), 0),
            (vec![], NOW, 0),
        ] {
            assert_eq!(age(&read, woken, NOW, 15), expected, "{read:?}");
        }
    }

    #[test]
    fn a_source_was_read_when_a_load_ended_that_gave_something() {
        let state = |completeness, attempt, reason| SourceStatus {
            completeness,
            attempt,
            reason,
            read_at: PartialDate::parse("2026-03-07T09:14:00"),
            ..SourceStatus::default()
        };
        let complete = state(Completeness::Complete, 0, None);
        let loading = state(Completeness::Loading, 1, None);
        let again = state(Completeness::Complete, 1, None);
        let failed = state(Completeness::Partial, 1, Some(SourceState::Timeout));
        let never = SourceStatus {
            read_at: None,
            ..failed.clone()
        };
        for (old, new, expected) in [
            (None, &complete, true),
            (None, &loading, false),
            (None, &failed, true),
            (None, &never, false),
            (Some(&complete), &complete, false),
            (Some(&complete), &loading, false),
            (Some(&loading), &again, true),
            (Some(&complete), &again, true),
            (Some(&again), &again, false),
            // What it gave before is still what is shown.
            (Some(&loading), &failed, false),
            (Some(&complete), &failed, false),
        ] {
            assert_eq!(was_read(old, new), expected, "{old:?} then {new:?}");
        }
    }

    #[test]
    fn an_age_is_said_in_one_unit() {
        for (minutes, expected) in [
            (15, (Message::MinutesAgo, 15)),
            (59, (Message::MinutesAgo, 59)),
            (185, (Message::HoursAgo, 3)),
            (2879, (Message::HoursAgo, 47)),
            (2880, (Message::DaysAgo, 2)),
        ] {
            assert_eq!(unit(minutes), expected);
        }
    }
}
