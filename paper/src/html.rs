//! The document as a page by itself: no script, nothing that is fetched, one style sheet, light, and made to be printed too.

use std::{fmt::Write as _, sync::LazyLock};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use sha2::{Digest as _, Sha256};

use crate::{
    check::Refusal,
    document::InvoiceDocument,
    sheet::{Block, COLUMNS, Party, Row, Section, Sheet, Total, Weight},
    words::Language,
};

const STYLE: &str = include_str!("page.css");

static POLICY: LazyLock<String> = LazyLock::new(|| {
    format!("default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'", BASE64_STANDARD.encode(Sha256::digest(STYLE)))
});

/// What a browser may load for the page, to be sent as `Content-Security-Policy`: its own style sheet, known by its hash. The page says so itself, too,
/// for when it is kept as a file.
#[must_use]
pub fn content_security_policy() -> &'static str {
    &POLICY
}

/// Writes the page.
///
/// # Errors
/// Where the document is refused (see [`InvoiceDocument::check`]).
pub fn html(document: &InvoiceDocument, language: Language) -> Result<String, Refusal> {
    document.check()?;
    let sheet = Sheet::of(document, language);
    let mut page = Page(String::with_capacity(16 << 10));
    page.open(&sheet);
    page.facts(&sheet);
    page.raw("<section class=\"parties\">\n");
    page.party(&sheet.seller);
    page.party(&sheet.buyer);
    page.raw("</section>\n");
    page.lines(&sheet);
    page.totals(&sheet);
    page.blocks(&sheet);
    if let Some(sentence) = sheet.fine_print {
        page.element("p", "fine", sentence);
        page.raw("\n");
    }
    page.raw("</main>\n</body>\n</html>\n");
    Ok(page.0)
}

/// What was written so far. Text comes in by `text` alone, which leaves nothing of it that could be markup.
struct Page(String);

impl Page {
    fn raw(&mut self, markup: &str) {
        self.0.push_str(markup);
    }

