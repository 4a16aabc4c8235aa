//! What the pages say, in English and Chinese.

use super::failure::Failure;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    English,
    Chinese,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Word {
    AddCard,
    Alipay,
    Back,
    CardNumber,
    Closed,
    ClosedBecause,
    Default,
    Due,
    Ends,
    Hint,
    Invoice,
    MakeDefault,
    NoCards,
    NoTestCard,
    Paid,
    Pay,
    Played,
    Remove,
    SaveCard,
    SaveCardLead,
    Total,
    YourCards,
}

impl Language {
    /// As the session says, else as the visitor's browser does.
    pub(super) fn of(browser: Option<&str>, session: Option<&str>) -> Self {
        let wanted = session.filter(|locale| *locale != "auto").or(browser).unwrap_or_default();
        if wanted.starts_with("zh") { Self::Chinese } else { Self::English }
    }

    pub(super) const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh-CN",
        }
    }

    pub(super) const fn say(self, word: Word) -> &'static str {
        let (english, chinese) = match word {
            Word::AddCard => ("Add a card", "添加银行卡"),
            Word::Alipay => ("Pay with Alipay", "用支付宝付款"),
            Word::Back => ("Back", "返回"),
            Word::CardNumber => ("Card number", "卡号"),
            Word::Closed => ("This page is closed", "页面已关闭"),
            Word::ClosedBecause => (
                "It was used already, or it was left open for too long. Go back to where you came from and begin anew.",
                "它已被使用，或打开时间过长。请返回原页面重新开始。",
            ),
            Word::Default => ("Used for payments", "默认付款"),
            Word::Due => ("Due", "付款期限"),
            Word::Ends => ("ends in", "尾号"),
            Word::Hint => (
                "4242 4242 4242 4242 pays, 4000 0000 0000 0002 is declined, 4000 0000 0000 0341 is saved and declined when it is to pay.",
                "4242 4242 4242 4242 可付款；4000 0000 0000 0002 会被拒绝；4000 0000 0000 0341 可保存，但付款时会被拒绝。",
            ),
            Word::Invoice => ("Invoice", "账单"),
            Word::MakeDefault => ("Use for payments", "设为默认"),
            Word::NoCards => ("No card is saved.", "尚未保存银行卡。"),
            Word::NoTestCard => ("This is no test card.", "这不是测试卡号。"),
            Word::Paid => ("Paid. Thank you.", "已付款，谢谢。"),
            Word::Pay => ("Pay", "支付"),
            Word::Played => {
                ("A test page: no money moves, and no real card belongs here.", "测试页面：不会产生真实扣款，请勿填写真实卡号。")
            }
            Word::Remove => ("Remove", "移除"),
            Word::SaveCard => ("Save card", "保存银行卡"),
            Word::SaveCardLead => ("Nothing is charged now. The card is kept for later invoices.", "现在不会扣款。此卡将用于以后的账单。"),
            Word::Total => ("Total", "合计"),
            Word::YourCards => ("Your cards", "您的银行卡"),
        };
        match self {
            Self::English => english,
            Self::Chinese => chinese,
        }
    }

    /// What a holder reads when a card was refused.
    pub(super) fn refusal(self, failure: &Failure) -> String {
        let error = &failure.body()["error"];
        let code = error["decline_code"].as_str().or(error["code"].as_str()).unwrap_or_default();
        let chinese = match code {
            "insufficient_funds" => "银行卡余额不足。",
            "expired_card" => "银行卡已过期。",
            "processing_error" => "处理银行卡时出错，请稍后重试。",
            "generic_decline" | "lost_card" => "银行卡被拒绝。",
            _ => "",
        };
        match self {
            Self::Chinese if !chinese.is_empty() => chinese.to_owned(),
            _ => error["message"].as_str().unwrap_or_default().to_owned(),
        }
    }
}
