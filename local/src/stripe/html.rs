//! How the pages look: plain and calm, with nothing from elsewhere.

use serde_json::Value;

use super::words::{Language, Word};

const STYLE: &str = "
:root { color-scheme: light dark; --ink: #1c2330; --soft: #5b6475; --line: #d9dee7; --ground: #f5f7fa; --sheet: #fff; --deed: #1f5fbf; --on: #fff; --no: #b3261e; --yes: #1e6b3a }
@media (prefers-color-scheme: dark) { :root { --ink: #e8ebf0; --soft: #a5adbb; --line: #343b48; --ground: #14171d; --sheet: #1c2028; --deed: #8fb8ff; --on: #10151d; --no: #ff8f86; --yes: #7fd39b } }
* { box-sizing: border-box }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, 'Noto Sans CJK SC', sans-serif }
.note { padding: 8px 16px; text-align: center; font-size: 14px; color: var(--soft); border-bottom: 1px solid var(--line) }
main { width: calc(100% - 32px); max-width: 480px; margin: 32px auto; padding: 28px; background: var(--sheet); border: 1px solid var(--line); border-radius: 12px }
h1 { margin: 0 0 4px; font-size: 22px } h2 { margin: 28px 0 0; font-size: 17px }
p { margin: 8px 0 } .who, .lead, .hint, .none { color: var(--soft) } .hint { font-size: 14px }
label { display: block; margin: 20px 0 6px; font-weight: 600 }
input { width: 100%; padding: 11px 12px; font: inherit; letter-spacing: .04em; color: inherit; background: transparent; border: 1px solid var(--line); border-radius: 8px }
input[aria-invalid] { border-color: var(--no) }
button { min-height: 44px; padding: 0 16px; font: inherit; font-weight: 600; border: 1px solid var(--line); border-radius: 8px; background: transparent; color: inherit; cursor: pointer }
button.main { width: 100%; margin-top: 16px; border: 0; background: var(--deed); color: var(--on) }
button.other { border: 1px solid var(--line); background: transparent; color: inherit }
input:focus-visible, button:focus-visible, a:focus-visible { outline: 3px solid var(--deed); outline-offset: 2px }
.no { color: var(--no); font-weight: 600 } .paid { margin-top: 20px; color: var(--yes); font-weight: 600 }
ul { list-style: none; margin: 20px 0 0; padding: 0 } li { padding: 12px 0; border-top: 1px solid var(--line) } li form { display: inline-block; margin: 8px 8px 0 0 }
table { width: 100%; margin-top: 20px; border-collapse: collapse } td { padding: 8px 0; border-top: 1px solid var(--line); vertical-align: top }
td.sum { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums } tr.total { font-weight: 600 }
a { color: var(--deed) } .back { display: inline-block; margin-top: 20px }
";

/// A page; `title` and `body` are HTML already.
pub(super) struct Page<'a> {
    pub(super) title: &'a str,
    pub(super) body: String,
    pub(super) language: Language,
}

impl Page<'_> {
    pub(super) fn html(&self) -> String {
        format!(
            "<!doctype html><html lang={}><head><meta charset=utf-8><meta name=viewport content='width=device-width'><link rel=icon href='data:,'><title>{}</title>\
             <style>{STYLE}</style></head><body><div class=note>{}</div><main><h1>{}</h1>{}</main></body></html>",
            self.language.tag(),
            self.title,
            self.language.say(Word::Played),
            self.title,
            self.body,
        )
    }
}

pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

fn text(value: &Value) -> String {
    escape(value.as_str().unwrap_or_default())
}

