use timeline_model::{Packed, SourceStatus, digits};

use crate::{
    Message, Settings,
    element::{Content, text},
    elements::span,
    handle::Handle,
    messages::Said,
    pseudo,
};

/// The words of a view: messages with what the host overrides, plurals by the
/// language's own rules. A copyable handle.
#[derive(Clone, Copy)]
pub(crate) struct Words(Handle);

#[derive(Default)]
pub(crate) struct Dictionary {
    overrides: Vec<(String, String)>,
    pseudo: bool,
    #[cfg(target_arch = "wasm32")]
    plurals: Option<js_sys::Intl::PluralRules>,
}

impl Words {
    pub(crate) fn new(handle: Handle) -> Words {
        Words(handle)
    }

    /// The handle of the view that speaks.
    pub(crate) fn handle(self) -> Handle {
        self.0
    }

    /// The words of a message.
    #[inline(never)]
    pub(crate) fn say<M: Said>(self, message: M) -> String {
        self.said(M::TABLE, message.place())
    }

    #[inline(never)]
    fn said(self, table: &Packed, place: usize) -> String {
        self.0.state().dictionary.borrow().say(table, place)
    }

    /// The words of a message, as bare text.
    #[inline(never)]
    pub(crate) fn text<M: Said>(self, message: M) -> Content {
        text(self.say(message))
    }

    /// The words of a message in a `<span>`.
    #[inline(never)]
    pub(crate) fn span<M: Said>(self, class: &'static str, message: M) -> Content {
        span(class, self.say(message))
    }

    /// The words with `{name}` filled in for each pair.
    pub(crate) fn fill<M: Said>(self, message: M, values: &[(&str, &str)]) -> String {
        fill(&self.say(message), None, values)
    }

    /// The words for a count, with `{n}` filled in.
    pub(crate) fn count<M: Said>(self, message: M, n: u32) -> String {
        self.count_fill(message, n, &[])
    }

    /// [`Words::count`] with further values.
    pub(crate) fn count_fill<M: Said>(self, message: M, n: u32, values: &[(&str, &str)]) -> String {
        self.counted(M::TABLE, message.place(), n, values)
    }

    #[inline(never)]
    fn counted(self, table: &Packed, place: usize, n: u32, values: &[(&str, &str)]) -> String {
        let text = self.0.state().dictionary.borrow().plural(table, place, n);
        fill(&text, Some(("n", &self.number(n))), values)
    }

    /// A number with its thousands marked.
    pub(crate) fn number(self, n: u32) -> String {
        grouped(n, &self.say(Message::ThousandsMark))
    }

    /// The title of a source by its place, or of the host.
    pub(crate) fn source(self, sources: &[SourceStatus], place: u16) -> String {
        if place == u16::MAX {
            return self.say(Message::HostName);
        }
        match sources.get(usize::from(place)) {
            Some(source) if !source.title.is_empty() => source.title.clone(),
            Some(source) => source.id.clone(),
            None => self.fill(
                Message::UnknownSource,
                &[("n", &self.number(u32::from(place) + 1))],
            ),
        }
    }
}

impl Dictionary {
    pub(crate) fn new(settings: &Settings) -> Dictionary {
        Dictionary {
            overrides: settings.messages.clone(),
            pseudo: settings.locale == pseudo::LOCALE,
            #[cfg(target_arch = "wasm32")]
            plurals: plural_rules(&settings.locale),
        }
    }

    fn say(&self, table: &Packed, place: usize) -> String {
        let own = self.overridden(table.get(place * 2));
        self.finish(own.unwrap_or_else(|| table.get(place * 2 + 1)))
    }

