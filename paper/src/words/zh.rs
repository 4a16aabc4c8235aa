//! Chinese as written on the mainland. These documents are 账单 and 贷项通知单: a 发票 is issued by the tax authority's system alone.

use jiff::civil::Date;

use super::Words;
use crate::document::{Kind, Period, Status};

pub(super) static WORDS: Words = Words {
    invoice: "账单",
    draft_invoice: "账单草稿",
    credit_note: "贷项通知单",
    draft_credit_note: "贷项通知单草稿",
    standing,
    date,
    period,
    number: "编号",
    issued_on: "开具日期",
    due_on: "付款截止日期",
    billing_period: "计费期间",
    corrects: "冲减的账单",
    purchase_order: "采购订单号",
    institution: "使用机构",
    currency: "币种",
    currency_name: |code| if code == "CNY" { "人民币（CNY）".to_owned() } else { code.to_owned() },
    seller: "收款方",
    buyer: "付款方",
    tax_id: "纳税人识别号",
    item: "项目",
    quantity: "数量",
    unit_price: "单价",
    tax_rate: "税率",
    amount: |code| if code == "CNY" { "金额（元）".to_owned() } else { format!("金额（{code}）") },
    group_subtotal: "小计",
    subtotal: "合计（不含税）",
    tax: |name, rate, base| format!("{name} {rate}（计税金额 {base}）"),
    total: "合计",
    total_with_tax: "价税合计",
    total_credited: "冲减合计",
    in_capitals: Some("大写"),
    credits: "余额抵扣",
    paid: "已付金额",
    kept_as_credit: "转为账户余额",
    refunded: "已退金额",
    due: "应付金额",
    refund: "应退金额",
    pay: "付款方式",
    pay_online: |host| format!("在线付款：{host}"),
    bank: "收款账户",
    notes: "备注",
    no_lines: "本期没有订购，也没有使用。",
    page: |page, pages| format!("第 {page} 页，共 {pages} 页"),
    fine_print,
    colon: "：",
};

fn standing(status: Status) -> Option<String> {
    Some(match status {
        Status::Draft => "草稿，尚未开具，请勿据此付款".to_owned(),
        Status::Issued => return None,
        Status::Paid { on } => format!("已于 {}付清", date(on)),
        Status::Void => "已作废，无需付款".to_owned(),
        Status::Uncollectible => "已作坏账核销".to_owned(),
    })
}

fn date(date: Date) -> String {
    format!("{} 年 {} 月 {} 日", date.year(), date.month(), date.day())
}

/// What both ends share is told once.
fn period(Period { from, to }: Period) -> String {
    let to_told = match (from.year() == to.year(), from.month() == to.month()) {
        (true, true) if from.day() == to.day() => return date(from),
        (true, true) => format!("{} 日", to.day()),
        (true, false) => format!("{} 月 {} 日", to.month(), to.day()),
        (false, _) => date(to),
    };
    format!("{}至 {to_told}", date(from))
}

#[expect(clippy::unnecessary_wraps, reason = "the table of each language decides whether it has one")]
fn fine_print(kind: Kind, _currency: &str) -> Option<&'static str> {
    Some(match kind {
        Kind::Invoice => "本单据为收费通知，不是增值税发票，不能作为进项税额抵扣凭证。",
        Kind::CreditNote => "本单据用于冲减账单金额，不是红字增值税发票。",
    })
}
