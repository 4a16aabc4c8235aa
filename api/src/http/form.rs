//! What a value is, what it should look like, and what a caller should come with: codes for programs, and their words in both languages.
//!
//! They stand in `params` as codes; a sentence is filled with the words.

use serde::{Serialize, de::Unexpected};

use crate::words::Language;

macro_rules! worded {
    ($(#[$doc:meta])* $name:ident { $($(#[$about:meta])* $variant:ident [$en:literal, $zh:literal])* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$about])* $variant,)* }

        impl $name {
            #[cfg(test)]
            pub(super) const ALL: &[Self] = &[$(Self::$variant),*];

            pub(super) const fn words(self, language: Language) -> &'static str {
                match self { $(Self::$variant => language.pick([$en, $zh]),)* }
            }
        }
    };
}

worded! {
    /// The types of JSON, as its schemas call them.
    Form {
        Array ["a list", "列表"]
        Boolean ["true or false", "布尔值"]
        Integer ["a whole number", "整数"]
        Null ["null", "空值"]
        Number ["a number", "数字"]
        Object ["an object", "对象"]
        String ["a text", "文本"]
    }
}

worded! {
    /// What a text, or a time, must look like.
    Format {
        /// An id of something of the tenant's.
        KnownId ["the id of one that there is", "已存在对象的编号"]
        /// Fields of which one must say whose lessons are meant.
        OneScope [
            "exactly one of everything (true), order_id, classroom_id and teacher",
            "everything（true）、order_id、classroom_id 与 teacher 中恰好一个"
        ]
        /// Fields of which one at most says what a cap is of.
        OneCapScope ["absent where cost_group is given: a cap is of one of them", "与 cost_group 二选一：一个上限只针对其中之一"]
        /// The end of a span.
        AfterFrom ["a time after from", "晚于 from 的时间"]
        AmountOrLines ["either amount_minor or lines, and not both", "amount_minor 与 lines 二选一"]
        BeforeTermEnd ["a time before the end of the term", "学期结束之前的时间"]
        BeforeYear9999 ["a time before the year 9999", "9999 年之前的时间"]
        /// What one answer over all clusters holds.
        NodePlanSpan ["after from, and at most 62 days after it", "晚于 from，且不超过 62 天"]
        CapacitySpan ["after from, and at most 2 days after it by slot, 14 by hour, 62 by day", "晚于 from，按时隙不超过 2 天，按小时不超过 14 天，按天不超过 62 天"]
        /// What one answer about a quota holds.
        CalendarSpan ["after from, and at most 14 days after it by slot, 62 by hour, 400 by day", "晚于 from，按时隙不超过 14 天，按小时不超过 62 天，按天不超过 400 天"]
        ClusterTag ["1 to 32 lower-case letters, digits and dashes, named once, such as campus-east", "1 至 32 个小写字母、数字或连字符，且不重复，例如 campus-east"]
        Code ["letters, digits and dashes, such as HR-", "字母、数字和连字符，例如 HR-"]
        Currency ["a currency of ISO 4217 such as CNY", "ISO 4217 货币代码，例如 CNY"]
        Cursor ["a cursor of this list", "此列表的游标"]
        Date ["a date as YYYY-MM-DD", "YYYY-MM-DD 形式的日期"]
        Day ["either from, to and off, or date and runs_as", "from、to 和 off，或者 date 和 runs_as"]
        Decimal ["a decimal in a text such as \"12.5\", with at most 15 digits before the point and 8 after it", "文本形式的小数，例如 \"12.5\"，小数点前最多 15 位、后最多 8 位"]
        Documented ["the form that the document at /docs shows", "文档 /docs 中给出的格式"]
        Email ["an e-mail address such as person@example.org", "邮箱地址，例如 person@example.org"]
        Encoding ["a label of the Encoding Standard such as utf-8, gb18030 or windows-1252", "编码标准中的名称，例如 utf-8、gb18030 或 windows-1252"]
        EndAfterStart ["periods that end after they start", "结束时间晚于开始时间的节次"]
        Future ["a time in the future", "将来的时间"]
        Id ["an id as this service gives them", "本服务给出的标识符"]
        ImageReference ["an image with a tag or a digest, such as registry.example/room:v2", "带标签或摘要的镜像，例如 registry.example/room:v2"]
        JsonList ["a JSON list as the document at /docs shows it", "文档 /docs 所示格式的 JSON 列表"]
        MediaUrl [
            "a ws or wss URL with {classroom} or {pod_ip}, such as wss://{classroom}.rooms.example.org",
            "含有 {classroom} 或 {pod_ip} 的 ws 或 wss 地址，例如 wss://{classroom}.rooms.example.org"
        ]
        /// Bell times of an import.
        OneBellSchedule [
            "a JSON list as the document at /docs shows it, or a name that one bell schedule has and no other",
            "文档 /docs 所示格式的 JSON 列表，或唯一一个作息表的名称"
        ]
        Month ["a month as YYYY-MM", "YYYY-MM 形式的月份"]
        NotBeforeFirstDay ["a day that is not before first_day", "不早于 first_day 的日期"]
        NotPast ["a time that is not past", "尚未过去的时间"]
        PastDay ["a day that is not to come", "不晚于今天的日期"]
        PauseEnd ["a time in the future, at most 24 hours from now", "将来的时间，距现在不超过 24 小时"]
        PlainText ["text that is seen, without characters that hide or turn it and without a blank at either end", "可见的文本，不含隐藏文字或改变文字方向的字符，首尾无空白"]
        RegisteredCluster ["a cluster that is registered, named once", "已注册的集群，且不重复"]
        Separator ["one character that is no letter, digit or quotation mark, or the word tab", "一个非字母、数字、引号的字符，或单词 tab"]
        SocialCreditCode [
            "a unified social credit code of 18 characters whose last one checks the others, such as 91350100M000100Y43",
            "18 位统一社会信用代码，末位为校验码，例如 91350100M000100Y43"
        ]
        Slug ["lower-case letters, digits and dashes, such as bj-1", "小写字母、数字和连字符，例如 bj-1"]
        /// At most 420 days after the span's beginning.
        Span ["after from, and at most 420 days after it", "晚于 from，且相距不超过 420 天"]
        /// What one summary of lessons counts.
        SummarySpan ["after from, and at most 62 days after it, by bell 7", "晚于 from，且相距不超过 62 天，按铃声统计不超过 7 天"]
        Timestamp ["a time of RFC 3339 such as 2026-09-01T00:00:00Z", "RFC 3339 时间，例如 2026-09-01T00:00:00Z"]
        TimeZone ["an IANA time zone such as Asia/Shanghai", "IANA 时区，例如 Asia/Shanghai"]
        Unicode ["text of whole Unicode characters", "由完整 Unicode 字符组成的文本"]
        /// What one answer about usage holds.
        UsageSpan ["a day that is not before first_day, and at most 400 days with it", "不早于 first_day 且含首尾不超过 400 天的日期"]
        VatNumber ["a VAT number as its country writes it, such as DE123456789", "符合所属国家格式的增值税号，例如 DE123456789"]
        WallTime ["a wall time as HH:MM", "HH:MM 形式的时间"]
        /// How far one question about capacity looks.
        WhatIfSpan ["after from, and at most 140 days after it", "晚于 from，且相距不超过 140 天"]
        WithinAWeek ["a time to come, and at most seven days ahead", "将来七天以内的时间"]
        WithinHalfADay ["a time within the next 12 hours", "未来 12 小时内的时间"]
        YearOfWeeks ["a day that is not after to, and at most 52 weeks before it", "不晚于 to，且最多早 52 周的日期"]
    }
}

