//! The resources that we read and write, and where each lives in the API.

use kube::core::ApiResource;

macro_rules! resources {
    ($($name:ident = $group:literal, $version:literal, $plural:literal;)*) => {
        /// A resource of the Kubernetes API.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub(crate) enum Resource { $($name),* }

        impl Resource {
            const ALL: &[Self] = &[$(Self::$name),*];

            /// The `kind` field of its objects.
            pub(crate) const fn kind(self) -> &'static str {
                match self { $(Self::$name => stringify!($name)),* }
            }

            const fn place(self) -> (&'static str, &'static str, &'static str) {
                match self { $(Self::$name => ($group, $version, $plural)),* }
            }
        }
    };
}

resources! {
    Namespace = "", "v1", "namespaces";
    ResourceQuota = "", "v1", "resourcequotas";
    LimitRange = "", "v1", "limitranges";
    ServiceAccount = "", "v1", "serviceaccounts";
    Secret = "", "v1", "secrets";
    ConfigMap = "", "v1", "configmaps";
    Service = "", "v1", "services";
    Pod = "", "v1", "pods";
    Node = "", "v1", "nodes";
    NetworkPolicy = "networking.k8s.io", "v1", "networkpolicies";
    PodDisruptionBudget = "policy", "v1", "poddisruptionbudgets";
    Deployment = "apps", "v1", "deployments";
    PriorityClass = "scheduling.k8s.io", "v1", "priorityclasses";
}

impl Resource {
    /// What we keep in an order's namespace, and watch by our label.
    pub(crate) const OURS: &[Self] = &[
        Self::ResourceQuota,
        Self::LimitRange,
        Self::ServiceAccount,
        Self::Secret,
        Self::ConfigMap,
        Self::Service,
        Self::NetworkPolicy,
        Self::PodDisruptionBudget,
        Self::Deployment,
    ];

    /// The resource whose objects have this `kind`.
    pub(crate) fn of_kind(kind: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|resource| resource.kind() == kind)
    }

    pub(super) fn group(self) -> &'static str {
        self.place().0
    }

    pub(super) fn plural(self) -> &'static str {
        self.place().2
    }

    pub(super) fn api(self) -> ApiResource {
        let (group, version, plural) = self.place();
        let api_version = if group.is_empty() { version.to_owned() } else { format!("{group}/{version}") };
        ApiResource {
            group: group.to_owned(),
            version: version.to_owned(),
            api_version,
            kind: self.kind().to_owned(),
            plural: plural.to_owned(),
        }
    }
}
