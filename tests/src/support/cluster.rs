//! Clusters whose nodes are rows: enough for everything that asks what fits, without a Kubernetes.

use serde_json::{Value, json};
use sqlx::{Connection as _, PgConnection};
use uuid::Uuid;

use super::Database;

/// A cluster in the making. Bare-metal nodes unless said otherwise.
#[derive(Debug, Clone)]
pub struct ClusterSpec {
    nodes: u32,
    cpu_milli: i64,
    memory_mib: i64,
    network_mbit: i64,
    pods: i64,
    region: String,
    simulated: bool,
    headroom_percent: i32,
    interfaces: Option<i64>,
    without_others: bool,
    sells_packed: bool,
}

/// So many nodes of 64 cores, 256 GiB and 25 Gbit/s in `cn-beijing`, without headroom.
pub fn nodes(count: u32) -> ClusterSpec {
    ClusterSpec {
        nodes: count,
        cpu_milli: 64_000,
        memory_mib: 262_144,
        network_mbit: 25_000,
        pods: 110,
        region: "cn-beijing".to_owned(),
        simulated: false,
        headroom_percent: 0,
        interfaces: None,
        without_others: false,
        sells_packed: false,
    }
}

impl ClusterSpec {
    pub fn cores(self, cores: i64) -> Self {
        Self { cpu_milli: cores * 1000, ..self }
    }

    pub fn region(self, region: &str) -> Self {
        Self { region: region.to_owned(), ..self }
    }

    pub fn simulated(self) -> Self {
        Self { simulated: true, ..self }
    }

    pub fn headroom_percent(self, headroom_percent: i32) -> Self {
        Self { headroom_percent, ..self }
    }

    /// So many network interfaces of a node, each for one room, by a resource of the name `example.com/eni`.
    pub fn interfaces(self, interfaces: i64) -> Self {
        Self { interfaces: Some(interfaces), ..self }
    }

    /// A look at its nodes found nobody else's pods, so that rooms may be packed.
    pub fn without_others(self) -> Self {
        Self { without_others: true, ..self }
    }

    /// It sells what packs, where a node is kept free and it was seen what others have.
    pub fn sells_packed(self) -> Self {
        Self { sells_packed: true, ..self }
    }

    fn shape(&self) -> Value {
        let mut shape =
            json!({"cpu_milli": self.cpu_milli, "memory_mib": self.memory_mib, "network_mbit": self.network_mbit, "pods": self.pods});
        if let Some(interfaces) = self.interfaces {
            shape["interfaces"] = json!(interfaces);
        }
        shape
    }

    /// Nodes that are sold: all but the headroom, rounded up.
    fn sold(&self) -> i64 {
        let held_back = i64::from(self.nodes) * i64::from(self.headroom_percent);
        i64::from(self.nodes) - (held_back + 99) / 100
    }

    /// What its nodes let it sell, as a look at them leaves it.
    fn capacity(&self) -> Value {
        let counted: Vec<String> = (0..self.nodes).map(|number| format!("node-{number}")).collect();
        let headroom = i64::from(self.nodes) - self.sold();
        let mut capacity = json!({
            "shape": self.shape(), "counted": counted, "ignored": [], "nodes_sold": self.sold(), "nodes_headroom": headroom,
            "limits": self.limits(),
        });
        if self.without_others {
            capacity["others_most"] = json!({});
        }
        capacity
    }

    /// What may be booked.
    fn limits(&self) -> Value {
        let usable = self.sold();
        let mut limits = json!({
            "cpu_milli": usable * self.cpu_milli,
            "memory_mib": usable * self.memory_mib,
            "network_mbit": usable * self.network_mbit,
            "pods": usable * self.pods,
            "node_share": usable * 1_000_000_000,
        });
        if let Some(interfaces) = self.interfaces {
            limits["interfaces"] = json!(usable * interfaces);
        }
        limits
    }

