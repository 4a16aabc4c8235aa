//! A server starts, keeps its data over a stop and a crash, and has the roles; so
//! does one that somebody else runs.

use homeroom_local::postgres::{Options, Postgres, ensure_roles};
use homeroom_local::progress;
use homeroom_local::scratch::Scratch;
use sqlx::{Connection, Executor, PgConnection};

type Outcome = anyhow::Result<()>;

#[tokio::test]
async fn data_survive_a_stop_and_a_crash() -> Outcome {
    let scratch = Scratch::new("postgres-test")?;
    let options = Options { dir: scratch.path().to_path_buf(), durable: true, progress: progress::silent() };
    let first = Postgres::start(options.clone()).await?;
    let mut owner = PgConnection::connect(&first.urls().owner).await?;
    owner.execute("CREATE TABLE kept (n int)").await?;
    owner.execute("INSERT INTO kept VALUES (1)").await?;
    first.crash().await;

    let second = Postgres::start(options.clone()).await?;
    let mut owner = PgConnection::connect(&second.urls().owner).await?;
    owner.execute("INSERT INTO kept VALUES (2)").await?;
    let port = second.port();
    second.stop().await?;

    let third = Postgres::start(options).await?;
    let mut owner = PgConnection::connect(&third.urls().owner).await?;
    let rows: i64 = sqlx::query_scalar("SELECT count(*) FROM kept").fetch_one(&mut owner).await?;
    assert_eq!((rows, third.port()), (2, port));
    third.stop().await
}

#[tokio::test]
async fn no_role_of_ours_passes_row_level_security_without_a_policy() -> Outcome {
    let postgres = Postgres::start_scratch().await?;
    let urls = postgres.urls();
    let mut owner = PgConnection::connect(&urls.owner).await?;
    owner.execute("CREATE TABLE fenced (n int)").await?;
    owner.execute("INSERT INTO fenced VALUES (1)").await?;
    owner.execute("ALTER TABLE fenced ENABLE ROW LEVEL SECURITY").await?;
    owner.execute("ALTER TABLE fenced FORCE ROW LEVEL SECURITY").await?;
    owner.execute("GRANT SELECT ON fenced TO homeroom_app, homeroom_worker").await?;
    for url in [&urls.app, &urls.worker, &urls.owner] {
        let mut connection = PgConnection::connect(url).await?;
        let rows: i64 = sqlx::query_scalar("SELECT count(*) FROM fenced").fetch_one(&mut connection).await?;
        assert_eq!(rows, 0, "{url}");
    }
    postgres.stop().await
}

#[tokio::test]
async fn on_a_server_of_somebody_else_the_named_database_is_used_and_passwords_that_work_are_kept() -> Outcome {
    let (postgres, scratch) = (Postgres::start_scratch().await?, Scratch::new("postgres-test")?);
    let theirs = postgres.urls().with_database("theirs")?.admin;
    let passwords = scratch.path().join("passwords.json");
    let urls = ensure_roles(&theirs, &passwords).await?;
    let stored = async || -> anyhow::Result<Vec<String>> {
        let mut admin = PgConnection::connect(&urls.admin).await?;
        let all = "SELECT rolpassword FROM pg_authid WHERE rolname LIKE 'homeroom%' ORDER BY rolname";
        Ok(sqlx::query_scalar(all).fetch_all(&mut admin).await?)
    };
    let first = stored().await?;
    let again = ensure_roles(&theirs, &passwords).await?;
    assert_eq!((&again.owner, &again.app, &again.worker), (&urls.owner, &urls.app, &urls.worker));
    assert_eq!(stored().await?, first, "a password that works is not set again");

    let mut owner = PgConnection::connect(&again.owner).await?;
    let (database, owner_of_it): (String, String) = sqlx::query_as(
        "SELECT current_database()::text, pg_get_userbyid(datdba)::text FROM pg_database WHERE datname = current_database()",
    )
    .fetch_one(&mut owner)
    .await?;
    assert_eq!((database.as_str(), owner_of_it.as_str()), ("theirs", "homeroom_owner"));
    postgres.stop().await
}