    fn plural(&self, table: &Packed, place: usize, n: u32) -> String {
        let key = table.get(place * 2);
        let category = self.category(n);
        let own = |form: &str| {
            let mut full = String::from(key);
            full.push('.');
            full.push_str(form);
            self.overridden(&full)
        };
        let text = own(&category).or_else(|| own("other")).unwrap_or_else(|| {
            let text = self
                .overridden(key)
                .unwrap_or_else(|| table.get(place * 2 + 1));
            match text.split_once('|') {
                Some((one, _)) if n == 1 => one,
                Some((_, other)) => other,
                None => text,
            }
        });
        self.finish(text)
    }

    fn overridden(&self, key: &str) -> Option<&str> {
        self.overrides
            .iter()
            .find(|(own, _)| own == key)
            .map(|(_, text)| text.as_str())
    }

    fn finish(&self, text: &str) -> String {
        if self.pseudo {
            pseudo::accent(text)
        } else {
            text.to_owned()
        }
    }

    #[cfg(target_arch = "wasm32")]
    fn category(&self, n: u32) -> String {
        match &self.plurals {
            Some(rules) => String::from(rules.select(f64::from(n))),
            None => String::new(),
        }
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn category(&self, n: u32) -> String {
        String::from(if n == 1 { "one" } else { "other" })
    }
}

/// `Intl.PluralRules` of a language; `None` where the browser does not take
/// the tag: the constructor throws, so it is called where that is caught.
#[cfg(target_arch = "wasm32")]
fn plural_rules(locale: &str) -> Option<js_sys::Intl::PluralRules> {
    use wasm_bindgen::JsCast;
    let get =
        |from: &wasm_bindgen::JsValue, name: &str| js_sys::Reflect::get(from, &name.into()).ok();
    let intl = get(&js_sys::global(), "Intl")?;
    let class: js_sys::Function = get(&intl, "PluralRules")?.dyn_into().ok()?;
    let locale = if locale == pseudo::LOCALE {
        "en"
    } else {
        locale
    };
    let arguments = js_sys::Array::of1(&locale.into());
    let rules = js_sys::Reflect::construct(&class, &arguments).ok()?;
    Some(rules.unchecked_into())
}

/// The text with what is given filled in by its name.
fn fill(text: &str, number: Option<(&str, &str)>, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, behind)) = after.split_once('}') else {
            out.push('{');
            rest = after;
            break;
        };
        for (own, value) in values.iter().chain(&number) {
            if *own == name {
                out.push_str(value);
            }
        }
        rest = behind;
    }
    out.push_str(rest);
    out
}

/// Decimal digits with a mark between thousands.
fn grouped(n: u32, mark: &str) -> String {
    let mut out = digits(n);
    let mut at = out.len();
    while at > 3 {
        at -= 3;
        out.insert_str(at, mark);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(messages: &[(&str, &str)]) -> Dictionary {
        Dictionary::new(&Settings {
            messages: messages
                .iter()
                .map(|(k, v)| (String::from(*k), String::from(*v)))
                .collect(),
            ..Settings::default()
        })
    }

    #[test]
    fn a_host_overrides_words_by_key_and_plurals_by_form() {
        let words = words(&[
            ("banner.born", "Geboren"),
            ("list.entries.one", "{n} Eintrag"),
        ]);
        assert_eq!(words.say(Message::TABLE, Message::Born.place()), "Geboren");
        assert_eq!(
            words.plural(Message::TABLE, Message::Entries.place(), 1),
            "{n} Eintrag"
        );
        assert_eq!(
            words.plural(Message::TABLE, Message::Entries.place(), 2),
            "{n} entries"
        );
    }

    #[test]
    fn what_is_not_given_leaves_no_braces() {
        assert_eq!(fill("a {x} b {y}", None, &[("x", "1")]), "a 1 b ");
        assert_eq!(fill("a {x", None, &[]), "a {x");
    }

    #[test]
    fn thousands_are_marked() {
        for (n, text) in [
            (0, "0"),
            (7, "7"),
            (1043, "1,043"),
            (1_000_005, "1,000,005"),
        ] {
            assert_eq!(grouped(n, ","), text);
        }
        assert_eq!(digits(30_000), "30000");
    }
}