worded! {
    /// Credentials that an operation is for.
    Needed {
        KeyOrRole ["an API key, or a session with a role", "API 密钥，或带有角色的会话"]
        Session ["a session", "会话"]
        SessionOrLink ["a session or a one-time link", "会话或一次性链接"]
    }
}

impl Form {
    pub(super) const fn of(found: Unexpected<'_>) -> Self {
        match found {
            Unexpected::Bool(_) => Self::Boolean,
            Unexpected::Unsigned(_) | Unexpected::Signed(_) => Self::Integer,
            Unexpected::Float(_) => Self::Number,
            Unexpected::Unit | Unexpected::Option => Self::Null,
            Unexpected::Seq => Self::Array,
            Unexpected::Map => Self::Object,
            _ => Self::String,
        }
    }
}

impl Format {
    /// The format that a decoder means by `text`, the English that it says to serde.
    pub(super) fn named(text: &str) -> Self {
        match text {
            "a cursor of this list" => Self::Cursor,
            "a currency of ISO 4217, such as CNY" => Self::Currency,
            "a date as YYYY-MM-DD" => Self::Date,
            "a day: from, to and off, or date and runs_as" => Self::Day,
            "a decimal as 12.5" => Self::Decimal,
            "a timestamp string" => Self::Timestamp,
            "a wall time as HH:MM" => Self::WallTime,
            "an id" => Self::Id,
            _ => Self::Documented,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Problem;

    /// Two words of small letters side by side, as no code, name or format has them.
    fn english(text: &str) -> bool {
        let is_word = |word: &str| word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_lowercase());
        text.replace(|c: char| !c.is_ascii(), " | ")
            .split(' ')
            .collect::<Vec<_>>()
            .windows(2)
            .any(|pair| pair.iter().all(|word| is_word(word)))
    }

    #[test]
    fn what_a_chinese_reader_sees_holds_no_english() {
        let language = Language::ZhCn;
        let forms = Form::ALL.iter().map(|form| form.words(language));
        let formats = Format::ALL.iter().map(|format| format.words(language));
        let needed = Needed::ALL.iter().map(|needed| needed.words(language));
        let problems = Problem::ALL.iter().flat_map(|problem| [problem.title(language), problem.about(language)]);
        for words in forms.chain(formats).chain(needed).chain(problems) {
            assert!(!english(words) && !words.is_ascii(), "{words}");
        }
        assert!(english("类型不符：invalid type"));
    }
}
