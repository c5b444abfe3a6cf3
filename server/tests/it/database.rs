//! The database itself: keys begin with the facility, and SQLite keeps what it has promised.

use crate::support::{TestPortal, on_each_database};

/// First columns of keys and indexes that are not the facility, and why.
const EXCEPTIONS: [(&str, &str); 6] = [
    ("facility (host)", "the facility is found by the host of a request"),
    ("facility (id)", "it is the facility"),
    ("facility (key)", "the facility is found by its key on the command line"),
    ("live_event (created_s)", "old events of all facilities are trimmed together"),
    ("live_event (seq)", "one order over the events of all facilities"),
    ("seaql_migrations (version)", "the schema's own steps"),
];

/// The first column of every primary key and index that is not the facility.
async fn other_first_columns(test: &TestPortal) -> Vec<String> {
    let query = if test.portal.backend.db.is_postgres() {
        "SELECT DISTINCT t.relname || ' (' || COALESCE(a.attname, 'an expression') || ')' FROM pg_index i \
         JOIN pg_class t ON t.oid = i.indrelid JOIN pg_namespace n ON n.oid = t.relnamespace \
         LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = i.indkey[0] \
         WHERE n.nspname = 'public' AND COALESCE(a.attname, '') <> 'facility_id' ORDER BY 1"
    } else {
        // A primary key of one whole number is the row's own number, and has no index.
        "SELECT m.name || ' (' || COALESCE(c.name, 'an expression') || ')' FROM sqlite_master m \
         JOIN pragma_index_list(m.name) i JOIN pragma_index_info(i.name) c \
         WHERE m.type = 'table' AND c.seqno = 0 AND COALESCE(c.name, '') <> 'facility_id' \
         UNION SELECT m.name || ' (' || c.name || ')' FROM sqlite_master m JOIN pragma_table_info(m.name) c \
         WHERE m.type = 'table' AND c.pk = 1 AND c.name <> 'facility_id' ORDER BY 1"
    };
    test.texts(query).await
}

/// Tables without a primary key.
async fn keyless(test: &TestPortal) -> Vec<String> {
    let query = if test.portal.backend.db.is_postgres() {
        "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' AND NOT EXISTS (SELECT 1 FROM pg_index \
         WHERE indisprimary AND indrelid = ('\"' || tablename || '\"')::regclass)"
    } else {
        "SELECT name FROM sqlite_master m WHERE type = 'table' AND name NOT LIKE 'sqlite_%' \
         AND NOT EXISTS (SELECT 1 FROM pragma_table_info(m.name) WHERE pk = 1)"
    };
    test.texts(query).await
}

#[tokio::test]
async fn every_key_and_index_begins_with_the_facility() {
    on_each_database(async |test| {
        assert!(test.tables().await.len() > 30, "the schema is there");
        let expected = EXCEPTIONS.map(|(key, _)| key);
        assert_eq!(
            other_first_columns(&test).await,
            expected,
            "a key begins with facility_id, or is named above"
        );
        assert_eq!(keyless(&test).await, [""; 0]);
        // A key that forgets the facility is found.
        test.sql("CREATE UNIQUE INDEX forgetful ON contact (address_key)").await;
        test.sql("CREATE TABLE aimless (facility_id INTEGER)").await;
        let found = other_first_columns(&test).await;
        assert_eq!((found.len(), found[0].as_str()), (expected.len() + 1, "contact (address_key)"));
        assert_eq!(keyless(&test).await, ["aimless"]);
    })
    .await;
}

#[tokio::test]
async fn sqlite_writes_ahead_and_waits_until_what_it_wrote_is_on_the_disk() {
    on_each_database(async |test| {
        let db = &test.portal.backend.db;
        if db.is_postgres() {
            return;
        }
        let written = "SELECT COUNT(*) FROM pragma_journal_mode, pragma_synchronous \
                       WHERE journal_mode = 'wal' AND synchronous = 2";
        assert_eq!(test.number(written).await, 1, "the writer");
        let reader = "SELECT journal_mode || ' ' || synchronous FROM pragma_journal_mode, pragma_synchronous";
        assert_eq!(test.texts(reader).await, ["wal 2"], "the readers");
        assert!(db.query_texts("DELETE FROM facility RETURNING key").await.is_err(), "readers only read");
        assert_eq!(test.number("SELECT COUNT(*) FROM facility").await, 2);
    })
    .await;
}
