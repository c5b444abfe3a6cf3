//! The databases: SQLite with one writer and a pool of readers, or PostgreSQL; and how writing transactions begin.

use crate::UseCaseError;
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseBackend, DatabaseConnection, DatabaseTransaction,
    DbErr, SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// A writing transaction.
pub type Tx = DatabaseTransaction;

/// Where queries run: the reader, the writer, or a running transaction.
pub use sea_orm::ConnectionTrait as Connection;

/// Oldest SQLite without the WAL-reset corruption (sqlite.org/wal.html#walresetbug).
const OLDEST_SQLITE: (u32, u32, u32) = (3, 51, 3);
/// How long a statement waits for another process's lock.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// Readers of SQLite, and connections to PostgreSQL.
const POOL: u32 = 16;

/// Reader and writer of one database.
#[derive(Clone, Debug)]
pub struct Db {
    reader: DatabaseConnection,
    writer: DatabaseConnection,
}

impl Db {
    /// Connects to `url` (`sqlite://PATH` or `postgres://…`). A missing SQLite file is created.
    ///
    /// # Errors
    /// When the database cannot be reached, or its SQLite is too old to be safe.
    pub async fn connect(url: &str) -> Result<Self, DbErr> {
        if let Some(path) = url.strip_prefix("sqlite://") {
            return Self::connect_sqlite(path).await;
        }
        let mut options = ConnectOptions::new(url);
        options
            .max_connections(POOL)
            .acquire_timeout(Duration::from_secs(10))
            .connect_timeout(Duration::from_secs(10))
            .max_lifetime(Duration::from_secs(600))
            .statement_timeout(Duration::from_secs(30))
            .sqlx_logging(false)
            // A request that went away while a transaction began would leave it open in the pool.
            .map_sqlx_postgres_before_acquire(|connection, _| {
                Box::pin(async move {
                    sea_orm::sqlx::Executor::execute(&mut *connection, "ROLLBACK").await.map(|_| true)
                })
            })
            .map_sqlx_postgres_opts(|options| {
                options.options([("client_min_messages", "error"), ("lock_timeout", "10s")])
            });
        let pool = Database::connect(options).await?;
        Ok(Self { reader: pool.clone(), writer: pool })
    }

    async fn connect_sqlite(path: &str) -> Result<Self, DbErr> {
        if let Some(folder) = Path::new(path).parent() {
            std::fs::create_dir_all(folder)
                .map_err(|error| DbErr::Custom(format!("{}: {error}", folder.display())))?;
        }
        let writer = Database::connect(sqlite_options(path, 1, false)).await?;
        let version = scalar(&writer, "SELECT sqlite_version()").await?;
        if parse_version(&version) < OLDEST_SQLITE {
            return Err(DbErr::Custom(format!(
                "SQLite {version} can corrupt its log; 3.51.3 or newer is needed"
            )));
        }
        let reader = Database::connect(sqlite_options(path, POOL, true)).await?;
        Ok(Self { reader, writer })
    }

    /// For reading.
    #[must_use]
    pub const fn reader(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// For single writing statements.
    #[must_use]
    pub const fn writer(&self) -> &DatabaseConnection {
        &self.writer
    }

    /// Closes every connection; what is asked of it afterwards fails.
    ///
    /// # Errors
    /// Why a connection could not be closed in order.
    pub async fn close(&self) -> Result<(), UseCaseError> {
        self.reader.close_by_ref().await?;
        self.writer.close_by_ref().await?;
        Ok(())
    }

    /// Begins a writing transaction; on SQLite it takes the write lock at once.
    ///
    /// # Errors
    /// When the database does not answer in time.
    pub async fn begin(&self) -> Result<Tx, UseCaseError> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        Ok(self.writer.begin_with_options(options).await?)
    }

    /// Counts anew what stands in tables into which very much was written at once: PostgreSQL plans by its counts, and takes a
    /// minute or longer to count by itself. SQLite plans by the indexes alone.
    ///
    /// # Errors
    /// When the database does not answer in time; nothing is lost then.
    pub async fn count_anew(&self, tables: &[&str]) -> Result<(), UseCaseError> {
        if self.is_postgres() {
            self.writer.execute_unprepared(&format!("ANALYZE {}", tables.join(", "))).await?;
        }
        Ok(())
    }

