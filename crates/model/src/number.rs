/// A number in decimal digits, without the standard library's formatting.
#[inline(never)]
pub fn digits(mut number: u32) -> String {
    let mut out = String::new();
    loop {
        out.insert(0, char::from(b'0' + (number % 10) as u8));
        number /= 10;
        if number == 0 {
            return out;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_those_of_the_standard_library() {
        for number in [0, 7, 10, 909, 30_000, u32::MAX] {
            assert_eq!(digits(number), number.to_string());
        }
    }
}
