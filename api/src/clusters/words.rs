//! Sentences about clusters, in English and Chinese: why a kubeconfig is refused, and what conditions mean.

use homeroom_domain::{cluster::condition::ClusterReason, moves::NoPlace, phase::FixBy};
use serde_json::Value;

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
    words::said(name, params, language, texts)
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

/// English, Chinese.
const fn texts(reason: &ClusterReason) -> [&'static str; 2] {
    match reason {
        ClusterReason::Answers {} => ["The API answers.", "API 正常应答。"],
        ClusterReason::Unreachable {} => ["The API does not answer.", "API 无应答。"],
        ClusterReason::Unauthorized {} => ["The API no longer accepts our credentials.", "API 不再接受我方凭据。"],
        ClusterReason::Forbidden {} => ["The API answers, but a right is missing.", "API 有应答，但缺少权限。"],
        ClusterReason::Refused {} => ["The API refuses what it is asked for.", "API 拒绝了请求。"],
        ClusterReason::NotFound {} => ["The API does not know its own kube-system namespace.", "API 找不到自身的 kube-system 命名空间。"],
        ClusterReason::Conflict {} => ["The API answers that something changed meanwhile.", "API 应答称内容已被更改。"],
        ClusterReason::Busy {} => ["The API answers that it is overloaded or broken.", "API 应答称其过载或故障。"],
        ClusterReason::AnotherCluster {} => ["Another cluster answers at this address.", "该地址应答的是另一个集群。"],
        ClusterReason::TooLarge {} => ["The API answers without an end.", "API 的应答过大。"],
        ClusterReason::NotKubernetes {} => {
            ["The address no longer answers as a Kubernetes API does.", "该地址的应答不再是 Kubernetes API。"]
        }
        ClusterReason::WatchesInterrupted { .. } => [
            "These cannot be watched: {kinds}. Until they can, nothing is known of the orders here.",
            "无法监视：{kinds}。恢复之前，无法得知此处订单的状况。",
        ],
        ClusterReason::RightsMissing { .. } => [
            "Rights are missing: {rights}. Until they are back, nothing is known of the orders here.",
            "缺少以下权限：{rights}。恢复之前，无法得知此处订单的状况。",
        ],
        ClusterReason::PausedByHand {} => ["An operator has paused all changes here.", "操作员已暂停此集群的所有更改。"],
        ClusterReason::LanesPausedByHand { .. } => {
            ["An operator has paused these works here: {lanes}.", "操作员已在此集群暂停以下工作：{lanes}。"]
        }
        ClusterReason::CordonedByHand {} => ["No new orders are placed here.", "不再安排新的订单。"],
        ClusterReason::OrdersLeaving { .. } => [
            "It is drained: {left} orders are left, {moving} are on their way, and {blocked} cannot move now.",
            "正在排空：剩余 {left} 个订单，{moving} 个正在迁移，{blocked} 个暂时无法迁移。",
        ],
        ClusterReason::Drained {} => ["It is drained: no order is left.", "已排空：没有剩余订单。"],
        ClusterReason::NodesNotCounted { .. } => {
            ["Some nodes are not sold: not schedulable, or smaller than the commonest.", "部分节点未计入：不可调度，或小于最常见的规格。"]
        }
        ClusterReason::UnknownNamespacesFound { .. } => [
            "There are namespaces of ours that no order explains: {namespaces}. Nothing deletes them.",
            "存在没有订单对应的命名空间：{namespaces}。系统不会删除它们。",
        ],
        ClusterReason::ImagesOnAllNodes { .. } => ["The room image is on all {wanted} nodes.", "教室镜像已在全部 {wanted} 个节点上。"],
        ClusterReason::ImageNotOnAllNodes { .. } => [
            "{image} is preloaded on {holding} of {wanted} nodes. These lack it: {nodes}.",
            "{image} 已预载到 {wanted} 个节点中的 {holding} 个，尚缺：{nodes}。",
        ],
        ClusterReason::ImagePullFails { .. } => [
            "{image} is preloaded on {holding} of {wanted} nodes. Pulling it on {node} fails: {cause}. These lack it: {nodes}.",
            "{image} 已预载到 {wanted} 个节点中的 {holding} 个。在 {node} 上拉取失败：{cause}。尚缺：{nodes}。",
        ],
        ClusterReason::ImagePullNotAllowed { .. } => [
            "{image} is on {holding} of {wanted} nodes, and the credentials do not let us pull it: apply deploy/cluster-access.yaml again. These lack it: {nodes}.",
            "{image} 已在 {wanted} 个节点中的 {holding} 个上，凭据无权拉取，请重新应用 deploy/cluster-access.yaml。尚缺：{nodes}。",
        ],
        ClusterReason::ImagePullRefused { .. } => [
            "{image} is on {holding} of {wanted} nodes, and the cluster refuses what would pull it. These lack it: {nodes}.",
            "{image} 已在 {wanted} 个节点中的 {holding} 个上，集群拒绝了用于拉取的对象。尚缺：{nodes}。",
        ],
        ClusterReason::ImageRollGoesOn { .. } | ClusterReason::ImageRollStopped { .. } | ClusterReason::ImageRollStoppedByHand { .. } => {
            of_rolls(reason)
        }
        ClusterReason::NodeGroupsAsWanted { .. } => {
            ["Node groups have the nodes that they ought to have: {nodes}.", "节点组的节点数符合要求：{nodes}。"]
        }
        ClusterReason::NodeGroupGrows { .. } => [
            "Node group {group} grows: {ready} of {asked} nodes take rooms.",
            "节点组 {group} 正在扩容：{asked} 个节点中有 {ready} 个可用。",
        ],
        ClusterReason::NodeGroupNotFound { .. } => [
            "Node group {group} is gone from the cluster. Create it again, or remove the group here.",
            "集群中已没有节点组 {group}，请重新创建，或在此移除该节点组。",
        ],
        ClusterReason::NodeGroupNotAllowed { .. } => [
            "The credentials may not scale node group {group}: apply deploy/node-groups-access.yaml, or grant get and update on its scale.",
            "凭据无权伸缩节点组 {group}：请应用 deploy/node-groups-access.yaml，或授予其 scale 的 get 和 update 权限。",
        ],
        ClusterReason::NodeGroupRefuses { .. } => {
            ["The cluster refuses to scale node group {group}. It is tried again.", "集群拒绝伸缩节点组 {group}，系统会重试。"]
        }
        ClusterReason::NodeGroupSilent { .. } => [
            "Node group {group} could not be scaled: the API does not answer or is overloaded. It is tried again.",
            "节点组 {group} 暂时无法伸缩：API 无应答或过载，系统会重试。",
        ],
        ClusterReason::NodesNotComing { .. } => [
            "{missing} nodes of group {group} have not come in twice their boot time: {ready} of {asked} take rooms. Look at its machines.",
            "节点组 {group} 有 {missing} 个节点超过启动时间两倍仍未就绪：{asked} 个中 {ready} 个可用。请检查其机器。",
        ],
        ClusterReason::PoliciesHold {}
        | ClusterReason::PoliciesDoNotHold {}
        | ClusterReason::NodesSimulated {}
        | ClusterReason::PolicyProbeNotRunning {}
        | ClusterReason::PolicyProbeNotReached {}
        | ClusterReason::PolicyProbeRefused {} => of_policies(reason),
        ClusterReason::RoomsAnswer {}
        | ClusterReason::SomeRoomsNotReached { .. }
        | ClusterReason::RoomsNotReached { .. }
        | ClusterReason::NoRoomUp {}
        | ClusterReason::RoomsSimulated {} => of_roads(reason),
        ClusterReason::NodesTellOfNoImages {} => [
            "The nodes tell of no images, as simulated ones do: whether rooms' images are there is not known.",
            "节点未报告任何镜像（模拟节点如此），无法得知教室镜像是否已在节点上。",
        ],
    }
}