    /// Runs one statement as it stands: operators' tools and tests.
    ///
    /// # Errors
    /// Why the database refuses it.
    pub async fn execute_unprepared(&self, sql: &str) -> Result<(), UseCaseError> {
        self.writer.execute_unprepared(sql).await?;
        Ok(())
    }

    /// The number that a statement answers with: operators' tools and tests.
    ///
    /// # Errors
    /// Why the database refuses it, or that there is no number.
    pub async fn query_number(&self, sql: &str) -> Result<i64, UseCaseError> {
        let statement = Statement::from_string(self.writer.get_database_backend(), sql);
        let row = self.writer.query_one_raw(statement).await?;
        let row = row.ok_or_else(|| UseCaseError::internal(format!("no row: {sql}")))?;
        Ok(row.try_get_by_index(0)?)
    }

    /// The texts that a statement answers with, asked through the readers: tests.
    ///
    /// # Errors
    /// Why the database refuses it, or that an answer is no text.
    pub async fn query_texts(&self, sql: &str) -> Result<Vec<String>, UseCaseError> {
        let statement = Statement::from_string(self.reader.get_database_backend(), sql);
        let rows = self.reader.query_all_raw(statement).await?;
        Ok(rows.iter().map(|row| row.try_get_by_index(0)).collect::<Result<_, _>>()?)
    }

    /// Shows every statement that runs from now on, with its values: measurements.
    pub fn observe(&mut self, shown: impl Fn(&str) + Send + Sync + 'static) {
        let shown = Arc::new(shown);
        for connection in [&mut self.reader, &mut self.writer] {
            let shown = Arc::clone(&shown);
            connection.set_metric_callback(move |info| shown(&info.statement.to_string()));
        }
    }

    /// How the database would go about a statement, line by line: measurements.
    ///
    /// # Errors
    /// Why the database refuses it.
    pub async fn explain(&self, sql: &str) -> Result<Vec<String>, UseCaseError> {
        // SQLite tells in its fourth column, PostgreSQL in its only one.
        let (words, column) = if self.is_postgres() { ("EXPLAIN", 0) } else { ("EXPLAIN QUERY PLAN", 3) };
        let statement = Statement::from_string(self.reader.get_database_backend(), format!("{words} {sql}"));
        let rows = self.reader.query_all_raw(statement).await?;
        Ok(rows.iter().map(|row| row.try_get_by_index(column)).collect::<Result<_, _>>()?)
    }

    /// Whether this is PostgreSQL.
    #[must_use]
    pub fn is_postgres(&self) -> bool {
        self.writer.get_database_backend() == DatabaseBackend::Postgres
    }

    /// Name and version of the database.
    ///
    /// # Errors
    /// Why it does not answer.
    pub async fn version(&self) -> Result<String, UseCaseError> {
        if self.is_postgres() {
            Ok(format!("PostgreSQL {}", scalar(&self.reader, "SHOW server_version").await?))
        } else {
            Ok(format!("SQLite {}", scalar(&self.reader, "SELECT sqlite_version()").await?))
        }
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// Why it does not.
    pub async fn ping(&self) -> Result<(), UseCaseError> {
        scalar(&self.reader, "SELECT 'ok'").await?;
        Ok(())
    }
}

fn sqlite_options(path: &str, connections: u32, read_only: bool) -> ConnectOptions {
    let mut options = ConnectOptions::new(format!("sqlite://{path}?mode=rwc"));
    options
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(Duration::from_secs(30))
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(move |options| {
            let options = options
                .busy_timeout(BUSY_TIMEOUT)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .foreign_keys(true)
                .pragma("temp_store", "memory");
            if read_only { options.pragma("query_only", "on") } else { options }
        });
    options
}

async fn scalar(db: &DatabaseConnection, sql: &str) -> Result<String, DbErr> {
    let statement = Statement::from_string(db.get_database_backend(), sql);
    match db.query_one_raw(statement).await? {
        Some(row) => row.try_get_by_index(0),
        None => Ok(String::new()),
    }
}

fn parse_version(text: &str) -> (u32, u32, u32) {
    let mut parts = text.split('.').map(|part| part.parse().unwrap_or(0));
    (parts.next().unwrap_or(0), parts.next().unwrap_or(0), parts.next().unwrap_or(0))
}

impl From<DbErr> for UseCaseError {
    fn from(error: DbErr) -> Self {
        Self::internal(error)
    }
}
