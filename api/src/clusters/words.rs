//! Sentences about clusters, in English and Chinese: why a kubeconfig is refused, and what conditions mean.

use homeroom_domain::{cluster::condition::ClusterReason, moves::NoPlace, phase::FixBy};
use serde_json::Value;

use super::reasons;
use crate::{
    http::OwnFault,
    words::{self, Language},
};

/// Code, then the sentence in English and in Chinese.
type Words = (&'static str, [&'static str; 2]);

const FAULTS: &[Words] = &[
    (
        "change_in_the_past",
        ["A change is planned from now on at the earliest. Leave `from` out for now.", "变更最早从现在开始计划。省略 `from` 即表示现在。"],
    ),
    ("change_never_holds", ["It must end after it begins.", "结束时间必须晚于开始时间。"]),
    (
        "change_of_more_nodes",
        ["There are {nodes} nodes that can go then. Name no more than those.", "届时可撤下的节点为 {nodes} 个，请勿超过此数。"],
    ),
    ("change_too_far", ["This is planned at most two years ahead.", "最多可提前两年计划。"]),
    ("cluster_not_kubernetes", ["The address does not answer as a Kubernetes API does.", "该地址的应答不是 Kubernetes API。"]),
    ("cluster_rights_missing", ["The credentials lack these rights: {rights}.", "凭据缺少以下权限：{rights}。"]),
    ("cluster_unauthorized", ["The cluster does not accept the credentials.", "集群不接受该凭据。"]),
    ("cluster_unreachable", ["The cluster does not answer ({cause}).", "集群无应答（{cause}）。"]),
    (
        "group_kind_unknown",
        [
            "The cluster has no such kind. Check `api_version` and `kind`, or install what defines it.",
            "集群中没有该类型：请检查 `api_version` 和 `kind`，或安装其定义。",
        ],
    ),
    ("group_min_above_max", ["It must not be above `max`.", "不得大于 `max`。"]),
    ("group_not_found", ["The cluster has no such object in this namespace.", "集群的该命名空间中没有此对象。"]),
    (
        "group_not_scalable",
        ["Objects of this kind have no `scale` subresource, or are in no namespace.", "此类对象没有 `scale` 子资源，或不属于命名空间。"],
    ),
    (
        "group_rights_missing",
        [
            "The cluster's credentials lack these rights: {rights}. deploy/node-groups-access.yaml grants them for Cluster API.",
            "集群凭据缺少以下权限：{rights}。deploy/node-groups-access.yaml 为 Cluster API 授予这些权限。",
        ],
    ),
    ("group_silent", ["The cluster does not answer. Try again when it does.", "集群无应答，请在其恢复后重试。"]),
    (
        "interfaces_annotation_key",
        [
            "Name it as `domain/name`, of the cloud's own domain: not of kubernetes.io, k8s.io or homeroom.dev.",
            "请写作 `domain/name`，使用云厂商自己的域名，不得使用 kubernetes.io、k8s.io 或 homeroom.dev。",
        ],
    ),
    (
        "interfaces_annotation_missing",
        [
            "A security group isolates rooms by an annotation on their pods: give its key and value, or isolate by `network_policy`.",
            "安全组通过 Pod 注解隔离教室：请给出其键和值，或改用 `network_policy` 隔离。",
        ],
    ),
    (
        "interfaces_annotation_value",
        ["Give from 1 to 1,000 characters, none of which controls.", "请给出 1 至 1,000 个字符，不得含控制字符。"],
    ),
    (
        "interfaces_in_use",
        [
            "Rooms with such interfaces are booked here. Move their orders away or let them end, then change it.",
            "此集群上已预订使用此类接口的教室。请先将其订单迁出或等待结束，再作更改。",
        ],
    ),
    (
        "interfaces_resource",
        [
            "Name the extended resource of the nodes as `domain/name`, not of kubernetes.io, k8s.io or homeroom.dev.",
            "请以 `domain/name` 写出节点的扩展资源名，不得使用 kubernetes.io、k8s.io 或 homeroom.dev。",
        ],
    ),
    (
        "kubeconfig_auth_provider",
        [
            "auth-provider would run code on our side. Embed a token or a client certificate.",
            "auth-provider 会在我方运行代码，请内嵌令牌或客户端证书。",
        ],
    ),
    ("kubeconfig_certificate", ["A certificate or key is not PEM in base64.", "证书或密钥不是 base64 编码的 PEM。"]),
    (
        "kubeconfig_context",
        [
            "current-context must name a context whose cluster and user are in the file.",
            "current-context 必须指向文件中具备集群和用户的上下文。",
        ],
    ),
    (
        "kubeconfig_credentials",
        ["The user has neither a token nor a client certificate with its key.", "用户既没有令牌，也没有带密钥的客户端证书。"],
    ),
    ("kubeconfig_duplicate", ["Two entries have one name.", "有两个条目同名。"]),
    (
        "kubeconfig_exec",
        ["exec would run a program on our side. Embed a token or a client certificate.", "exec 会在我方运行程序，请内嵌令牌或客户端证书。"],
    ),
    (
        "kubeconfig_impersonation",
        ["Impersonation is not accepted. Use credentials with rights of their own.", "不接受身份模拟，请使用自身具备权限的凭据。"],
    ),
    ("kubeconfig_incomplete", ["A part that is needed is missing.", "缺少必要的部分。"]),
    ("kubeconfig_insecure", ["TLS must be verified: remove insecure-skip-tls-verify.", "必须验证 TLS：请去掉 insecure-skip-tls-verify。"]),
    ("kubeconfig_not_https", ["The server must be reached by https.", "服务器地址必须使用 https。"]),
    (
        "kubeconfig_other_cluster",
        ["This kubeconfig leads to another cluster. Register that one by itself.", "该 kubeconfig 指向另一个集群，请单独注册。"],
    ),
    ("kubeconfig_password", ["User names and passwords are not accepted.", "不接受用户名和密码。"]),
    ("kubeconfig_path", ["A path would be read on our side. Embed the data instead.", "路径会在我方读取，请改为内嵌数据。"]),
    ("kubeconfig_proxy", ["A proxy is not accepted.", "不接受代理。"]),
    (
        "kubeconfig_server",
        ["The server's address cannot be used: no credentials or query in it, please.", "服务器地址无法使用：其中不得含有凭据或查询。"],
    ),
    ("kubeconfig_token", ["The token is not one line of printable characters.", "令牌不是一行可打印字符。"]),
    (
        "kubeconfig_token_file",
        ["tokenFile would be read on our side. Embed the token instead.", "tokenFile 会在我方读取，请改为内嵌令牌。"],
    ),
    ("kubeconfig_unknown_field", ["A field is there that this service does not know.", "含有本服务不认识的字段。"]),
    ("kubeconfig_unreadable", ["This is no kubeconfig.", "这不是 kubeconfig。"]),
    (
        "node_lead_without_limit",
        [
            "Nodes come by themselves up to the node limit: give `node_limit` too, or set `node_lead_minutes` to null.",
            "节点会自行增加至节点上限：请同时给出 `node_limit`，或将 `node_lead_minutes` 设为 null。",
        ],
    ),
    (
        "pool_class_not_found",
        ["The cluster has no such StorageClass. Create it, or check the name.", "集群中没有此 StorageClass：请创建或检查名称。"],
    ),
    (
        "pool_overlaps",
        [
            "Its files lie where those of the pool {pool} do ({files}): the same space would be sold twice. Name another directory in the class.",
            "其文件与存储池 {pool} 的文件位于同一处（{files}），同一空间会被重复出售。请在该类中指定其他目录。",
        ],
    ),
    (
        "pool_rights_missing",
        [
            "The cluster's credentials lack these rights: {rights}. deploy/storage-pools-access.yaml grants them.",
            "集群凭据缺少以下权限：{rights}。deploy/storage-pools-access.yaml 授予这些权限。",
        ],
    ),
    ("pool_silent", ["The cluster does not answer. Try again when it does.", "集群无应答，请在其恢复后重试。"]),
];

