//! One SQL text for both engines: a macro runs the same query expression on whichever connection is
//! inside.

/// Runs one query expression on a reader of whichever engine is inside.
#[macro_export]
macro_rules! read {
    ($db:expr, |$connection:ident| $query:expr) => {{
        let db: &$crate::Db = $db;
        match &db.engine {
            $crate::Engine::Sqlite { readers, .. } => {
                db.read_on(readers, async |$connection: &mut $crate::SqliteConnection| $query).await
            }
            $crate::Engine::Postgres(pool) => {
                db.read_on(pool, async |$connection: &mut $crate::PgConnection| $query).await
            }
        }
    }};
}

/// Runs one query expression in a write transaction of whichever engine is inside.
#[macro_export]
macro_rules! write {
    ($tx:expr, |$connection:ident| $query:expr) => {{
        let tx: &mut $crate::Tx = $tx;
        tx.count();
        match &mut tx.engine {
            $crate::EngineTx::Sqlite(tx) => {
                let $connection = &mut **tx;
                $query
            }
            $crate::EngineTx::Postgres(tx) => {
                let $connection = &mut **tx;
                $query
            }
        }
        .map_err($crate::DbError::from)
    }};
}

/// Runs one statement in a write transaction of whichever engine is inside. Did it change a row?
#[macro_export]
macro_rules! change {
    ($tx:expr, $statement:expr) => {
        $crate::write!($tx, |connection| $statement
            .execute(connection)
            .await
            .map(|done| done.rows_affected() > 0))
    };
}
