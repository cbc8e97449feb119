/// The letters from U+00A0 on, in their order.
const LATIN: &str = "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml";

/// Each with its letter behind its name. Those before the bar may, as those of
/// [`LATIN`], stand without a semicolon.
const OTHERS: &str = "amp& lt< gt> quot\" | apos' ndash– mdash— lsquo‘ rsquo’ sbquo‚ ldquo“ rdquo” bdquo„ lsaquo‹ rsaquo› bull• hellip… euro€ trade™ dagger† permil‰ prime′ Prime″ le≤ ge≥ ne≠ asymp≈ equiv≡ minus− infin∞ radic√ sum∑ larr← uarr↑ rarr→ darr↓ harr↔ alphaα betaβ gammaγ deltaδ epsilonε kappaκ lambdaλ muμ piπ rhoρ sigmaσ tauτ phiφ chiχ psiψ omegaω DeltaΔ OmegaΩ OEligŒ oeligœ ScaronŠ scaronš YumlŸ fnofƒ circˆ tilde˜ ensp\u{2002} emsp\u{2003} thinsp\u{2009} zwnj\u{200c} zwj\u{200d} lrm\u{200e} rlm\u{200f}";

/// Appends a text of a narrative's with its entities decoded. What is none
/// stays as it was sent.
pub fn push_decoded(text: &str, out: &mut String) {
    let mut parts = text.split('&');
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let length = part
            .bytes()
            .take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'#')
            .count();
        let (name, rest) = part.split_at_checked(length).unwrap_or((part, ""));
        let behind = rest.strip_prefix(';');
        match decoded(name, behind.is_some()) {
            Some(letter) => {
                out.push(letter);
                out.push_str(behind.unwrap_or(rest));
            }
            None => {
                out.push('&');
                out.push_str(part);
            }
        }
    }
}

fn decoded(name: &str, ended: bool) -> Option<char> {
    if name.is_empty() {
        return None;
    }
    if let Some(number) = name.strip_prefix('#') {
        let digits = number.trim_start_matches(['x', 'X']);
        let radix = if digits.len() < number.len() { 16 } else { 10 };
        let number = digits.chars().try_fold(0_u32, |n, c| {
            Some(n.saturating_mul(radix).saturating_add(c.to_digit(radix)?))
        });
        let number = number.filter(|_| !digits.is_empty())?;
        let letter = char::from_u32(number).filter(|letter| *letter != '\0');
        return Some(letter.unwrap_or(char::REPLACEMENT_CHARACTER));
    }
    if let Some(place) = LATIN.split(' ').position(|own| own == name) {
        return char::from_u32(0xa0 + place as u32);
    }
    for own in OTHERS.split(' ') {
        if own == "|" && !ended {
            break;
        }
        let mut letters = own.strip_prefix(name).unwrap_or_default().chars();
        if let (Some(letter), None) = (letters.next(), letters.next()) {
            return Some(letter);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_become_their_letters_and_others_stay() {
        for (sent, text) in [
            ("a &lt;b&gt; &amp;amp; c", "a <b> &amp; c"),
            ("&nbsp;&deg;&uuml;&yuml;", "\u{a0}°üÿ"),
            ("&le;5 &mu;g &#181;g &#x3BC;g", "≤5 μg µg μg"),
            ("&lt &eacute. &ndash", "< é. &ndash"),
            (
                "R&D & more &; &#; &#x; &unknown;",
                "R&D & more &; &#; &#x; &unknown;",
            ),
            ("&#0;&#xD800;&#99999999999;", "\u{fffd}\u{fffd}\u{fffd}"),
            ("&ensp;|", "\u{2002}|"),
        ] {
            let mut out = String::new();
            push_decoded(sent, &mut out);
            assert_eq!(out, text, "{sent}");
        }
    }

    #[test]
    fn the_letters_of_latin_1_are_all_there() {
        assert_eq!(LATIN.split(' ').count(), 96);
        assert_eq!(decoded("eacute", true), Some('é'));
    }
}
