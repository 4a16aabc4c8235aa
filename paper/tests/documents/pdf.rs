//! The PDF: its size, its text, its pages, and that it is the same each time.

use std::{
    collections::HashSet,
    fs,
    io::Read as _,
    path::Path,
    process::Command,
    sync::{LazyLock, Mutex},
    time::Instant,
};

use flate2::read::ZlibDecoder;
use homeroom_paper::{DEBIAN_FONTS, Fonts, InvoiceDocument, Language, Refusal, pdf};

use crate::samples;

static FONTS: LazyLock<Fonts> =
    LazyLock::new(|| Fonts::load(Path::new(DEBIAN_FONTS)).expect("the fonts (local/install-missing.sh installs them)"));

fn drawn(document: &InvoiceDocument, language: Language) -> Vec<u8> {
    pdf(document, language, &FONTS).expect("a PDF")
}

#[test]
fn a_page_in_chinese_has_only_the_glyphs_that_it_needs() {
    for document in [samples::chinese(), samples::credit_note(&samples::chinese(), "增值税")] {
        let bytes = drawn(&document, Language::ZhCn);
        assert!(bytes.starts_with(b"%PDF-"));
        assert_eq!(pages(&bytes), 1);
        assert!(bytes.len() < 200 << 10, "{} bytes", bytes.len());
    }
}

#[test]
fn the_same_document_is_the_same_bytes() {
    assert_eq!(drawn(&samples::chinese(), Language::ZhCn), drawn(&samples::chinese(), Language::ZhCn));
    assert_ne!(drawn(&samples::chinese(), Language::ZhCn), drawn(&samples::chinese(), Language::En));
}

#[test]
fn every_character_can_be_copied_and_searched() {
    let known = characters(&drawn(&samples::chinese(), Language::ZhCn));
    for text in
        ["清河第二中学（东校区）", "初一年级 2026 年秋季学期", "付款截止日期", "人民币", "¥3,970.75", "本单据为收费通知，不是增值税发票"]
    {
        let unknown: String = text.chars().filter(|c| *c != ' ' && !known.contains(c)).collect();
        assert!(unknown.is_empty(), "{unknown} of {text}");
    }
}

#[test]
fn the_text_reads_in_order() {
    let Some(text) = text(&drawn(&samples::chinese(), Language::ZhCn)) else { return };
    let order =
        ["示例云课堂服务有限公司", "账单", "HR-2026-000042", "清河第二中学", "初一年级", "在线教室时长", "价税合计", "应付金额", "备注"];
    let mut rest = text.as_str();
    for told in order {
        let at = rest.find(told).unwrap_or_else(|| panic!("{told} after the others in {text}"));
        rest = &rest[at + told.len()..];
    }
    assert!(text.contains("第 1 页，共 1 页"), "{text}");
}

#[test]
fn a_thousand_lines_go_over_pages_with_their_heading_on_each() {
    let bytes = drawn(&samples::of_lines(1_000), Language::ZhCn);
    let count = pages(&bytes);
    assert!((40..80).contains(&count), "{count}");
    let Some(text) = text(&bytes) else { return };
    for (number, page) in text.trim_end_matches('\u{c}').split('\u{c}').enumerate() {
        assert!(page.contains(&format!("第 {} 页，共 {count} 页", number + 1)), "{page}");
        assert!(page.contains("单价") || !page.contains("在线教室时长"), "{page}");
    }
    assert_eq!(text.matches("在线教室时长").count(), 1_000);
    assert_eq!(text.matches("号订单").count(), 50);
}

/// A word wider than its column is broken, a control is left out, and a mark of some language is drawn as it is.
#[test]
fn hostile_text_is_drawn_as_text() {
    for text in samples::HOSTILE {
        let bytes = drawn(&samples::hostile(text), Language::En);
        assert!(!contains(&bytes, b"/JavaScript") && !contains(&bytes, b"/URI"), "{text}");
        let known = characters(&bytes);
        let lost: String = text.chars().filter(|c| c.is_alphanumeric() && !known.contains(c)).collect();
        assert!(lost.is_empty(), "{lost} of {text}");
    }
}

#[test]
fn a_text_longer_than_a_page_goes_on_over_pages() {
    let mut document = samples::chinese();
    document.groups[0].lines[0].detail = "每间五十席，".repeat(400);
    document.notes = vec!["备注".repeat(1_300); 3];
    let bytes = drawn(&document, Language::ZhCn);
    assert!(pages(&bytes) > 3);
}

#[test]
fn letters_that_the_font_lacks_do_not_fail_the_document() {
    for text in ["مدرسة ئۇيغۇر", "学校🏫", "ห้องเรียน", "\u{10ffff}\u{e000}", "𠮷野家", "e\u{301}\u{327}", ""]
    {
        drawn(&samples::hostile(text), Language::ZhCn);
    }
}

