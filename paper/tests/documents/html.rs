//! The page.

use homeroom_paper::{InvoiceDocument, Language, content_security_policy, html};

use crate::samples;

/// Without the style sheet, which is the same in all.
fn body(document: &InvoiceDocument, language: Language) -> String {
    let page = html(document, language).expect("a page");
    let (before, rest) = page.split_once("<style>").expect("a style sheet");
    let (_, after) = rest.split_once("</style>").expect("its end");
    format!("{before}{after}").replace(content_security_policy(), "POLICY")
}

#[test]
fn an_invoice_in_chinese() {
    insta::assert_snapshot!("page_in_chinese", body(&samples::chinese(), Language::ZhCn));
}

#[test]
fn a_paid_invoice_in_english_asks_for_nothing() {
    let page = body(&samples::paid(), Language::En);
    assert!(!page.contains("href") && !page.contains("IBAN") && !page.contains("Payment due"), "{page}");
    insta::assert_snapshot!("paid_page_in_english", page);
}

#[test]
fn drafts_voids_and_credit_notes_say_what_they_are() {
    let draft = body(&samples::draft(), Language::ZhCn);
    assert!(draft.contains("账单草稿") && draft.contains("请勿据此付款"), "{draft}");
    let void = InvoiceDocument { status: homeroom_paper::Status::Void, due_minor: 0, ..samples::english() };
    assert!(body(&void, Language::En).contains("Void. Nothing is to be paid on it."));
    let note = body(&samples::credit_note(&samples::chinese(), "增值税"), Language::ZhCn);
    for told in ["贷项通知单", "冲减的账单", "HR-2026-000042", "-102.40", "应退金额", "¥108.54", "（负数）壹佰零捌元伍角肆分"]
    {
        assert!(note.contains(told), "{told}: {note}");
    }
}

#[test]
fn a_credit_note_that_is_settled_says_where_the_money_went() {
    let note = samples::credit_note(&samples::english(), "VAT");
    let (kept, refunded) = (-1_000, note.total_minor + 1_000);
    let note = InvoiceDocument { credits_applied_minor: kept, paid_minor: refunded, due_minor: 0, ..note };
    let page = body(&note, Language::En);
    for told in ["Kept as credit</bdi></th><td>€10.00", "Refunded</bdi></th><td>€5.26"] {
        assert!(page.contains(told), "{told}: {page}");
    }
    assert!(!page.contains("To be refunded"), "{page}");
}

#[test]
fn a_month_without_lessons_is_a_document_too() {
    let page = body(&samples::zero(), Language::En);
    assert!(page.contains("Nothing was ordered or used in this period.") && page.contains("€0.00"), "{page}");
}

/// What somebody wrote is one text between our own tags, whatever it looks like.
#[test]
fn no_text_becomes_markup_or_an_address() {
    let plain = body(&samples::hostile("x"), Language::En);
    for text in samples::HOSTILE {
        let page = body(&samples::hostile(text), Language::En);
        assert_eq!(tags(&page), tags(&plain), "{text}");
        assert!(!page.contains("href=\"javascript") && !page.contains(['\u{202e}', '\u{0}', '\u{1b}']), "{text}");
    }
}

fn tags(page: &str) -> Vec<&str> {
    page.split('<').skip(1).filter_map(|part| part.split_once('>')).map(|(tag, _)| tag).collect()
}

/// A browser refuses the style sheet if the hash is not that of what stands between the tags.
#[test]
fn the_page_fetches_nothing_and_its_policy_names_its_style() {
    let page = html(&samples::english(), Language::En).unwrap();
    assert!(content_security_policy().starts_with("default-src 'none'; style-src 'sha256-"));
    assert!(page.contains(content_security_policy()));
    for fetched in ["<script", "src=", "<link", "@import", "url("] {
        assert!(!page.contains(fetched), "{fetched}");
    }
}
