/// How a view speaks and what of it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// BCP 47. `en-XA` is the pseudo-language, for tests.
    pub locale: String,
    /// The IANA name of the zone whose wall clock the rows are on; it is only
    /// named here. Empty where it is not known.
    pub time_zone: String,
    /// Whether the patient banner is shown; a host may show its own.
    pub banner: bool,
    /// The host's own words by message key. A message that counts also takes
    /// `key.one`, `key.few` and so on, by the language's plural categories.
    pub messages: Vec<(String, String)>,
    /// Covered entries may be opened with a reason.
    pub disclosure: bool,
    /// The reasons to choose from; the user writes one where there are none.
    pub reasons: Vec<String>,
    /// After how many minutes it is said how old the record is.
    pub stale_after: u32,
    /// `ltr` or `rtl`; empty to follow the host page.
    pub direction: String,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            locale: String::from("en-GB"),
            time_zone: String::new(),
            banner: true,
            messages: Vec::new(),
            disclosure: false,
            reasons: Vec::new(),
            stale_after: 15,
            direction: String::new(),
        }
    }
}

impl Settings {
    /// The language that the words are in, for the `lang` attribute: the words
    /// built in are English, whatever the locale.
    pub(crate) fn language(&self) -> String {
        if self.locale.starts_with("en") || !self.messages.is_empty() {
            self.locale.clone()
        } else {
            String::from("en-GB")
        }
    }
}