/// `¥1,234.50`; of other currencies the code. Those without a minor unit have none here either.
pub(super) fn money(amount: &Value, currency: &Value) -> String {
    let (amount, currency) = (amount.as_i64().unwrap_or_default(), currency.as_str().unwrap_or_default());
    let digits = match currency {
        "bif" | "clp" | "djf" | "gnf" | "jpy" | "kmf" | "krw" | "mga" | "pyg" | "rwf" | "vnd" | "vuv" | "xaf" | "xof" | "xpf" => 0,
        "bhd" | "jod" | "kwd" | "omr" | "tnd" => 3,
        _ => 2,
    };
    let sign = if amount < 0 { "-" } else { "" };
    let written = format!("{:0>width$}", amount.unsigned_abs(), width = digits + 1);
    let (whole, rest) = written.split_at(written.len() - digits);
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let rest = if rest.is_empty() { String::new() } else { format!(".{rest}") };
    match currency {
        "cny" => format!("{sign}¥{grouped}{rest}"),
        "usd" => format!("{sign}${grouped}{rest}"),
        "eur" => format!("{sign}€{grouped}{rest}"),
        _ => format!("{sign}{} {grouped}{rest}", escape(&currency.to_uppercase())),
    }
}

pub(super) fn who(customer: &Value) -> String {
    format!("<p class=who>{}</p>", text(if customer["name"].is_string() { &customer["name"] } else { &customer["email"] }))
}

pub(super) fn who_of_invoice(invoice: &Value) -> String {
    let name = if invoice["customer_name"].is_string() { &invoice["customer_name"] } else { &invoice["customer_email"] };
    format!("<p class=who>{}</p>", text(name))
}

pub(super) fn lines(invoice: &Value, language: Language) -> String {
    let mut rows = String::new();
    for line in invoice["lines"]["data"].as_array().into_iter().flatten() {
        rows.push_str(&format!("<tr><td>{}<td class=sum>{}", text(&line["description"]), money(&line["amount"], &invoice["currency"])));
    }
    let total = money(&invoice["amount_due"], &invoice["currency"]);
    rows.push_str(&format!("<tr class=total><td>{}<td class=sum>{total}", language.say(Word::Total)));
    let due = invoice["due_date"].as_i64().and_then(|due| jiff::Timestamp::from_second(due).ok());
    let due = due.map(|due| format!("<p class=who>{} {}</p>", language.say(Word::Due), due.strftime("%Y-%m-%d"))).unwrap_or_default();
    format!("{due}<table>{rows}</table>")
}

pub(super) fn card_form(language: Language, label: &str, problem: Option<&str>, given: Option<&str>) -> String {
    let (invalid, said) = match problem {
        Some(problem) => (" aria-invalid=true", format!("<p class=no role=alert>{}</p>", escape(problem))),
        None => ("", String::new()),
    };
    format!(
        "<form method=post><label for=card>{}</label><input id=card name=card inputmode=numeric autocomplete=off required \
         placeholder='4242 4242 4242 4242' value=\"{}\"{invalid} aria-describedby=hint>{said}<p class=hint id=hint>{}</p><button class=main>{}</button></form>",
        language.say(Word::CardNumber),
        escape(given.unwrap_or_default()),
        language.say(Word::Hint),
        escape(label),
    )
}

pub(super) fn alipay_form(language: Language) -> String {
    format!("<form method=post><button class='main other' name=alipay value=yes>{}</button></form>", language.say(Word::Alipay))
}

pub(super) fn saved_card(method: &Value, default: bool, language: Language) -> String {
    let (id, card) = (text(&method["id"]), &method["card"]);
    let first = if default {
        format!("<span class=who>{}</span> ", language.say(Word::Default))
    } else {
        format!("<form method=post><button name=default value={id}>{}</button></form>", language.say(Word::MakeDefault))
    };
    format!(
        "<li>{} {} {} <span class=who>{}/{}</span><br>{first}<form method=post><button name=remove value={id}>{}</button></form></li>",
        text(&card["brand"]).to_uppercase(),
        language.say(Word::Ends),
        text(&card["last4"]),
        card["exp_month"],
        card["exp_year"],
        language.say(Word::Remove),
    )
}

/// Only to addresses of the web.
pub(super) fn back(address: Option<&str>, language: Language) -> String {
    let address = address.filter(|address| address.starts_with("https://") || address.starts_with("http://"));
    address.map(|address| format!("<a class=back href=\"{}\">{}</a>", escape(address), language.say(Word::Back))).unwrap_or_default()
}
