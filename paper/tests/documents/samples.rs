//! Invoices as they are issued, one of a thousand lines, and one whose every text means harm.

use homeroom_paper::{Buyer, Currency, Group, InvoiceDocument, Kind, Line, Payment, Period, Seller, Status, Tax};
use jiff::civil::{Date, date};

fn texts(lines: &[&str]) -> Vec<String> {
    lines.iter().map(|line| (*line).to_owned()).collect()
}

fn period(from: Date, to: Date) -> Option<Period> {
    Some(Period { from, to })
}

/// Title, detail, quantity, unit, unit price, amount.
fn line((title, detail): (&str, &str), (quantity, unit, unit_price): (&str, &str, &str), amount_minor: i64) -> Line {
    Line {
        title: title.to_owned(),
        detail: detail.to_owned(),
        period: None,
        quantity: quantity.to_owned(),
        unit: unit.to_owned(),
        unit_price: unit_price.to_owned(),
        tax_rate: "6%".to_owned(),
        amount_minor,
    }
}

fn group(title: &str, lines: Vec<Line>) -> Group {
    Group { title: title.to_owned(), subtotal_minor: lines.iter().map(|line| line.amount_minor).sum(), lines }
}

/// Makes the sums right, with 6 % of tax.
fn summed(mut document: InvoiceDocument, tax: &str) -> InvoiceDocument {
    let subtotal: i64 = document.groups.iter().map(|group| group.subtotal_minor).sum();
    let amount = (subtotal * 6 + 50 * subtotal.signum()) / 100;
    document.subtotal_minor = subtotal;
    document.taxes = vec![Tax { name: tax.to_owned(), rate: "6%".to_owned(), base_minor: subtotal, amount_minor: amount }];
    document.total_minor = subtotal + amount;
    document.due_minor = document.total_minor - document.credits_applied_minor - document.paid_minor;
    document
}

/// What a school in Beijing gets after the first month of a term.
pub(crate) fn chinese() -> InvoiceDocument {
    let classes = vec![
        line(("在线教室时长", "7-1 班至 7-12 班，每周一至周五，每间 50 席"), ("1,056", "间·时", "3.20"), 337_920),
        Line {
            period: period(date(2026, 9, 7), date(2026, 9, 30)),
            ..line(("预订席位时长", "晚自习答疑，每周二、四 19:00–20:30"), ("2,400", "席·时", "0.12"), 28_800)
        },
    ];
    let exam = vec![line(("月考监考教室", "2026 年 9 月 24 日，20 间，每间 40 席"), ("60", "间·时", "3.20"), 19_200)];
    let document = InvoiceDocument {
        kind: Kind::Invoice,
        status: Status::Issued,
        number: Some("HR-2026-000042".to_owned()),
        issued_on: Some(date(2026, 10, 1)),
        due_on: Some(date(2026, 10, 31)),
        period: period(date(2026, 9, 1), date(2026, 9, 30)),
        corrects: None,
        currency: Currency { code: "CNY".to_owned(), minor_digits: 2 },
        seller: Seller {
            name: "示例云课堂服务有限公司".to_owned(),
            address: texts(&["北京市海淀区示例路 1 号", "100080"]),
            tax_id: Some("91110108MA00000000".to_owned()),
            bank: texts(&["开户行：示例银行北京海淀支行", "账号：0200 0000 0000 0000 000", "户名：示例云课堂服务有限公司"]),
            email: Some("billing@homeroom.example".to_owned()),
        },
        buyer: Buyer {
            name: "清河第二中学".to_owned(),
            address: texts(&["北京市海淀区清河中街 2 号", "100085"]),
            tax_id: Some("12110108400000000X".to_owned()),
            purchase_order: Some("QH2-2026-118".to_owned()),
        },
        institution: "清河第二中学（东校区）".to_owned(),
        groups: vec![group("初一年级 2026 年秋季学期", classes), group("初三年级月考", exam)],
        subtotal_minor: 0,
        taxes: Vec::new(),
        total_minor: 0,
        credits_applied_minor: 12_000,
        paid_minor: 0,
        due_minor: 0,
        payment: Payment {
            link: Some("https://pay.homeroom.example/i/3f7a1c?lang=zh".to_owned()),
            instruction: texts(&["请在 2026 年 10 月 31 日前付款，并在汇款附言中注明账单编号 HR-2026-000042。"]),
        },
        notes: texts(&["余额抵扣来自 8 月 26 日两间教室未按时就绪的补偿。", "需要增值税发票的，请在付款后通过门户申请。"]),
    };
    summed(document, "增值税")
}

