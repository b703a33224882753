//! The program's commands, as a second process on the database of a server.

use anyhow::{Context, Result};
use backend::account::tenants::{self, SignUpPolicy};
use backend::account::users;
use backend::commands;
use backend::config::{CommandLine, Config, Environment, Task};
use backend::state::Deps;
use db::Db;
use session::store::sessions::SessionRow;
use session::{NewSession, ServerKeys, Sessions};
use shared::{TenantId, Timestamp, UserId};
use tests::{Database, SECRET_KEY};

use tests::rows::{insert_session, insert_tenant, insert_user, session, user};

/// What the program is asked to do by these arguments, with the settings of a server.
fn asked(url: &str, arguments: &[&str]) -> Result<(Config, Task)> {
    let environment = Environment::from([("DATABASE_URL", url), ("SECRET_KEY", SECRET_KEY)]);
    let arguments = ["backend"].iter().chain(arguments);
    let line = CommandLine::read(arguments, &environment)?;
    let task = line.task();
    Ok((line.settings.check()?, task))
}

/// What it prints.
async fn run(url: &str, arguments: &[&str]) -> Result<String> {
    let (config, task) = asked(url, arguments)?;
    match task {
        Task::Purge => commands::purge(&config).await,
        Task::Users(task) => commands::users(&config, &task).await,
        Task::Tenants(task) => commands::tenants(&config, &task).await,
        other => anyhow::bail!("{other:?}"),
    }
}

/// The session engine of a server on this database.
async fn engine(db: &Db, url: &str) -> Result<Sessions> {
    let (config, _) = asked(url, &[])?;
    let Deps { db, clock, random, .. } = Deps::system(db.clone());
    let keys = ServerKeys::load(&config.server_key_source(), &*random)?;
    Sessions::load(config.session, db, keys, clock, random).await
}

async fn a_user_goes_with_their_sessions_and_nobody_else(
    Database { db, url }: Database,
) -> Result<()> {
    let (public, acme) = (TenantId::public(), insert_tenant(&db, "acme").await?);
    let sessions = engine(&db, &url).await?;
    let mut namesake = user("u2")?;
    namesake.email = "u1@example.com".to_owned();
    for (row, tenant) in [(user("u1")?, &public), (namesake, &acme), (user("u3")?, &public)] {
        let id = row.user_id.clone();
        insert_user(&db, row, tenant).await?;
        for _ in 0..2 {
            sessions.create_new_session(NewSession::of(id.clone(), tenant.clone())).await?;
        }
    }
    let said = run(&url, &["users", "delete", "--email", "U1@EXAMPLE.com"]).await?;
    assert!(said.contains("u1 (u1@example.com in tenant public)"), "{said}");
    assert!(said.contains("ended 2 of their sessions"), "{said}");
    let said = run(&url, &["users", "delete", "--id", "u3"]).await?;
    assert!(said.contains("u3@example.com"), "{said}");
    let live = async |id: &str| -> Result<(bool, usize)> {
        let id: UserId = id.parse()?;
        let handles = sessions.get_all_session_handles_for_user(&id, None).await?;
        Ok((users::find(&db, &id).await?.is_some(), handles.len()))
    };
    assert_eq!(live("u1").await?, (false, 0));
    assert_eq!(live("u2").await?, (true, 2), "the same address in another tenant");
    assert_eq!(live("u3").await?, (false, 0));
    for unknown in [["--id", "u1"], ["--email", "u1@example.com"]] {
        let refused = run(&url, &[["users", "delete"], unknown].concat()).await;
        let sentence = refused.err().context("refused")?.to_string();
        assert!(sentence.contains("there is no user"), "{sentence}");
    }
    Ok(())
}

async fn a_tenant_is_opened_and_closed_and_never_made(
    Database { db, url }: Database,
) -> Result<()> {
    let acme = insert_tenant(&db, "acme").await?;
    for (verb, policy) in [("close", SignUpPolicy::Closed), ("open", SignUpPolicy::Open)] {
        run(&url, &["tenants", verb, "acme"]).await?;
        assert_eq!(tenants::sign_up_policy(&db, &acme).await?, Some(policy));
        let refused = run(&url, &["tenants", verb, "nowhere"]).await.err().context("refused")?;
        assert!(refused.to_string().contains("there is no tenant nowhere"), "{refused}");
    }
    assert_eq!(tenants::sign_up_policy(&db, &"nowhere".parse()?).await?, None);
    Ok(())
}

async fn a_tenant_is_shown_to_visitors_and_hidden_again(
    Database { db, url }: Database,
) -> Result<()> {
    insert_tenant(&db, "acme").await?;
    for (verb, expected) in
        [("show", vec!["acme", "public"]), ("hide", vec!["public"]), ("hide", vec!["public"])]
    {
        let said = run(&url, &["tenants", verb, "acme"]).await?;
        assert!(said.contains("tenant acme is"), "{said}");
        let listed = tenants::list_listed(&db).await?;
        let names: Vec<_> = listed.iter().map(|tenant| tenant.tenant_id.as_str()).collect();
        assert_eq!(names, expected, "{verb}");
        let refused = run(&url, &["tenants", verb, "nowhere"]).await.err().context("refused")?;
        assert!(refused.to_string().contains("there is no tenant nowhere"), "{refused}");
    }
    Ok(())
}

async fn a_purge_says_how_many_rows_went(Database { db, url }: Database) -> Result<()> {
    // Long before any clock that runs this.
    let old = Timestamp::from_millis(1);
    for (handle, expires_at) in [("h1", old), ("h2", old), ("h3", Timestamp::MAX)] {
        let row = SessionRow { expires_at, absolute_expires_at: expires_at, ..session(handle)? };
        insert_session(&db, row).await?;
    }
    let said = run(&url, &["purge"]).await?;
    assert!(said.contains("2 expired sessions, 0 signing keys"), "{said}");
    Ok(())
}

tests::on_both_engines!(
    a_purge_says_how_many_rows_went,
    a_user_goes_with_their_sessions_and_nobody_else,
    a_tenant_is_opened_and_closed_and_never_made,
    a_tenant_is_shown_to_visitors_and_hidden_again,
);
