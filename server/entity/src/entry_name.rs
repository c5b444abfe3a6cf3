//! Names under which entries refer to people, places and medicines, and roles to whoever has them.

use domain::ids::{EntryId, FacilityId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "entry_name")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub facility_id: FacilityId,
    /// The name, as imported resources refer to each other.
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: Uuid,
    /// The entry; of a role its line in the directory.
    #[sea_orm(primary_key, auto_increment = false)]
    pub entry_id: EntryId,
    /// What was called so when the entry took the name.
    pub called: Option<String>,
    pub is_role: bool,
    /// Whether it is called something else by now.
    pub is_due: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
