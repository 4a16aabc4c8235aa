use std::time::Duration;

use homeroom_local::postgres::Postgres;

use crate::support::Service;

/// Asks a process to stop, as an orchestrator does.
async fn terminate(id: u32) {
    assert!(tokio::process::Command::new("kill").args(["-TERM", &id.to_string()]).status().await.unwrap().success());
}

#[tokio::test(flavor = "multi_thread")]
async fn asked_to_stop_it_ends_by_itself_and_well() {
    let postgres = Postgres::start_scratch().await.unwrap();
    Service::migrate(postgres.urls()).await;
    let mut service = Service::start(postgres.urls()).await;
    terminate(service.id()).await;
    let status = tokio::time::timeout(Duration::from_secs(20), service.ended()).await.expect("it ends");
    assert!(status.success(), "{status}");
    postgres.stop().await.unwrap();
}
