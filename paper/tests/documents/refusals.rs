//! What is not drawn, and why.

use homeroom_paper::{InvoiceDocument, Language, MAX_ROWS, MAX_TEXT_BYTES, Refusal, Status, csv, html};
use jiff::civil::date;

use crate::samples;

fn refused(change: impl FnOnce(&mut InvoiceDocument)) -> Refusal {
    let mut document = samples::chinese();
    document.check().expect("right until it is changed");
    change(&mut document);
    html(&document, Language::En).expect_err("a refusal")
}

#[test]
fn a_document_that_does_not_add_up_is_never_drawn() {
    let mistakes: [fn(&mut InvoiceDocument); 8] = [
        |document| document.groups[0].lines[0].amount_minor += 1,
        |document| document.groups[0].subtotal_minor -= 1,
        |document| document.taxes[0].amount_minor += 1,
        |document| document.paid_minor += 1,
        |document| document.due_minor = i64::MAX,
        |document| document.status = Status::Void,
        |document| document.status = Status::Paid { on: date(2026, 10, 14) },
        |document| (document.status, document.due_minor) = (Status::Paid { on: date(2026, 10, 14) }, 0),
    ];
    for mistake in mistakes {
        assert!(matches!(refused(mistake), Refusal::DoesNotAddUp { .. }));
    }
    let refusal = refused(|document| document.due_minor += 1);
    assert_eq!(refusal.to_string(), "the amount due is 397076, what it is made of comes to 397075");
}

#[test]
fn what_would_cost_too_much_is_refused_before_it_does() {
    let document = samples::of_lines(10_000);
    let refusal = Refusal::TooMany { what: "lines", is: 10_500, limit: MAX_ROWS };
    assert_eq!(csv(&document).unwrap_err(), refusal);
    assert_eq!(html(&document, Language::En).unwrap_err(), refusal);
    assert_eq!(
        refused(|document| document.notes = vec!["x".repeat(MAX_TEXT_BYTES + 1)]),
        Refusal::TooLong { is: MAX_TEXT_BYTES + 1, limit: MAX_TEXT_BYTES }
    );
    assert!(matches!(refused(|document| document.notes = vec![String::new(); 51]), Refusal::TooMany { what: "notes", .. }));
}

#[test]
fn an_issued_document_has_a_number_and_a_currency_of_iso_4217() {
    assert_eq!(refused(|document| document.number = None), Refusal::Unnumbered);
    assert_eq!(refused(|document| document.issued_on = None), Refusal::Unnumbered);
    assert_eq!(refused(|document| document.currency.code = "元".to_owned()), Refusal::Currency);
    assert_eq!(refused(|document| document.currency.minor_digits = 9), Refusal::Currency);
}
