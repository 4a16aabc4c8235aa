//! Letters about money: an invoice, a payment, and what follows of what is overdue. They hold no secret: the page that they name asks who is there.

use homeroom_domain::billing::NoticeKind;
use jiff::civil::Date;

use super::{Draft, letters::listed};
use crate::words::Language;

/// What a letter about money says.
pub(crate) struct MoneyNotice {
    pub kind: NoticeKind,
    /// The tenant's name.
    pub place: String,
    /// Numbers of invoices.
    pub invoices: Vec<String>,
    /// What is to be paid, came in or is overdue, with its currency.
    pub amount: String,
    /// What is owed of the invoice after a payment; `None`: nothing.
    pub owed: Option<String>,
    /// By when it is to be paid, or when access is lost; `None`: there is no such day.
    pub on: Option<Date>,
    /// The first of its kind, and no reminder.
    pub is_first: bool,
    pub address: String,
}

impl MoneyNotice {
    pub(crate) fn draft(self, language: Language) -> Draft {
        let on = self.on.map(|on| day(on, language));
        let invoices = listed(&self.invoices, language).unwrap_or_default();
        let (subject, before, after) = match self.kind {
            NoticeKind::InvoiceIssued => self.issued(&invoices, on, language),
            NoticeKind::PaymentReceived => self.received(&invoices, language),
            NoticeKind::PastDue => self.past_due(&invoices, &on.unwrap_or_default(), language),
            NoticeKind::Suspended => self.suspended(&invoices, &on.unwrap_or_default(), language),
            NoticeKind::TrialEnding => self.trial_ending(&on.unwrap_or_default(), language),
            NoticeKind::Ending => self.ending(&on.unwrap_or_default(), language),
            NoticeKind::Cancelled => self.cancelled(on, language),
            NoticeKind::PurgeDue => self.purge_due(&on.unwrap_or_default(), language),
            NoticeKind::Purged => self.purged(language),
        };
        Draft { subject, before, address: self.address, after }
    }

    fn issued(&self, invoices: &str, on: Option<String>, language: Language) -> Words {
        let Self { place, amount, .. } = self;
        match (language, on) {
            (Language::En, Some(on)) => (
                format!("Invoice {invoices}: {amount}, due on {on}"),
                vec![format!("{place}: invoice {invoices} was issued. {amount} is to be paid by {on}."), SEE[0].to_owned()],
                vec![],
            ),
            (Language::En, None) => (
                format!("Invoice {invoices}: nothing is to be paid"),
                vec![format!("{place}: invoice {invoices} was issued. Nothing is to be paid."), SEE[0].to_owned()],
                vec![],
            ),
            (Language::ZhCn, Some(on)) => (
                format!("账单 {invoices}：{amount}，{on}到期"),
                vec![format!("{place}：账单 {invoices} 已出账，请在{on}前支付 {amount}。"), SEE[1].to_owned()],
                vec![],
            ),
            (Language::ZhCn, None) => (
                format!("账单 {invoices}：无需付款"),
                vec![format!("{place}：账单 {invoices} 已出账，无需付款。"), SEE[1].to_owned()],
                vec![],
            ),
        }
    }

    fn received(&self, invoices: &str, language: Language) -> Words {
        let Self { place, amount, owed, .. } = self;
        match language {
            Language::En => (
                format!("Payment received: {amount} for invoice {invoices}"),
                vec![
                    format!("{place}: {amount} came in for invoice {invoices}."),
                    owed.as_ref().map_or_else(|| "It is paid in full.".to_owned(), |owed| format!("{owed} of it is still owed.")),
                    SEE[0].to_owned(),
                ],
                vec![],
            ),
            Language::ZhCn => (
                format!("已收到付款：账单 {invoices}，{amount}"),
                vec![
                    format!("{place}：已收到账单 {invoices} 的付款 {amount}。"),
                    owed.as_ref().map_or_else(|| "该账单已付清。".to_owned(), |owed| format!("尚欠 {owed}。")),
                    SEE[1].to_owned(),
                ],
                vec![],
            ),
        }
    }

    fn past_due(&self, invoices: &str, on: &str, language: Language) -> Words {
        let Self { place, amount, is_first, .. } = self;
        let subject = match (language, is_first) {
            (Language::En, true) => format!("Overdue: {amount}"),
            (Language::En, false) => format!("Reminder: {amount} is overdue, suspended on {on}"),
            (Language::ZhCn, true) => format!("账单逾期：{amount}"),
            (Language::ZhCn, false) => format!("提醒：{amount} 已逾期，{on}起暂停"),
        };
        match language {
            Language::En => (
                subject,
                vec![
                    format!("{place}: {amount} is overdue. Invoices: {invoices}."),
                    format!(
                        "Lessons and orders go on. Without payment by {on} the institution is suspended: no lesson starts then, and nothing can be ordered. Its data is kept."
                    ),
                    SEE[0].to_owned(),
                ],
                vec!["If you have paid in the last days, the money may still be on its way, and there is nothing to do.".to_owned()],
            ),
            Language::ZhCn => (
                subject,
                vec![
                    format!("{place}：{amount} 已逾期。账单：{invoices}。"),
                    format!("课程和订单照常。如{on}前仍未付款，机构将被暂停：届时新课不再开始，也不能下单；数据保留。"),
                    SEE[1].to_owned(),
                ],
                vec!["如您最近几天已经付款，款项可能仍在途中，无需任何操作。".to_owned()],
            ),
        }
    }