/// Every seventh character of the first two planes, as long notes: whatever they are, they are drawn or left out, and break into lines.
#[test]
fn any_character_may_stand_in_a_note() {
    let all: Vec<char> = (0..0x2_0000_u32).step_by(7).filter_map(char::from_u32).collect();
    let notes = all.chunks(1_000).map(|chunk| chunk.iter().collect()).collect();
    drawn(&InvoiceDocument { notes, ..samples::english() }, Language::En);
}

#[test]
fn ten_thousand_lines_are_refused() {
    assert!(matches!(pdf(&samples::of_lines(10_000), Language::En, &FONTS), Err(Refusal::TooMany { .. })));
}

#[test]
fn fonts_that_are_not_there_or_are_others_are_said() {
    let missing = Fonts::load(Path::new("/nowhere")).unwrap_err().to_string();
    assert!(missing.contains("NotoSansCJK-Regular.ttc") && missing.contains("/nowhere"), "{missing}");
    assert!(Fonts::from_bytes(b"no font".to_vec(), Vec::new()).is_err());
}

/// Says what documents cost, and leaves them to be looked at: `cargo test -p homeroom-paper --test documents -- --ignored --nocapture`.
#[test]
#[ignore = "for people: writes files and tells times"]
fn measures() {
    let begun = Instant::now();
    LazyLock::force(&FONTS);
    eprintln!("fonts loaded in {:?}, {}", begun.elapsed(), memory());
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let chinese = samples::chinese();
    let documents = [
        ("chinese", chinese.clone(), Language::ZhCn),
        ("chinese-in-english", chinese.clone(), Language::En),
        ("english", samples::english(), Language::En),
        ("draft", samples::draft(), Language::ZhCn),
        ("paid", samples::paid(), Language::En),
        ("credit-note", samples::credit_note(&chinese, "增值税"), Language::ZhCn),
        ("zero", samples::zero(), Language::En),
        ("hostile", samples::hostile(samples::HOSTILE[8]), Language::En),
        ("lines-20", samples::of_lines(20), Language::ZhCn),
        ("lines-1000", samples::of_lines(1_000), Language::ZhCn),
        ("lines-4700", samples::of_lines(4_700), Language::ZhCn),
    ];
    for (name, document, language) in documents {
        let begun = Instant::now();
        let bytes = drawn(&document, language);
        eprintln!("{name}: {:?}, {} pages, {} bytes, {}", begun.elapsed(), pages(&bytes), bytes.len(), memory());
        fs::write(folder.join(format!("{name}.pdf")), bytes).unwrap();
        fs::write(folder.join(format!("{name}.html")), homeroom_paper::html(&document, language).unwrap()).unwrap();
    }
    eprintln!("in {}", folder.display());
}

/// The most that the process ever had.
fn memory() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default().replace('\t', " ")
}

fn contains(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|window| window == word)
}

fn pages(bytes: &[u8]) -> usize {
    let names = [b"/Type/Page\n".as_slice(), b"/Type/Page/".as_slice(), b"/Type /Page\n".as_slice()];
    bytes.windows(11).filter(|window| names.iter().any(|name| window.starts_with(name))).count()
}

/// What the maps from glyphs to characters of a PDF lead to.
fn characters(bytes: &[u8]) -> HashSet<char> {
    let streams = bytes.windows(7).enumerate().filter(|(_, window)| *window == b"stream\n").map(|(at, _)| &bytes[at + 7..]);
    let mut known = HashSet::new();
    for stream in streams {
        let mut inflated = Vec::new();
        // What ends early, or is no such stream, has no map.
        let _ = ZlibDecoder::new(stream).read_to_end(&mut inflated);
        let text = String::from_utf8_lossy(&inflated);
        for map in text.split("beginbf").skip(1).filter_map(|part| part.split("endbf").next()) {
            let codes = map.split(['<', '>']).skip(1).step_by(2);
            for code in codes {
                let units: Vec<u16> =
                    code.as_bytes().chunks(4).filter_map(|unit| u16::from_str_radix(str::from_utf8(unit).ok()?, 16).ok()).collect();
                known.extend(char::decode_utf16(units).flatten());
            }
        }
    }
    known
}

/// What `pdftotext` reads, where there is one.
fn text(bytes: &[u8]) -> Option<String> {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _guard = ONE_AT_A_TIME.lock().expect("no reader that failed");
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("read.pdf");
    fs::write(&path, bytes).expect("a file");
    let read = Command::new("pdftotext").arg("-layout").arg(&path).arg("-").output().ok()?;
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    Some(String::from_utf8(read.stdout).expect("UTF-8"))
}