/// How a roll of an image goes; that a person has stopped it is the last of them.
const fn of_rolls(reason: &ClusterReason) -> [&'static str; 2] {
    match reason {
        ClusterReason::ImageRollGoesOn { .. } => {
            ["{image} goes from order to order, each between its lessons.", "{image} 正在逐个订单更新，均在课间进行。"]
        }
        ClusterReason::ImageRollStopped { .. } => [
            "The roll of {image} has stopped: {missing} rooms were not ready a minute before their lesson, and {ready} were. Take it back, or resume it.",
            "{image} 的更新已停止：{missing} 间教室在课前一分钟尚未就绪，{ready} 间已就绪。请撤回或恢复更新。",
        ],
        _ => {
            ["An operator has stopped the roll of {image}. Take it back, or resume it.", "操作员已停止 {image} 的更新。请撤回或恢复更新。"]
        }
    }
}

/// What was found of NetworkPolicy; that it could not be tried is the last of them.
const fn of_policies(reason: &ClusterReason) -> [&'static str; 2] {
    match reason {
        ClusterReason::PoliciesHold {} => ["What NetworkPolicy forbids does not get through.", "NetworkPolicy 禁止的流量无法通过。"],
        ClusterReason::PoliciesDoNotHold {} => [
            "The cluster does not enforce NetworkPolicy: every pod can reach every room. Install a network plugin that does, or isolate rooms by a security group.",
            "集群未执行 NetworkPolicy：任何 Pod 都能访问任何教室。请安装支持的网络插件，或以安全组隔离教室。",
        ],
        ClusterReason::NodesSimulated {} => {
            ["The nodes are simulated: whether NetworkPolicy is enforced is not known.", "节点为模拟节点，无法得知是否执行 NetworkPolicy。"]
        }
        ClusterReason::PolicyProbeNotRunning {} => [
            "Whether NetworkPolicy is enforced is not known: the two pods that try it did not run. They need `nc` in the room image.",
            "无法得知是否执行 NetworkPolicy：用于检测的两个 Pod 未能运行。教室镜像中需有 `nc`。",
        ],
        ClusterReason::PolicyProbeNotReached {} => [
            "Whether NetworkPolicy is enforced is not known: two pods could not reach each other before any policy of ours.",
            "无法得知是否执行 NetworkPolicy：在应用我方策略之前，两个 Pod 就无法互通。",
        ],
        _ => [
            "Whether NetworkPolicy is enforced is not known: the cluster refuses the two pods that try it.",
            "无法得知是否执行 NetworkPolicy：集群拒绝了用于检测的两个 Pod。",
        ],
    }
}

/// Whether rooms are reached; that their nodes are simulated is the last of them.
const fn of_roads(reason: &ClusterReason) -> [&'static str; 2] {
    match reason {
        ClusterReason::RoomsAnswer {} => ["Rooms answer on the road that clients take.", "教室在客户端所经路径上正常应答。"],
        ClusterReason::SomeRoomsNotReached { .. } => [
            "{rooms} rooms that are up do not answer on the road that clients take. Others do.",
            "{rooms} 间已就绪的教室在客户端所经路径上无应答，其他教室有应答。",
        ],
        ClusterReason::RoomsNotReached { .. } => [
            "No room that was tried answers on the road that clients take; {rooms} are known not to. A failover moves them.",
            "已尝试的教室在客户端所经路径上均无应答，已知 {rooms} 间。故障转移会将其迁移。",
        ],
        ClusterReason::NoRoomUp {} => ["No room is up that could be tried.", "没有已就绪的教室可供尝试。"],
        _ => ["The nodes are simulated: whether rooms are reached is not known.", "节点为模拟节点，无法得知教室是否可达。"],
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
