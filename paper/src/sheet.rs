//! The document as it stands on paper: every text chosen and put into one line, every amount written out, in the order in which it is read.
//!
//! The page and the PDF both draw this, so that they say the same.

use std::borrow::Cow;

use url::Url;

use crate::{
    document::{Group, InvoiceDocument, Kind, Line, Period, Status},
    money,
    text::line,
    words::{Language, Words},
};

type Text<'a> = Cow<'a, str>;

pub(crate) struct Sheet<'a> {
    pub(crate) language: Language,
    pub(crate) title: &'static str,
    pub(crate) number: Text<'a>,
    pub(crate) standing: Option<Standing>,
    pub(crate) facts: Vec<(&'static str, Text<'a>)>,
    pub(crate) seller: Party<'a>,
    pub(crate) buyer: Party<'a>,
    pub(crate) heads: [Text<'a>; COLUMNS],
    pub(crate) groups: Vec<Section<'a>>,
    pub(crate) totals: Vec<Total<'a>>,
    pub(crate) in_capitals: Option<(&'static str, String)>,
    pub(crate) link: Option<(String, Url)>,
    pub(crate) blocks: Vec<Block<'a>>,
    pub(crate) fine_print: Option<&'static str>,
    pub(crate) no_lines: &'static str,
}

/// Description, quantity, unit price, tax, amount.
pub(crate) const COLUMNS: usize = 5;

pub(crate) struct Standing {
    pub(crate) sentence: String,
    pub(crate) is_settled: bool,
}

pub(crate) struct Party<'a> {
    pub(crate) label: &'static str,
    pub(crate) name: Text<'a>,
    pub(crate) lines: Vec<Text<'a>>,
}

pub(crate) struct Section<'a> {
    pub(crate) title: Text<'a>,
    pub(crate) rows: Vec<Row<'a>>,
    /// Where it says more than its only line.
    pub(crate) subtotal: Option<(&'static str, String)>,
}

pub(crate) struct Row<'a> {
    pub(crate) title: Text<'a>,
    pub(crate) details: Vec<Text<'a>>,
    pub(crate) quantity: Text<'a>,
    pub(crate) unit_price: Text<'a>,
    pub(crate) tax_rate: Text<'a>,
    pub(crate) amount: String,
}

pub(crate) struct Total<'a> {
    pub(crate) label: Text<'a>,
    pub(crate) amount: String,
    pub(crate) weight: Weight,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weight {
    Plain,
    Total,
    /// What is to be paid, or given back.
    Due,
}

/// A heading and its paragraphs, below the totals.
pub(crate) struct Block<'a> {
    pub(crate) label: &'static str,
    pub(crate) lines: Vec<Text<'a>>,
    pub(crate) has_link: bool,
}

impl<'a> Sheet<'a> {
    pub(crate) fn of(document: &'a InvoiceDocument, language: Language) -> Self {
        let words = language.words();
        let link = payment_is_open(document).then(|| link(document, words)).flatten();
        Self {
            language,
            title: title(document, words),
            number: optional(document.number.as_ref()),
            standing: (words.standing)(document.status)
                .map(|sentence| Standing { sentence, is_settled: matches!(document.status, Status::Paid { .. }) }),
            facts: facts(document, words),
            seller: seller(document, words),
            buyer: buyer(document, words),
            heads: heads(document, words),
            groups: document.groups.iter().map(|group| section(group, document, words)).collect(),
            totals: totals(document, words),
            in_capitals: in_capitals(document, words),
            blocks: blocks(document, words, link.is_some()),
            link,
            fine_print: (words.fine_print)(document.kind, &document.currency.code),
            no_lines: words.no_lines,
        }
    }
}

fn title(document: &InvoiceDocument, words: &Words) -> &'static str {
    match (document.kind, document.status) {
        (Kind::Invoice, Status::Draft) => words.draft_invoice,
        (Kind::Invoice, _) => words.invoice,
        (Kind::CreditNote, Status::Draft) => words.draft_credit_note,
        (Kind::CreditNote, _) => words.credit_note,
    }
}

fn optional(text: Option<&String>) -> Text<'_> {
    text.map_or(Cow::Borrowed(""), |text| line(text))
}

fn facts<'a>(document: &'a InvoiceDocument, words: &'static Words) -> Vec<(&'static str, Text<'a>)> {
    let date = |date: Option<_>| date.map_or(Cow::Borrowed(""), |date| Cow::Owned((words.date)(date)));
    let is_open = payment_is_open(document);
    let institution = line(&document.institution);
    let facts = [
        (words.number, optional(document.number.as_ref())),
        (words.corrects, optional(document.corrects.as_ref())),
        (words.issued_on, date(document.issued_on)),
        (words.due_on, date(document.due_on.filter(|_| is_open))),
        (words.billing_period, document.period.map_or(Cow::Borrowed(""), |period| Cow::Owned((words.period)(period)))),
        (words.purchase_order, optional(document.buyer.purchase_order.as_ref())),
        (words.institution, if institution == line(&document.buyer.name) { Cow::Borrowed("") } else { institution }),
        (words.currency, Cow::Owned((words.currency_name)(&document.currency.code))),
    ];
    facts.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

/// Whether a reader is to pay: a draft tells what it would be, too.
const fn payment_is_open(document: &InvoiceDocument) -> bool {
    document.due_minor > 0 && matches!(document.status, Status::Draft | Status::Issued)
}

fn lines(texts: &[String]) -> impl Iterator<Item = Text<'_>> {
    texts.iter().map(|text| line(text)).filter(|text| !text.is_empty())
}