    fn suspended(&self, invoices: &str, on: &str, language: Language) -> Words {
        let Self { place, amount, is_first, .. } = self;
        let subject = match (language, is_first) {
            (Language::En, true) => format!("{place} is suspended: {amount} is overdue"),
            (Language::En, false) => format!("The plan of {place} ends on {on}: {amount} is overdue"),
            (Language::ZhCn, true) => format!("{place}已暂停：{amount} 逾期未付"),
            (Language::ZhCn, false) => format!("{place}的方案将于{on}终止：{amount} 逾期未付"),
        };
        match language {
            Language::En => (
                subject,
                vec![
                    format!("{place} is suspended, because {amount} is overdue. Invoices: {invoices}."),
                    format!(
                        "No lesson starts, and nothing can be ordered or changed. Without payment by {on} the plan ends. All data can be read, and for thirty days after that."
                    ),
                    SEE[0].to_owned(),
                ],
                vec!["It goes on by itself as soon as what is overdue is paid.".to_owned()],
            ),
            Language::ZhCn => (
                subject,
                vec![
                    format!("{place}因 {amount} 逾期未付而被暂停。账单：{invoices}。"),
                    format!("新课不再开始，也不能下单或修改。如{on}前仍未付款，方案将终止。所有数据可以查看，终止后三十天内亦然。"),
                    SEE[1].to_owned(),
                ],
                vec!["付清逾期款项后将自动恢复。".to_owned()],
            ),
        }
    }

    fn trial_ending(&self, on: &str, language: Language) -> Words {
        let Self { place, .. } = self;
        match language {
            Language::En => (
                format!("The trial of {place} ends on {on}"),
                vec![
                    format!("{place}: the trial ends on {on}. From then on the plan is charged."),
                    "Lessons and orders go on as they are, and there is nothing to do.".to_owned(),
                    SEE[0].to_owned(),
                ],
                vec!["Whoever looks after billing can change the plan, or cancel it for the end of a month.".to_owned()],
            ),
            Language::ZhCn => (
                format!("{place}的试用将于{on}结束"),
                vec![
                    format!("{place}：试用将于{on}结束，此后按方案收费。"),
                    "课程和订单照常，无需任何操作。".to_owned(),
                    SEE[1].to_owned(),
                ],
                vec!["负责账务的人可以更换方案，或取消方案（月末生效）。".to_owned()],
            ),
        }
    }

    fn ending(&self, on: &str, language: Language) -> Words {
        let Self { place, .. } = self;
        match language {
            Language::En => (
                format!("The plan of {place} ends on {on}"),
                vec![
                    format!("{place}: the plan was cancelled and ends on {on}."),
                    "No lesson starts from then on, and nothing can be ordered. All data can be read and exported for thirty days more, and is removed then.".to_owned(),
                    SEE[0].to_owned(),
                ],
                vec!["Until then the cancellation can be taken back.".to_owned()],
            ),
            Language::ZhCn => (
                format!("{place}的方案将于{on}结束"),
                vec![
                    format!("{place}：方案已取消，将于{on}结束。"),
                    "届时新课不再开始，也不能下单。所有数据此后三十天内可以查看和导出，然后清除。".to_owned(),
                    SEE[1].to_owned(),
                ],
                vec!["在此之前可以撤回取消。".to_owned()],
            ),
        }
    }

    fn cancelled(&self, on: Option<String>, language: Language) -> Words {
        let Self { place, .. } = self;
        match language {
            Language::En => (
                format!("The plan of {place} has ended"),
                vec![
                    format!("{place}: the plan has ended. Nothing is charged for the months after it."),
                    format!(
                        "No lesson starts, and nothing can be ordered. All data can be read and exported{}.",
                        on.map(|on| format!(" until {on}, and is removed then")).unwrap_or_default()
                    ),
                    SEE[0].to_owned(),
                ],
                vec!["Whoever looks after billing can renew it until then when nothing is overdue.".to_owned()],
            ),
            Language::ZhCn => (
                format!("{place}的方案已结束"),
                vec![
                    format!("{place}：方案已结束，此后月份不再收费。"),
                    format!(
                        "新课不再开始，也不能下单。所有数据{}可以查看和导出{}。",
                        on.as_ref().map(|on| format!("在{on}前")).unwrap_or_default(),
                        if on.is_some() { "，届时将被清除" } else { "" }
                    ),
                    SEE[1].to_owned(),
                ],
                vec!["在此之前，没有逾期账单时，负责账务的人可以续订。".to_owned()],
            ),
        }
    }