    /// Through the worker role, as registration would.
    pub async fn insert(&self, conn: &mut PgConnection, name: &str) {
        let (id, calendar) = (Uuid::now_v7(), Uuid::now_v7());
        sqlx::query("INSERT INTO calendars (id, limits) VALUES ($1, $2)")
            .bind(calendar)
            .bind(self.limits())
            .execute(&mut *conn)
            .await
            .unwrap();
        sqlx::query(
            "INSERT INTO clusters (id, calendar_id, name, region, uid, simulated, kubeconfig, media_url, headroom_percent, version, capacity, created_at, interfaces,
                 sells_packed)
             VALUES ($1, $2, $3, $4, $5, $6, '', 'wss://{classroom}.rooms.example.org', $7, 'v1.36.0', $8, '2026-08-01', $9, $10)",
        )
        .bind(id)
        .bind(calendar)
        .bind(name)
        .bind(&self.region)
        .bind(Uuid::now_v7())
        .bind(self.simulated)
        .bind(self.headroom_percent)
        .bind(self.capacity())
        .bind(self.interfaces.map(|_| json!({"resource": "example.com/eni", "isolation": "network_policy"})))
        .bind(self.sells_packed)
        .execute(&mut *conn)
        .await
        .unwrap();
        self.insert_nodes(conn, id).await;
    }

    async fn insert_nodes(&self, conn: &mut PgConnection, cluster: Uuid) {
        for number in 0..self.nodes {
            sqlx::query("INSERT INTO cluster_nodes (cluster_id, name, schedulable, allocatable) VALUES ($1, $2, true, $3)")
                .bind(cluster)
                .bind(format!("node-{number}"))
                .bind(self.shape())
                .execute(&mut *conn)
                .await
                .unwrap();
        }
    }
}

/// A storage pool of such a cluster, with so many Mbit/s and MiB of which 85 % are sold, named like its class; what is recorded is kept for a week.
pub async fn storage_pool(sql: &mut PgConnection, (id, cluster): (Uuid, Uuid), name: &str, (mbit, mib): (i64, i64)) {
    let calendar = Uuid::now_v7();
    let limits = json!({"storage_bandwidth_mbit": mbit * 85 / 100, "storage_space_mib": mib * 85 / 100});
    let insert = "WITH booked AS (INSERT INTO calendars (id, limits) VALUES ($3, $4))
                  INSERT INTO storage_pools (id, cluster_id, calendar_id, name, storage_class, bandwidth_mbit, space_mib, retention_days, grows, created_at)
                  SELECT $1, $2, $3, $5, $5, $6, $7, 7, true, '2026-08-25' WHERE NOT EXISTS (SELECT FROM storage_pools WHERE cluster_id = $2 AND name = $5)";
    let insert = sqlx::query(insert).bind(id).bind(cluster).bind(calendar).bind(limits).bind(name).bind(mbit).bind(mib);
    insert.execute(sql).await.expect("a storage pool");
}

/// From now on each room of a seminar has a network interface of its own. The catalogue is the owner's to change.
pub async fn give_seminars_interfaces(database: &Database) {
    let mut owner = PgConnection::connect_with(&database.owner()).await.expect("the owner connects");
    let give = "UPDATE kinds SET exclusive_interface = true WHERE name = 'seminar'";
    sqlx::query(give).execute(&mut owner).await.expect("a kind with interfaces");
}

/// From now on lessons of classes are recorded: 4 Mbit/s of a room, and 1,200 MiB of an hour of it. The catalogue is the owner's to change.
pub async fn record_classes(database: &Database) {
    let mut owner = PgConnection::connect_with(&database.owner()).await.expect("the owner connects");
    let rates = "UPDATE kinds SET storage_bandwidth_mbit = 4, storage_space_mib_per_hour = 1200 WHERE name = 'class'";
    sqlx::query(rates).execute(&mut owner).await.expect("a kind that records");
}