    fn text(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '&' => self.raw("&amp;"),
                '<' => self.raw("&lt;"),
                '>' => self.raw("&gt;"),
                '"' => self.raw("&quot;"),
                '\'' => self.raw("&#39;"),
                c => self.0.push(c),
            }
        }
    }

    /// Text of strangers, whose direction does not reach what stands beside it.
    fn given(&mut self, text: &str) {
        self.raw("<bdi>");
        self.text(text);
        self.raw("</bdi>");
    }

    fn element(&mut self, name: &str, class: &str, text: &str) {
        self.open_tag(name, class);
        self.text(text);
        let _ = write!(self.0, "</{name}>");
    }

    fn given_element(&mut self, name: &str, class: &str, text: &str) {
        self.open_tag(name, class);
        self.given(text);
        let _ = write!(self.0, "</{name}>");
    }

    fn open_tag(&mut self, name: &str, class: &str) {
        let _ = if class.is_empty() { write!(self.0, "<{name}>") } else { write!(self.0, "<{name} class=\"{class}\">") };
    }

    fn open(&mut self, sheet: &Sheet<'_>) {
        let _ = writeln!(self.0, "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">", sheet.language.tag());
        let _ = writeln!(self.0, "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">", content_security_policy());
        self.raw("<meta name=\"viewport\" content=\"width=device-width\">\n<meta name=\"referrer\" content=\"no-referrer\">\n<title>");
        self.text(format!("{} {}", sheet.title, sheet.number).trim());
        self.raw("</title>\n<style>");
        self.raw(STYLE);
        self.raw("</style>\n</head>\n<body>\n<header>");
        self.given_element("p", "", &sheet.seller.name);
        self.raw("</header>\n<main>\n");
        self.element("h1", "", sheet.title);
        self.raw("\n<div class=\"second\"></div>\n");
        if let Some(standing) = &sheet.standing {
            self.element("p", if standing.is_settled { "standing settled" } else { "standing" }, &standing.sentence);
            self.raw("\n");
        }
    }

    fn facts(&mut self, sheet: &Sheet<'_>) {
        self.raw("<dl class=\"facts\">\n");
        for (label, value) in &sheet.facts {
            self.raw("<div>");
            self.element("dt", "", label);
            self.given_element("dd", "", value);
            self.raw("</div>\n");
        }
        self.raw("</dl>\n");
    }

    fn party(&mut self, party: &Party<'_>) {
        self.raw("<div>");
        self.element("p", "label", party.label);
        self.given_element("p", "name", &party.name);
        for line in &party.lines {
            self.given_element("p", "", line);
        }
        self.raw("</div>\n");
    }

    fn lines(&mut self, sheet: &Sheet<'_>) {
        self.raw("<table class=\"lines\">\n<thead><tr>");
        for head in &sheet.heads {
            self.raw("<th scope=\"col\">");
            self.text(head);
            self.raw("</th>");
        }
        self.raw("</tr></thead>\n");
        for section in &sheet.groups {
            self.section(section);
        }
        if sheet.groups.is_empty() {
            let _ = write!(self.0, "<tbody><tr><td colspan=\"{COLUMNS}\">");
            self.text(sheet.no_lines);
            self.raw("</td></tr></tbody>\n");
        }
        self.raw("</table>\n");
    }

    fn section(&mut self, section: &Section<'_>) {
        let _ = write!(self.0, "<tbody>\n<tr class=\"group\"><th scope=\"rowgroup\" colspan=\"{COLUMNS}\">");
        self.given(&section.title);
        self.raw("</th></tr>\n");
        for row in &section.rows {
            self.row(row);
        }
        if let Some((label, amount)) = &section.subtotal {
            let _ = write!(self.0, "<tr class=\"sum\"><th scope=\"row\" colspan=\"{}\">", COLUMNS - 1);
            self.text(label);
            self.raw("</th>");
            self.element("td", "", amount);
            self.raw("</tr>\n");
        }
        self.raw("</tbody>\n");
    }

    fn row(&mut self, row: &Row<'_>) {
        self.raw("<tr class=\"line\"><td>");
        self.given(&row.title);
        for detail in &row.details {
            self.given_element("span", "detail", detail);
        }
        self.raw("</td>");
        for cell in [&row.quantity, &row.unit_price, &row.tax_rate] {
            self.given_element("td", "", cell);
        }
        self.element("td", "", &row.amount);
        self.raw("</tr>\n");
    }

    fn totals(&mut self, sheet: &Sheet<'_>) {
        self.raw("<table class=\"totals\">\n<tbody>\n");
        for total in &sheet.totals {
            self.total(total);
            if let (Weight::Total, Some((label, words))) = (total.weight, &sheet.in_capitals) {
                self.raw("<tr class=\"capitals\"><th scope=\"row\">");
                self.text(label);
                self.raw("</th>");
                self.element("td", "", words);
                self.raw("</tr>\n");
            }
        }
        self.raw("</tbody>\n</table>\n");
    }

    fn total(&mut self, total: &Total<'_>) {
        self.open_tag(
            "tr",
            match total.weight {
                Weight::Plain => "",
                Weight::Total => "total",
                Weight::Due => "due",
            },
        );
        self.raw("<th scope=\"row\">");
        self.given(&total.label);
        self.raw("</th>");
        self.element("td", "", &total.amount);
        self.raw("</tr>\n");
    }

    fn blocks(&mut self, sheet: &Sheet<'_>) {
        if sheet.blocks.is_empty() {
            return;
        }
        self.raw("<section class=\"blocks\">\n");
        for block in &sheet.blocks {
            self.block(block, sheet);
        }
        self.raw("</section>\n");
    }

    fn block(&mut self, block: &Block<'_>, sheet: &Sheet<'_>) {
        self.raw("<div>");
        self.element("h2", "", block.label);
        if let Some((words, url)) = sheet.link.as_ref().filter(|_| block.has_link) {
            self.raw("<p><a rel=\"noopener noreferrer\" href=\"");
            self.text(url.as_str());
            self.raw("\">");
            self.text(words);
            self.raw("</a></p>");
        }
        for line in &block.lines {
            self.given_element("p", "", line);
        }
        self.raw("</div>\n");
    }
}
