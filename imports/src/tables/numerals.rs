//! Digits as Chinese tables write them: full width, in circles, or as 十二.

/// Full-width characters as those of ASCII, and the dashes, commas and brackets that people type as one of each.
pub(crate) fn narrow(text: &str) -> String {
    text.chars().map(narrowed).collect()
}

fn narrowed(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' | '\u{a0}' => ' ',
        '—' | '–' | '−' | '‐' | '‑' | '―' | '〜' | '至' | '到' => '-',
        '、' | '﹑' => ',',
        '【' | '〔' | '「' => '[',
        '】' | '〕' | '」' => ']',
        '①'..='⑳' => char::from_digit(u32::from(c) - u32::from('①') + 1, 10).unwrap_or(c),
        c => c,
    }
}

/// A number at the beginning, in digits or in Chinese, and what follows it.
pub(crate) fn number(text: &str) -> Option<(u32, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    if end > 0 {
        return Some((text[..end].parse().ok()?, &text[end..]));
    }
    chinese(text)
}

/// 一 to 九十九. Characters that follow each other without 十 are numbers of their own: 三四 is 3, 4.
fn chinese(text: &str) -> Option<(u32, &str)> {
    let mut chars = text.chars();
    let first = chars.next()?;
    let rest = chars.as_str();
    if first == '十' {
        return Some(digit(rest).map_or((10, rest), |(ones, rest)| (10 + ones, rest)));
    }
    let (value, rest) = digit(text)?;
    match rest.strip_prefix('十') {
        Some(rest) => Some(digit(rest).map_or((value * 10, rest), |(ones, rest)| (value * 10 + ones, rest))),
        None => Some((value, rest)),
    }
}

fn digit(text: &str) -> Option<(u32, &str)> {
    let mut chars = text.chars();
    let value = match chars.next()? {
        '零' | '〇' => 0,
        '一' => 1,
        '二' | '两' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    };
    Some((value, chars.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_in_every_way_of_writing_them() {
        let cases =
            [("12节", 12, "节"), ("十二节", 12, "节"), ("二十周", 20, "周"), ("三十一", 31, ""), ("三四节", 3, "四节"), ("十", 10, "")];
        for (text, value, rest) in cases {
            assert_eq!(number(text), Some((value, rest)));
        }
        assert_eq!((number("节"), number(""), number("99999999999")), (None, None, None));
        assert_eq!(narrow("１－１６周（单）、③"), "1-16周(单),3");
    }
}
