use crate::{
    PartialDate, SourceState,
    wire::{Bytes, wire_enum, wire_struct},
};

wire_enum! {
    /// What a document or picture is.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub enum Medium {
        /// Nobody says.
        #[default]
        Unknown,
        /// Plain text.
        Text,
        /// Markup of the web.
        Html,
        /// Rich Text Format.
        Rtf,
        /// Portable Document Format.
        Pdf,
        /// A PNG picture.
        Png,
        /// A JPEG picture.
        Jpeg,
        /// A GIF picture.
        Gif,
        /// A WebP picture.
        Webp,
        /// A BMP picture.
        Bmp,
        /// A TIFF picture, which browsers do not show.
        Tiff,
        /// Anything else.
        Other,
    }
}

impl Medium {
    /// Whether browsers show it as a picture, without running anything in it.
    pub fn is_picture(self) -> bool {
        self >= Medium::Png && self < Medium::Tiff
    }

    /// Whether it is shown as words.
    pub fn is_words(self) -> bool {
        self >= Medium::Text && self < Medium::Pdf
    }
}

wire_enum! {
    /// Where the bytes of a document are.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
    pub enum Held {
        /// Nowhere: neither data nor an address were sent.
        #[default]
        Nowhere,
        /// In what was received already.
        Here,
        /// At an address on the source's own origin and under its base.
        AtSource,
        /// At an address elsewhere, which is not asked.
        Elsewhere,
    }
}

wire_struct! {
    /// A document or picture that a copy carries or points at.
    #[derive(Clone, Debug, Default, PartialEq, Eq)]
    pub struct Attachment {
        /// What the source calls it; may be empty.
        pub title: String,
        /// The media type as sent; may be empty.
        pub media_type: String,
        /// What that says it is.
        pub medium: Medium,
        /// How many bytes it has, as far as that is known.
        pub size: Option<u32>,
        /// When it was made.
        pub created: Option<PartialDate>,
        /// Where its bytes are.
        pub held: Held,
    }
}

wire_enum! {
    /// Why a document is not shown.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
    pub enum DocumentFault {
        /// It is no more: the record has changed.
        #[default]
        Gone,
        /// It is covered for sensitivity.
        Covered,
        /// The agreement does not cover it, or does no more.
        NotShared,
        /// Neither data nor an address were sent.
        Nowhere,
        /// It lies elsewhere than at the source, which is not asked.
        Elsewhere,
        /// The source did not give it: the reason stands beside.
        NotGiven,
        /// Its bytes cannot be read as what they are said to be.
        Broken,
        /// Its letters are written in a way that is not known here.
        Letters,
        /// It is of a type that is not shown.
        Type,
    }
}

wire_enum! {
    /// How far the showing of a document has got.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
    pub enum DocumentStep {
        /// It is coming in.
        #[default]
        Coming,
        /// It is here.
        Here,
        /// It is not shown.
        Refused,
    }
}

wire_struct! {
    /// A document as it comes in, and once it is here.
    #[derive(Clone, Debug, Default, PartialEq, Eq)]
    pub struct Document {
        /// How far that is.
        pub step: DocumentStep,
        /// How many bytes have come.
        pub received: u32,
        /// How many there are; 0 where that is not known.
        pub size: u32,
        /// What it is, by its bytes.
        pub medium: Medium,
        /// The media type that was said, where its bytes say another.
        pub said: Option<String>,
        /// The text, or the markup of what is neither plain text nor shown by
        /// the browser itself: never to be put into a document as it is.
        pub text: String,
        /// The bytes of what the browser shows itself.
        pub bytes: Bytes,
        /// Why it is not shown.
        pub fault: DocumentFault,
        /// Why the source did not give it.
        pub state: Option<SourceState>,
    }
}
