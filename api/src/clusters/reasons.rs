//! What the conditions of clusters say: a sentence for each reason, in English and Chinese.

use homeroom_domain::cluster::condition::ClusterReason;

/// English, Chinese.
pub(super) const fn texts(reason: &ClusterReason) -> [&'static str; 2] {
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
        ClusterReason::NodeGroupsAsWanted { .. }
        | ClusterReason::NodeGroupGrows { .. }
        | ClusterReason::NodeGroupNotFound { .. }
        | ClusterReason::NodeGroupNotAllowed { .. }
        | ClusterReason::NodeGroupRefuses { .. }
        | ClusterReason::NodeGroupSilent { .. }
        | ClusterReason::NodesNotComing { .. } => of_node_groups(reason),
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

/// How the nodes of groups come; that some do not is the last of them.
const fn of_node_groups(reason: &ClusterReason) -> [&'static str; 2] {
    match reason {
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
        _ => [
            "{missing} nodes of group {group} have not come in twice their boot time: {ready} of {asked} take rooms. Look at its machines.",
            "节点组 {group} 有 {missing} 个节点超过启动时间两倍仍未就绪：{asked} 个中 {ready} 个可用。请检查其机器。",
        ],
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
