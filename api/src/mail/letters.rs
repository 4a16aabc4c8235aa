//! The letters there are. What people typed is text in them and never markup.

use homeroom_outside::Letter;

use super::Draft;
use crate::{auth::Role, words::Language};

/// Places that a letter names; more are counted.
const NAMED: usize = 10;

/// Somebody was given a role and is to set a first password for it.
pub(crate) struct Invitation<'a> {
    /// The tenant's or the partner's name; `None` for the platform.
    pub place: Option<&'a str>,
    pub role: Role,
    /// Where the password is set.
    pub address: String,
}

/// Somebody asked for a new password.
pub(crate) struct Reset {
    pub email: String,
    /// The names of the places that the new password opens; the platform is not among them.
    pub places: Vec<String>,
    pub address: String,
}

impl Invitation<'_> {
    pub(crate) fn draft(self, language: Language) -> Draft {
        let place = self.place.unwrap_or(language.pick(["Homeroom", "Homeroom 平台"]));
        let role = role(self.role, language);
        match language {
            Language::En => Draft {
                subject: format!("{place} invites you to Homeroom"),
                before: vec![format!("{place} has given you a role in Homeroom: {role}."), "Set a password here to take it up:".to_owned()],
                address: self.address,
                after: vec![
                    "The link works once, within seven days. If it has ended, ask whoever invited you for a new one.".to_owned(),
                    "If you do not expect this, do nothing: without the link nobody takes up the role.".to_owned(),
                ],
            },
            Language::ZhCn => Draft {
                subject: format!("{place}邀请您使用 Homeroom"),
                before: vec![format!("{place}已在 Homeroom 中授予您角色：{role}。"), "请在此设置密码以启用：".to_owned()],
                address: self.address,
                after: vec![
                    "链接七天内有效，仅可使用一次。如已失效，请向邀请人索取新链接。".to_owned(),
                    "如果您并不知情，请忽略此邮件：没有此链接，任何人都无法启用该角色。".to_owned(),
                ],
            },
        }
    }
}

impl Reset {
    pub(crate) fn draft(self, language: Language) -> Draft {
        let Self { email, places, address } = self;
        let opens = listed(&places, language);
        match language {
            Language::En => Draft {
                subject: "Set a new password for Homeroom".to_owned(),
                before: vec![format!("A new password was asked for: {email}."), "Set it here:".to_owned()],
                address,
                after: [
                    Some("The link works once, within an hour.".to_owned()),
                    opens.map(|names| format!("The new password is for {names}.")),
                ]
                .into_iter()
                .flatten()
                .chain(["If you did not ask, do nothing: your password stays as it is.".to_owned()])
                .collect(),
            },
            Language::ZhCn => Draft {
                subject: "设置新的 Homeroom 密码".to_owned(),
                before: vec![format!("有人为 {email} 申请了新密码。"), "请在此设置：".to_owned()],
                address,
                after: [Some("链接一小时内有效，仅可使用一次。".to_owned()), opens.map(|names| format!("新密码适用于：{names}。"))]
                    .into_iter()
                    .flatten()
                    .chain(["如果不是您本人申请，请忽略此邮件，密码不会改变。".to_owned()])
                    .collect(),
            },
        }
    }
}

/// Names as a sentence has them; `None` where there are none.
pub(super) fn listed(names: &[String], language: Language) -> Option<String> {
    let shown = names.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(language.pick([", ", "、"]));
    let more = names.len().saturating_sub(NAMED);
    match (shown.is_empty(), more) {
        (true, _) => None,
        (false, 0) => Some(shown),
        (false, _) => Some(match language {
            Language::En => format!("{shown} and {more} more"),
            Language::ZhCn => format!("{shown}等另外 {more} 处"),
        }),
    }
}

const fn role(role: Role, language: Language) -> &'static str {
    language.pick(match role {
        Role::PlatformAdmin => ["platform administrator", "平台管理员"],
        Role::PlatformSupport => ["platform support", "平台支持"],
        Role::PartnerAdmin => ["partner administrator", "合作伙伴管理员"],
        Role::Owner => ["owner", "所有者"],
        Role::Admin => ["administrator", "管理员"],
        Role::Billing => ["billing", "财务"],
        Role::Teacher => ["teacher", "教师"],
        Role::Viewer => ["viewer", "查看者"],
    })
}

impl Draft {
    /// The same words as text and as HTML.
    pub(super) fn written(self, to: String, language: Language) -> Letter {
        let Self { subject, before, address, after } = self;
        let all = before.iter().chain([&address]).chain(&after);
        let text = all.map(String::as_str).collect::<Vec<_>>().join("\n\n") + "\n";
        let paragraph = |words: &String| format!("<p>{}</p>\n", escaped(words));
        // Its secret is one long word, which would make a phone show the letter in half of its size.
        let link = format!("<p style=\"word-break: break-all\"><a href=\"{0}\">{0}</a></p>\n", escaped(&address));
        let body = before.iter().map(paragraph).chain([link]).chain(after.iter().map(paragraph)).collect::<String>();
        let (lang, title) = (language.tag(), escaped(&subject));
        let html = format!(
            "<!doctype html>\n<html lang=\"{lang}\"><head><meta charset=\"utf-8\"><title>{title}</title></head>\n<body>\n{body}</body></html>\n"
        );
        Letter { to, subject, text, html, language: lang }
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn invitation(place: &str, language: Language) -> Letter {
        let invitation =
            Invitation { place: Some(place), role: Role::Teacher, address: "https://x.example/invitation#hr_link_1".to_owned() };
        invitation.draft(language).written("li@example.org".to_owned(), language)
    }

    #[test]
    fn a_name_is_text_in_a_letter_and_never_markup() {
        let letter = invitation("<script>alert(1)</script> & \"Sons\"", Language::En);
        assert!(!letter.html.contains("<script>") && letter.html.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;Sons&quot;"));
        assert!(letter.text.contains("<script>alert(1)</script> & \"Sons\" has given you a role in Homeroom: teacher."));
        assert_eq!(letter.html.matches("https://x.example/invitation#hr_link_1").count(), 2, "as the address, and to be read");
    }

    #[test]
    fn both_languages_say_as_much() {
        let (english, chinese) = (invitation("Qinghe", Language::En), invitation("清河", Language::ZhCn));
        assert_eq!(english.text.split("\n\n").count(), chinese.text.split("\n\n").count());
        assert!(chinese.subject == "清河邀请您使用 Homeroom" && chinese.html.contains("lang=\"zh-CN\"") && chinese.text.contains("教师"));
        let places: Vec<String> = (1..=12).map(|number| format!("School {number}")).collect();
        let reset = |places: &[String], language| {
            let reset = Reset { email: "li@example.org".to_owned(), places: places.to_vec(), address: "https://x.example".to_owned() };
            reset.draft(language).written("li@example.org".to_owned(), language).text
        };
        assert!(reset(&places, Language::En).contains("School 10 and 2 more."));
        assert!(reset(&places, Language::ZhCn).contains("School 10等另外 2 处。"));
        assert!(!reset(&[], Language::En).contains("is for"));
        assert_eq!(reset(&places, Language::En).split("\n\n").count(), reset(&places, Language::ZhCn).split("\n\n").count());
    }
}
