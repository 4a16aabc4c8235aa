//! An invoice as a document: what stands in rows, arranged as an accountant reads it. How it is drawn is `homeroom_paper`'s.

use std::{path::Path, sync::OnceLock};

use axum::response::{IntoResponse, Response};
use homeroom_domain::billing;
use homeroom_paper::{
    Buyer, Currency, DEBIAN_FONTS, Fonts, Group, InvoiceDocument, Kind, Line, Payment, Period, Seller, Status, Tax, content_security_policy,
};
use http::{HeaderMap, HeaderValue, header};
use jiff::tz::TimeZone;
use serde_json::Value;

use super::{
    draft,
    view::{InvoiceLineView, InvoiceView},
};
use crate::{
    auth::{Caller, Permit, TenantTx},
    http::{ApiError, Problem, accept},
    tenants,
    words::Language,
};

/// How an invoice is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Pdf,
    Html,
    Csv,
}

impl Form {
    const ALL: [(Self, &'static str, &'static str); 3] =
        [(Self::Pdf, ".pdf", "application/pdf"), (Self::Html, ".html", "text/html"), (Self::Csv, ".csv", "text/csv")];

    /// The text before a suffix, and what that asks for: `Some(None)` is JSON.
    pub(super) fn of_suffix(text: &str) -> (&str, Option<Option<Self>>) {
        let json = (None, ".json");
        let suffixes = Self::ALL.iter().map(|(form, suffix, _)| (Some(*form), *suffix)).chain([json]);
        let found = suffixes.into_iter().find_map(|(form, suffix)| Some((text.strip_suffix(suffix)?, Some(form))));
        found.unwrap_or((text, None))
    }

    /// What `Accept` names first of these and JSON; `None` for JSON.
    pub(super) fn accepted(headers: &HeaderMap) -> Option<Self> {
        let json = (None, "application/json");
        let offered: Vec<_> = Self::ALL.iter().map(|(form, _, media)| (Some(*form), *media)).chain([json]).collect();
        accept::elements(headers)
            .find_map(|element| offered.iter().find(|(_, media)| accept::names(element, media)))
            .and_then(|(form, _)| *form)
    }
}

/// Whose lessons these were, and in which zone their days are.
pub(super) async fn institution(tx: &mut TenantTx) -> Result<(String, TimeZone), ApiError> {
    let tenant = tx.tenant();
    let row = tenants::store::find(tx.conn(), tenant, None).await?.ok_or(ApiError::NotFound)?;
    Ok((row.name, draft::zone(&row.time_zone)))
}

/// Arranges an invoice: lines without an order first, then order by order.
pub(super) fn document(view: InvoiceView, (institution, zone): (String, TimeZone), language: Language) -> InvoiceDocument {
    let InvoiceView { summary, parties, lines, payments, collection: _, refunds: _, corrects_number } = view;
    let (seller, buyer) = (&parties["seller"], &parties["buyer"]);
    let rate_ppm = seller["tax_rate_ppm"].as_u64().unwrap_or_default();
    let rate = format!("{}%", rust_decimal::Decimal::new(i64::try_from(rate_ppm).unwrap_or_default(), 4).normalize());
    let digits = summary.currency.parse::<billing::Currency>().map_or(2, billing::Currency::digits);
    let issued_on = summary.issued_at.map(|at| zone.to_datetime(at).date());
    let paid_on = payments.iter().map(|payment| payment.received_on).max().or(issued_on);
    let is_draft = summary.status == "draft";
    let is_note = summary.kind == "credit_note";
    InvoiceDocument {
        kind: if is_note { Kind::CreditNote } else { Kind::Invoice },
        status: match (summary.status.as_str(), paid_on) {
            ("paid", Some(on)) => Status::Paid { on },
            ("issued", _) => Status::Issued,
            ("void", _) => Status::Void,
            ("uncollectible", _) => Status::Uncollectible,
            _ => Status::Draft,
        },
        number: summary.number,
        issued_on,
        due_on: summary.due_on,
        period: Some(Period { from: summary.first_day, to: summary.last_day }),
        corrects: corrects_number,
        currency: Currency { code: summary.currency, minor_digits: u8::try_from(digits).unwrap_or(2) },
        seller: Seller {
            name: text(&seller["name"]),
            address: lines_of(&seller["address"]),
            tax_id: given(&seller["tax_id"]),
            bank: lines_of(&seller["bank"]),
            email: given(&seller["email"]),
        },
        buyer: Buyer {
            name: given(&buyer["name"]).unwrap_or_else(|| institution.clone()),
            address: lines_of(&buyer["address"]),
            tax_id: given(&buyer["tax_id"]),
            purchase_order: given(&buyer["purchase_order"]),
        },
        institution,
        groups: groups(lines, &Drawing { rate: &rate, digits, purchase_orders: &parties["purchase_orders"], language }),
        subtotal_minor: summary.subtotal_minor,
        taxes: (rate_ppm > 0)
            .then(|| Tax {
                name: given(&seller["tax_name"]).unwrap_or_else(|| language.pick(["Tax", "税"]).to_owned()),
                rate,
                base_minor: summary.subtotal_minor,
                amount_minor: summary.tax_minor,
            })
            .into_iter()
            .collect(),
        total_minor: summary.total_minor,
        credits_applied_minor: summary.credited_minor,
        paid_minor: summary.paid_minor,
        due_minor: if is_draft { summary.total_minor } else { summary.due_minor },
        payment: Payment { link: None, instruction: lines_of(&seller["bank"]) },
        notes: Vec::new(),
    }
}

