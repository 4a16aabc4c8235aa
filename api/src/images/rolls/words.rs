//! Sentences for why a roll is stopped or was taken back, in English and Chinese.

use homeroom_domain::nodes::roll::RollCause;
use serde_json::Value;

use crate::words::{self, Language};

/// Why, as a sentence.
pub(super) fn cause(cause: &RollCause, params: &Value, language: Language) -> String {
    let texts = match cause {
        RollCause::RoomsMissing { others_missing: 0, others_ready: 0, .. } => [
            "{missing} rooms were not ready a minute before their lesson, and {ready} were.",
            "{missing} 间教室在课前一分钟尚未就绪，{ready} 间已就绪。",
        ],
        RollCause::RoomsMissing { .. } => [
            "{missing} rooms were not ready a minute before their lesson, and {ready} were. Of those beside them with the old image {others_missing} were not, and {others_ready} were.",
            "{missing} 间教室在课前一分钟尚未就绪，{ready} 间已就绪；同时使用旧镜像的教室中 {others_missing} 间未就绪，{others_ready} 间已就绪。",
        ],
        RollCause::ByHand {} => ["By an operator.", "由操作员操作。"],
        RollCause::AnotherConfigured { .. } => {
            ["The service was given {image} as the room image meanwhile.", "其间服务的教室镜像配置已改为 {image}。"]
        }
    };
    words::fill(language.pick(texts), params)
}