    fn purge_due(&self, on: &str, language: Language) -> Words {
        let Self { place, .. } = self;
        match language {
            Language::En => (
                format!("The data of {place} is removed on {on}"),
                vec![
                    format!("{place}: the plan has ended, and all data is removed on {on}: members, orders, timetables, lessons and what was used."),
                    "Until then an owner or an admin can download all of it, in the settings under the plan. Invoices are kept, as the law asks.".to_owned(),
                    SEE[0].to_owned(),
                ],
                vec!["Whoever looks after billing can renew the plan until then, and nothing is removed.".to_owned()],
            ),
            Language::ZhCn => (
                format!("{place}的数据将于{on}清除"),
                vec![
                    format!("{place}：方案已结束，所有数据将于{on}清除，包括成员、订单、课表、课程和用量。"),
                    "在此之前，所有者或管理员可在“设置 › 方案”中下载全部数据。账单依法保留。".to_owned(),
                    SEE[1].to_owned(),
                ],
                vec!["在此之前，负责账务的人可以续订方案，数据则不会清除。".to_owned()],
            ),
        }
    }

    fn purged(&self, language: Language) -> Words {
        let Self { place, .. } = self;
        match language {
            Language::En => (
                format!("The data of {place} was removed"),
                vec![
                    format!("{place}: all data was removed, this address included. Nobody can sign in there any more."),
                    "Invoices, credit notes and payments are kept, as the law asks. Whoever needs a copy of one asks the seller that it names.".to_owned(),
                    "The service is here:".to_owned(),
                ],
                vec!["This is the last letter about it.".to_owned()],
            ),
            Language::ZhCn => (
                format!("{place}的数据已清除"),
                vec![
                    format!("{place}：所有数据已清除，包括本邮箱地址。已无法再登录该机构。"),
                    "账单、更正和付款记录依法保留。如需副本，请联系账单上的开票主体。".to_owned(),
                    "服务地址：".to_owned(),
                ],
                vec!["这是与此相关的最后一封邮件。".to_owned()],
            ),
        }
    }
}

/// The subject, what is said before the address, and after it.
type Words = (String, Vec<String>, Vec<String>);

const SEE: [&str; 2] = ["All of it is shown here:", "详情请见："];

fn day(on: Date, language: Language) -> String {
    on.strftime(language.pick(["%-d %B %Y", "%Y年%-m月%-d日"])).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notice(kind: NoticeKind) -> MoneyNotice {
        MoneyNotice {
            kind,
            place: "Qinghe".to_owned(),
            invoices: vec!["HR-000001".to_owned(), "HR-000002".to_owned()],
            amount: "CNY 46.64".to_owned(),
            owed: None,
            on: Some(Date::constant(2026, 11, 3)),
            is_first: true,
            address: "https://x.example/settings/invoices".to_owned(),
        }
    }

    #[test]
    fn both_languages_say_the_amount_the_numbers_and_as_much() {
        for kind in NoticeKind::ALL {
            let [english, chinese] = [Language::En, Language::ZhCn].map(|language| {
                let draft = notice(kind).draft(language);
                let words = [draft.subject.clone(), draft.before.join("\n"), draft.after.join("\n")].join("\n");
                let is_of_money =
                    matches!(kind, NoticeKind::InvoiceIssued | NoticeKind::PaymentReceived | NoticeKind::PastDue | NoticeKind::Suspended);
                assert!(
                    words.contains("Qinghe") && is_of_money == words.contains("CNY 46.64") && is_of_money == words.contains("HR-000001"),
                    "{words}"
                );
                (draft.before.len(), draft.after.len())
            });
            assert_eq!(english, chinese, "{kind:?}");
        }
    }

    #[test]
    fn a_day_is_written_as_its_reader_writes_it_and_an_invoice_of_nothing_names_none() {
        let subject = |notice: MoneyNotice, language| notice.draft(language).subject;
        let issued = || notice(NoticeKind::InvoiceIssued);
        assert_eq!(subject(issued(), Language::En), "Invoice HR-000001, HR-000002: CNY 46.64, due on 3 November 2026");
        assert_eq!(subject(issued(), Language::ZhCn), "账单 HR-000001、HR-000002：CNY 46.64，2026年11月3日到期");
        let nothing = MoneyNotice { on: None, ..issued() };
        assert!(!nothing.draft(Language::En).before.join(" ").contains("by"));
        let reminder = MoneyNotice { is_first: false, ..notice(NoticeKind::PastDue) };
        assert_eq!(subject(reminder, Language::En), "Reminder: CNY 46.64 is overdue, suspended on 3 November 2026");
    }
}