/// What all lines of a document are drawn by.
struct Drawing<'a> {
    rate: &'a str,
    /// Minor digits of the currency.
    digits: u32,
    /// By the ids of orders.
    purchase_orders: &'a Value,
    language: Language,
}

fn groups(lines: Vec<InvoiceLineView>, drawing: &Drawing<'_>) -> Vec<Group> {
    let mut groups: Vec<(Option<homeroom_domain::ids::OrderId>, Group)> = Vec::new();
    for line in lines {
        let title = line.order_name.clone().unwrap_or_else(|| drawing.language.pick(["Plan", "方案"]).to_owned());
        let place = groups.iter().position(|(order, _)| *order == line.order_id);
        let place = place.unwrap_or_else(|| {
            groups.push((line.order_id, Group { title, lines: Vec::new(), subtotal_minor: 0 }));
            groups.len() - 1
        });
        let group = &mut groups[place].1;
        group.subtotal_minor += line.amount_minor;
        group.lines.push(drawing.line(line));
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

impl Drawing<'_> {
    fn line(&self, line: InvoiceLineView) -> Line {
        let (quantity, unit) = if line.makes_good { (String::new(), "") } else { self.quantity(&line) };
        Line {
            detail: self.detail(&line),
            period: Some(Period { from: line.first_day, to: line.last_day }),
            quantity,
            unit: unit.to_owned(),
            unit_price: line.unit_amount_minor.as_deref().and_then(|minor| unit_price(minor, self.digits)).unwrap_or_default(),
            tax_rate: self.rate.to_owned(),
            amount_minor: line.amount_minor,
            title: match line.price.as_str() {
                "minimum" if line.meter.is_none() => self.language.pick(["Minimum charge of the month", "当月最低消费补足"]).to_owned(),
                _ => line.title,
            },
        }
    }

    fn quantity(&self, line: &InvoiceLineView) -> (String, &'static str) {
        use billing::{Meter, Unit};
        let unit = match line.meter.map(Meter::unit) {
            Some(Unit::RoomHour) => self.language.pick(["room-hours", "教室小时"]),
            Some(Unit::SeatHour) => self.language.pick(["seat-hours", "席位小时"]),
            Some(Unit::Room) => self.language.pick(["rooms", "间教室"]),
            Some(Unit::Order) => self.language.pick(["order", "单"]),
            Some(Unit::Month) => self.language.pick(["days", "天"]),
            Some(Unit::GibDay | Unit::Gib) | None => "",
        };
        (line.quantity.clone(), unit)
    }

    /// What an accountant compares with the order.
    fn detail(&self, line: &InvoiceLineView) -> String {
        let bought_by = line.order_id.and_then(|order| given(&self.purchase_orders[order.to_string()]));
        let parts = [
            line.makes_good.then(|| self.language.pick(["Corrects earlier invoices", "更正此前账单"]).to_owned()),
            line.rooms.filter(|_| line.meter.map(billing::Meter::unit) != Some(billing::Unit::Room)).map(|rooms| match self.language {
                Language::En => format!("{rooms} {}", if rooms == 1 { "room" } else { "rooms" }),
                Language::ZhCn => format!("{rooms} 间教室"),
            }),
            bought_by.map(|number| format!("{} {number}", self.language.pick(["Purchase order", "采购单"]))),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }
}

/// A price in minor units as it is printed: with all digits that it has, and at least those of its currency.
fn unit_price(minor: &str, digits: u32) -> Option<String> {
    let mut price = minor.parse::<rust_decimal::Decimal>().ok()?;
    price.set_scale(price.scale() + digits).ok()?;
    let mut price = price.normalize();
    if price.scale() < digits {
        price.rescale(digits);
    }
    Some(price.to_string())
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn given(value: &Value) -> Option<String> {
    Some(text(value)).filter(|text| !text.is_empty())
}

fn lines_of(value: &Value) -> Vec<String> {
    text(value).lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect()
}

/// The fonts, read when the first PDF is wanted: they take 45 MB.
fn fonts() -> Option<&'static Fonts> {
    static FONTS: OnceLock<Option<Fonts>> = OnceLock::new();
    let load = || {
        let fonts = Fonts::load(Path::new(DEBIAN_FONTS));
        fonts.inspect_err(|error| tracing::error!(%error, "the fonts of invoices cannot be read")).ok()
    };
    FONTS.get_or_init(load).as_ref()
}

/// Draws the document, on a thread for such work.
///
/// # Errors
/// 503 where the machine lacks the fonts; other forms are served.
pub(super) async fn render<P: Permit>(caller: &Caller<P>, document: InvoiceDocument, form: Form) -> Result<Response, ApiError> {
    let language = match caller.language() {
        Language::En => homeroom_paper::Language::En,
        Language::ZhCn => homeroom_paper::Language::ZhCn,
    };
    let ticket = caller.app().work.ticket(caller.tenant(), 0)?;
    let name = document.number.clone().unwrap_or_else(|| "draft".to_owned());
    let drawn = ticket.run(move || match form {
        Form::Pdf => {
            let fonts = fonts().ok_or(ApiError::from(Problem::DocumentUnavailable))?;
            homeroom_paper::pdf(&document, language, fonts).map_err(|refusal| ApiError::from(anyhow::Error::from(refusal)))
        }
        Form::Html => {
            homeroom_paper::html(&document, language).map(String::into_bytes).map_err(|refusal| anyhow::Error::from(refusal).into())
        }
        Form::Csv => homeroom_paper::csv(&document).map(String::into_bytes).map_err(|refusal| anyhow::Error::from(refusal).into()),
    });
    let bytes: Vec<u8> = drawn.await??;
    let (media, suffix) = match form {
        Form::Pdf => ("application/pdf", "pdf"),
        Form::Html => ("text/html; charset=utf-8", "html"),
        Form::Csv => ("text/csv; charset=utf-8", "csv"),
    };
    let mut response = ([(header::CONTENT_TYPE, media), (header::VARY, "Accept, Accept-Language")], bytes).into_response();
    let headers = response.headers_mut();
    if let Ok(disposition) = HeaderValue::from_str(&format!("inline; filename=\"{name}.{suffix}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    if form == Form::Html
        && let Ok(policy) = HeaderValue::from_str(content_security_policy())
    {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::unit_price;

    #[test]
    fn a_unit_price_has_all_its_digits_and_those_of_its_currency() {
        let printed = |minor, digits| unit_price(minor, digits).unwrap();
        assert_eq!([printed("5", 2), printed("7.35", 2), printed("200", 2), printed("0.125", 3)], ["0.05", "0.0735", "2.00", "0.000125"]);
        assert_eq!([printed("300", 0), printed("0.5", 0)], ["300", "0.5"]);
    }
}
