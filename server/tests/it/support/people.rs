//! People of the tests: charts, and accounts that may act for them.

use super::TestPortal;
use domain::actor::Relation;
use domain::ids::{ChartId, GrantId};
use domain::permission::{Role, Scope};
use usecases::facility::Facility;
use uuid::Uuid;

impl TestPortal {
    /// Makes a chart; the number tells charts of one facility apart.
    pub async fn chart(&self, facility: &Facility, number: u32, family: &str) -> ChartId {
        let id = Uuid::from_u128(0xC000_0000 + u128::from(number));
        let (ids, bytes) = (format!("{}, {}", self.id(facility.id.0), self.id(id)), self.bytes(&[0]));
        for sql in [
            format!("INSERT INTO resource (facility_id, id, kind, version) VALUES ({ids}, 'patient', 0)"),
            format!(
                "INSERT INTO chart (facility_id, id, given, family, is_deceased, content, content_hash, updated_s) \
                 VALUES ({ids}, 'Test', '{family}', FALSE, '{{}}', {bytes}, 0)"
            ),
        ] {
            self.sql(&sql).await;
        }
        ChartId(id)
    }

    /// Makes an account with one grant.
    pub async fn acting(
        &self,
        facility: &Facility,
        username: &str,
        chart: ChartId,
        relation: Relation,
        scopes: &[Scope],
    ) {
        let mut account = self.account(facility, username).await;
        account.charts = vec![(chart, relation, scopes.to_vec())];
        self.add(account).await;
    }

    /// Makes a patient's account.
    pub async fn patient(&self, facility: &Facility, username: &str, chart: ChartId) {
        self.acting(facility, username, chart, Relation::Own, &Scope::ALL).await;
    }

    /// Makes a colleague's account.
    pub async fn colleague(&self, facility: &Facility, username: &str, role: Role) {
        let mut account = self.account(facility, username).await;
        account.roles = vec![role];
        self.add(account).await;
    }

    /// The only grant of an account to somebody else's chart.
    pub async fn grant_of(&self, facility: &Facility, username: &str) -> GrantId {
        let id = if self.portal.backend.db.is_postgres() { "id::text" } else { "hex(id)" };
        let query = format!(
            "SELECT {id} FROM access_grant WHERE relation = 'proxy' AND facility_id = {} AND account_id IN \
             (SELECT id FROM account WHERE username = '{username}')",
            self.id(facility.id.0)
        );
        let found = self.texts(&query).await;
        found.last().and_then(|id| id.to_lowercase().parse().ok()).expect("a grant")
    }

    /// An id as SQL.
    pub fn id(&self, id: Uuid) -> String {
        if self.portal.backend.db.is_postgres() { format!("'{id}'") } else { format!("X'{}'", id.simple()) }
    }

    /// Bytes as SQL.
    pub fn bytes(&self, bytes: &[u8]) -> String {
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        if self.portal.backend.db.is_postgres() { format!("'\\x{hex}'") } else { format!("X'{hex}'") }
    }

    /// Runs a statement as somebody with all rights on the database.
    pub async fn sql(&self, statement: &str) {
        self.portal.backend.db.execute_unprepared(statement).await.expect("a statement");
    }

    /// A number the database answers with.
    pub async fn number(&self, query: &str) -> i64 {
        self.portal.backend.db.query_number(query).await.expect("a number")
    }

    /// The texts the database answers with.
    pub async fn texts(&self, query: &str) -> Vec<String> {
        self.portal.backend.db.query_texts(query).await.expect("texts")
    }

    /// The tables of the schema.
    pub async fn tables(&self) -> Vec<String> {
        let query = if self.portal.backend.db.is_postgres() {
            "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
        } else {
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY 1"
        };
        self.texts(query).await
    }
}