/// What is wrong with a kubeconfig, or with what it leads to.
pub(super) fn fault(code: &'static str, params: Value) -> OwnFault {
    OwnFault { code, params, words: find(FAULTS, code).unwrap_or([code, code]) }
}

fn find(words: &[Words], code: &str) -> Option<[&'static str; 2]> {
    words.iter().find(|(known, _)| *known == code).map(|(_, words)| *words)
}

/// What a condition's reason means. One that this build does not know, written by a newer replica, is spelled out of its name.
pub(super) fn reason(name: &str, params: &Value, language: Language) -> String {
    words::said(name, params, language, reasons::texts)
}

/// Who can mend what a condition of a cluster says.
pub(super) fn fix_by(name: &str, params: &Value) -> Option<FixBy> {
    words::stored::<ClusterReason>(name, params)?.fix_by()
}

/// Why a cluster cannot take an order that moves.
pub(crate) fn no_place(name: &str, params: &Value, language: Language) -> String {
    words::said(name, params, language, |known| place(*known))
}

const fn place(why: NoPlace) -> [&'static str; 2] {
    match why {
        NoPlace::Cordoned {} => ["It is cordoned.", "该集群已封锁。"],
        NoPlace::KeptOff {} => ["The institution's orders keep off it.", "该机构的订单不安排在此集群。"],
        NoPlace::Unreachable {} => ["It does not answer.", "该集群无应答。"],
        NoPlace::RoomsNotReached {} => ["None of its rooms is reached by clients.", "客户端无法连通该集群的任何教室。"],
        NoPlace::NoNodes {} => ["No node of it is known.", "尚无已知节点。"],
        NoPlace::RoomTooLarge {} => ["A room of the order fits on none of its nodes.", "订单中的某间教室无法放入其任何节点。"],
        NoPlace::Full { .. } => [
            "It bears {limit} {counted}, and has them. Raise the threshold, or let orders end or move away.",
            "该集群的 {counted} 上限为 {limit}，已用尽。请提高上限，或等待订单结束或迁出。",
        ],
        NoPlace::NoInterfaces {} => [
            "Rooms of the order have network interfaces of their own, and its nodes offer none.",
            "订单中的教室需要独立网络接口，而其节点不提供。",
        ],
        NoPlace::NoStorage {} => ["None of its storage pools takes what would be recorded.", "其存储池均无法容纳将要录制的内容。"],
        NoPlace::Short { .. } => [
            "{resource} does not suffice at {at}: {needed} more are needed, {free} are free.",
            "{at} 的 {resource} 不足：还需 {needed}，可用 {free}。",
        ],
        NoPlace::StillLeaving {} => ["What the order left there is not gone yet.", "订单此前留在该处的内容尚未清除。"],
        NoPlace::NoOtherCluster {} => ["The region has no such other cluster of the order's sort.", "该区域没有符合条件的其他集群。"],
        NoPlace::NotFuller {} => {
            ["The order's cluster is not fuller than this one would be with it.", "该订单所在的集群并不比接收后的此集群更满。"]
        }
        NoPlace::HasObjects {} => {
            ["Its objects are made already, or are about to be. Move the order by itself.", "其对象已创建或即将创建，请单独迁移该订单。"]
        }
        NoPlace::AlwaysOn {} => [
            "Its rooms are always up. Nothing moves them by force: amend the order so that there is a gap.",
            "其教室常开，不会强行迁移：请修改订单，留出空档。",
        ],
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn words_are_in_order_and_name_the_same_parameters() {
        assert!(FAULTS.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert!(FAULTS.iter().all(|(_, [en, zh])| en.matches('{').count() == zh.matches('{').count()));
    }

    #[test]
    fn a_reason_is_a_sentence_in_both_languages_and_an_unknown_one_is_spelled_out() {
        let rights = json!({"rights": ["watch pods", "get nodes"]});
        let said = "Rights are missing: watch pods, get nodes. Until they are back, nothing is known of the orders here.";
        assert_eq!(reason("RightsMissing", &rights, Language::En), said);
        assert_eq!(reason("Answers", &json!({}), Language::ZhCn), "API 正常应答。");
        assert_eq!(reason("FromTheFuture", &json!({}), Language::En), "From the future.");
    }
}