fn labelled<'a>(label: &str, value: Option<&String>, words: &Words) -> Option<Text<'a>> {
    value.map(|value| line(value)).filter(|value| !value.is_empty()).map(|value| Cow::Owned(format!("{label}{}{value}", words.colon)))
}

fn seller<'a>(document: &'a InvoiceDocument, words: &Words) -> Party<'a> {
    let seller = &document.seller;
    let tax_id = labelled(words.tax_id, seller.tax_id.as_ref(), words);
    let email = seller.email.iter().map(|email| line(email));
    Party { label: words.seller, name: line(&seller.name), lines: lines(&seller.address).chain(tax_id).chain(email).collect() }
}

fn buyer<'a>(document: &'a InvoiceDocument, words: &Words) -> Party<'a> {
    let buyer = &document.buyer;
    let tax_id = labelled(words.tax_id, buyer.tax_id.as_ref(), words);
    Party { label: words.buyer, name: line(&buyer.name), lines: lines(&buyer.address).chain(tax_id).collect() }
}

fn heads<'a>(document: &InvoiceDocument, words: &Words) -> [Text<'a>; COLUMNS] {
    let amount = (words.amount)(&document.currency.code);
    [words.item.into(), words.quantity.into(), words.unit_price.into(), words.tax_rate.into(), amount.into()]
}

fn section<'a>(group: &'a Group, document: &InvoiceDocument, words: &Words) -> Section<'a> {
    let rows: Vec<_> = group.lines.iter().map(|line| row(line, document, words)).collect();
    let subtotal = (rows.len() > 1).then(|| (words.group_subtotal, money::figure(group.subtotal_minor, &document.currency)));
    Section { title: line(&group.title), rows, subtotal }
}

fn row<'a>(row: &'a Line, document: &InvoiceDocument, words: &Words) -> Row<'a> {
    let period = row.period.filter(|period: &Period| Some(*period) != document.period).map(|period| Cow::Owned((words.period)(period)));
    let detail = Some(line(&row.detail)).filter(|detail| !detail.is_empty());
    let (quantity, unit) = (line(&row.quantity), line(&row.unit));
    Row {
        title: line(&row.title),
        details: detail.into_iter().chain(period).collect(),
        quantity: if unit.is_empty() { quantity } else { Cow::Owned(format!("{quantity} {unit}")) },
        unit_price: line(&row.unit_price),
        tax_rate: line(&row.tax_rate),
        amount: money::figure(row.amount_minor, &document.currency),
    }
}

fn totals<'a>(document: &'a InvoiceDocument, words: &Words) -> Vec<Total<'a>> {
    let told = |minor| money::with_symbol(minor, &document.currency);
    let plain = |label: Text<'a>, minor| Total { label, amount: told(minor), weight: Weight::Plain };
    let mut totals = Vec::new();
    if !document.taxes.is_empty() {
        totals.push(plain(words.subtotal.into(), document.subtotal_minor));
    }
    for tax in &document.taxes {
        let label = (words.tax)(&line(&tax.name), &line(&tax.rate), &told(tax.base_minor));
        totals.push(plain(label.into(), tax.amount_minor));
    }
    totals.push(Total { label: total_label(document, words).into(), amount: told(document.total_minor), weight: Weight::Total });
    let (credits, paid) = match document.kind {
        Kind::Invoice => (words.credits, words.paid),
        Kind::CreditNote => (words.kept_as_credit, words.refunded),
    };
    let reductions = [(credits, document.credits_applied_minor), (paid, document.paid_minor)];
    totals
        .extend(reductions.into_iter().filter(|(_, minor)| *minor != 0).map(|(label, minor)| plain(label.into(), minor.saturating_neg())));
    if document.due_minor < 0 {
        totals.push(Total { label: words.refund.into(), amount: told(document.due_minor.saturating_neg()), weight: Weight::Due });
    } else if document.kind == Kind::Invoice {
        totals.push(Total { label: words.due.into(), amount: told(document.due_minor), weight: Weight::Due });
    }
    totals
}

fn total_label(document: &InvoiceDocument, words: &Words) -> &'static str {
    match document.kind {
        Kind::CreditNote => words.total_credited,
        Kind::Invoice if document.taxes.is_empty() => words.total,
        Kind::Invoice => words.total_with_tax,
    }
}

/// Only yuan have capital characters that a bill is filled in with.
fn in_capitals(document: &InvoiceDocument, words: &Words) -> Option<(&'static str, String)> {
    let is_yuan = document.currency.code == "CNY" && document.currency.minor_digits == 2;
    words.in_capitals.filter(|_| is_yuan).map(|label| (label, format!("人民币{}", money::in_capitals(document.total_minor))))
}

/// Where to pay, under the name of the host: a page by another scheme than https is not led to.
fn link(document: &InvoiceDocument, words: &Words) -> Option<(String, Url)> {
    let url = Url::parse(document.payment.link.as_ref()?).ok().filter(|url| url.scheme() == "https")?;
    Some(((words.pay_online)(url.host_str()?), url))
}

fn blocks<'a>(document: &'a InvoiceDocument, words: &Words, has_link: bool) -> Vec<Block<'a>> {
    let instruction = lines(&document.payment.instruction).filter(|_| payment_is_open(document)).collect();
    let bank = lines(&document.seller.bank).filter(|_| payment_is_open(document)).collect();
    let blocks = [
        Block { label: words.pay, lines: instruction, has_link },
        Block { label: words.bank, lines: bank, has_link: false },
        Block { label: words.notes, lines: lines(&document.notes).collect(), has_link: false },
    ];
    blocks.into_iter().filter(|block| block.has_link || !block.lines.is_empty()).collect()
}