/// What a college abroad gets.
pub(crate) fn english() -> InvoiceDocument {
    let lines = vec![
        line(("Classroom hours", "Year 7, classes 7-1 to 7-12, Monday to Friday, 50 seats each"), ("1,056", "room-hours", "0.45"), 47_520),
        Line {
            period: period(date(2026, 9, 7), date(2026, 9, 30)),
            ..line(("Booked seat-hours", "Homework club, Tuesdays and Thursdays, 19:00–20:30"), ("2,400", "seat-hours", "0.015"), 3_600)
        },
    ];
    let document = InvoiceDocument {
        currency: Currency { code: "EUR".to_owned(), minor_digits: 2 },
        seller: Seller {
            name: "Homeroom Example B.V.".to_owned(),
            address: texts(&["Example Street 1", "1000 AA Amsterdam", "Netherlands"]),
            tax_id: Some("NL000000000B00".to_owned()),
            bank: texts(&["Example Bank, Amsterdam", "IBAN NL00 EXAM 0000 0000 00", "BIC EXAMNL00"]),
            email: Some("billing@homeroom.example".to_owned()),
        },
        buyer: Buyer {
            name: "Riverside College".to_owned(),
            address: texts(&["Accounts Office", "2 Harbour Road", "Cork", "Ireland"]),
            tax_id: Some("IE0000000X".to_owned()),
            purchase_order: Some("PO 4711".to_owned()),
        },
        institution: "Riverside College".to_owned(),
        groups: vec![group("Autumn term, year 7", lines)],
        payment: Payment {
            link: Some("https://pay.homeroom.example/i/3f7a1c".to_owned()),
            instruction: texts(&["Please give the invoice's number with your transfer."]),
        },
        notes: texts(&["The credit is for two rooms that were not ready on 26 August."]),
        ..chinese()
    };
    summed(document, "VAT")
}

pub(crate) fn draft() -> InvoiceDocument {
    InvoiceDocument { status: Status::Draft, number: None, issued_on: None, ..chinese() }
}

pub(crate) fn paid() -> InvoiceDocument {
    let document = english();
    let paid_minor = document.due_minor;
    InvoiceDocument { status: Status::Paid { on: date(2026, 10, 14) }, paid_minor, due_minor: 0, ..document }
}

pub(crate) fn credit_note(of: &InvoiceDocument, tax: &str) -> InvoiceDocument {
    let taken = of.groups.first().and_then(|group| group.lines.first()).cloned();
    let lines = taken.into_iter().map(|line| Line { quantity: "-32".to_owned(), amount_minor: -line.amount_minor / 33, ..line }).collect();
    let document = InvoiceDocument {
        kind: Kind::CreditNote,
        number: Some("HR-2026-C00003".to_owned()),
        corrects: of.number.clone(),
        due_on: None,
        groups: vec![group(&of.groups[0].title, lines)],
        credits_applied_minor: 0,
        payment: Payment::default(),
        notes: Vec::new(),
        ..of.clone()
    };
    summed(document, tax)
}

/// A month without lessons: kept, because schools want the paper.
pub(crate) fn zero() -> InvoiceDocument {
    let document = InvoiceDocument { groups: Vec::new(), credits_applied_minor: 0, notes: Vec::new(), ..english() };
    InvoiceDocument { taxes: Vec::new(), ..summed(document, "VAT") }
}

pub(crate) fn of_lines(count: usize) -> InvoiceDocument {
    let lines = |order: usize| {
        let number = |class: usize| format!("{order}-{} 班，每周一至周五 08:00–08:45，每间 50 席", class + 1);
        (0..20).map(|class| line(("在线教室时长", &number(class)), ("88", "间·时", "3.20"), 28_160)).collect()
    };
    let groups = (0..count.div_ceil(20)).map(|order| group(&format!("第 {} 号订单：2026 年秋季学期", order + 1), lines(order + 1)));
    let mut groups: Vec<_> = groups.collect();
    if let (Some(last), true) = (groups.last_mut(), !count.is_multiple_of(20)) {
        last.lines.truncate(count % 20);
        last.subtotal_minor = last.lines.iter().map(|line| line.amount_minor).sum();
    }
    summed(InvoiceDocument { groups, ..chinese() }, "增值税")
}

/// Every text is one that somebody hopes is run, turned round, or too wide.
pub(crate) fn hostile(text: &str) -> InvoiceDocument {
    let own = || text.to_owned();
    let given = || vec![own()];
    let line = || Line {
        title: own(),
        detail: own(),
        quantity: own(),
        unit: own(),
        unit_price: own(),
        tax_rate: own(),
        period: None,
        amount_minor: 1,
    };
    let document = InvoiceDocument {
        number: Some(own()),
        seller: Seller { name: own(), address: given(), tax_id: Some(own()), bank: given(), email: Some(own()) },
        buyer: Buyer { name: own(), address: given(), tax_id: Some(own()), purchase_order: Some(own()) },
        institution: format!("{text}."),
        groups: vec![group(text, vec![line(), line()])],
        credits_applied_minor: 0,
        payment: Payment { link: Some(own()), instruction: given() },
        notes: given(),
        ..chinese()
    };
    summed(document, text)
}

pub(crate) const HOSTILE: [&str; 9] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "#import \"/etc/passwd\" $x$ *b* _i_ @a \\ // [",
    "=HYPERLINK(\"http://x.example\",\"click\")",
    "＋1+cmd|' /C calc'!A0",
    "javascript:alert(1)",
    "total \u{202e}00.0005\u{202c}\u{0}\u{1b}[31m\u{7}",
    "a\r\nb\u{2028}c\td",
    "ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJKLMNOPQRSTUVWXYZ",
];
