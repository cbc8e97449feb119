//! Whatever markup a source sends, it is parted to its end, and nothing active
//! is among the pieces.

use proptest::prelude::*;
use timeline_model::markup::{Piece, Pieces, plain_text, push_decoded};

/// What tags, comments, entities and their remains are made of.
const SCRAPS: [&str; 34] = [
    "<",
    ">",
    "/",
    "=",
    "\"",
    "'",
    " ",
    "&",
    ";",
    "!--",
    "-->",
    "--!>",
    "</",
    "/>",
    "<!",
    "<?",
    "script",
    "STYLE",
    "svg",
    "math",
    "title",
    "textarea",
    "p",
    "b",
    "td",
    "href",
    "javascript:",
    "&lt;",
    "&#x",
    "é",
    "\u{202e}",
    "\0",
    "text",
    "plaintext",
];

fn soup() -> impl Strategy<Value = String> {
    let scraps = proptest::sample::select(SCRAPS.to_vec());
    proptest::collection::vec(scraps, 0..60).prop_map(|scraps| scraps.concat())
}

proptest! {
    #[test]
    fn nothing_active_is_among_the_pieces(markup in soup()) {
        for piece in Pieces::new(&markup) {
            if let Piece::Open(tag) = piece {
                let name = tag.name.to_ascii_lowercase();
                let active = ["script", "style", "svg", "math", "title", "textarea", "plaintext"];
                prop_assert!(!active.contains(&name.as_str()), "{name}");
            }
        }
    }

    #[test]
    fn what_a_script_holds_is_no_text(inside in soup()) {
        let inside = inside.replace('/', "");
        let markup = ["a<script>", &inside, "</script>b"].concat();
        prop_assert_eq!(plain_text(&markup), "ab");
    }

    #[test]
    fn any_text_is_parted_to_its_end(markup in any::<String>()) {
        let texts: usize = Pieces::new(&markup)
            .map(|piece| match piece {
                Piece::Text(text) => text.len(),
                Piece::Open(_) | Piece::Close(_) => 0,
            })
            .sum();
        prop_assert!(texts <= markup.len());
    }

    #[test]
    fn text_without_entities_stays_as_it_is(text in "[^&]*") {
        let mut out = String::new();
        push_decoded(&text, &mut out);
        prop_assert_eq!(out, text);
    }
}
