//! One resource with everything it holds, known to the portal or not.

use std::fmt;

use crate::TypeName;
use crate::element::{Fields, Identifier, identifier, text, token};
use crate::error::{Invalid, Shown};
use crate::json::Json;
use crate::limits::RESOURCE_IDENTIFIERS;

/// A FHIR R4 resource. All its elements are kept: [`Resource::source`] is to be stored, the views only look.
#[derive(Clone, PartialEq, Eq)]
pub struct Resource {
    type_name: TypeName,
    id: Option<String>,
    source: String,
    json: Json,
}

impl Resource {
    /// Reads one resource from its JSON.
    ///
    /// # Errors
    /// When the text is not JSON, is not an object, has no `resourceType` that R4 knows, is itself a Bundle,
    /// or has an `id` that breaks the rules for ids.
    pub fn parse(source: String) -> Result<Self, Invalid> {
        let json: Json = source.parse()?;
        let fields = Fields::of(&json)?;
        let name = fields.required("resourceType", text)?;
        let Some(type_name) = TypeName::find(&name) else {
            let reason = format!("{} is not a resource type of FHIR R4", Shown(&name));
            return Err(Invalid::at("resourceType", reason));
        };
        if type_name.as_str() == "Bundle" {
            return Err(Invalid::here("is a Bundle inside a Bundle, which is not supported"));
        }
        let id = fields.optional("id", resource_id)?;
        Ok(Self { type_name, id, source, json })
    }

    /// The resource's type.
    #[must_use]
    pub const fn type_name(&self) -> TypeName {
        self.type_name
    }

    /// The id its server gave it.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// The JSON as it stood in the file.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The resource as a tree. Its `Display` is compact JSON that keeps the order of names and the digits of
    /// numbers: equal texts mean equal resources, however the file was laid out.
    #[must_use]
    pub const fn json(&self) -> &Json {
        &self.json
    }

    /// The resource held inside this one with the given id (`#id` in references).
    #[must_use]
    pub fn contained(&self, id: &str) -> Option<&Json> {
        self.json.get("contained")?.items().find(|held| held.get("id").and_then(Json::as_text) == Some(id))
    }

    /// The business identifiers that have a system and a value; the first 50, as more is no honest record.
    /// A malformed one is passed over here; the views report it.
    #[must_use]
    pub fn identifiers(&self) -> Vec<Identifier> {
        let value = self.json.get("identifier");
        // Most types have a list of identifiers, a few (Bundle, Composition) have one.
        let one = value.filter(|value| matches!(value, Json::Object(_))).into_iter();
        let found = value.into_iter().flat_map(Json::items).chain(one);
        let complete = found.filter_map(|item| identifier(item).ok()).filter(Identifier::is_complete);
        complete.take(RESOURCE_IDENTIFIERS).collect()
    }

    pub(crate) fn fields(&self) -> Result<Fields<'_>, Invalid> {
        Fields::of(&self.json)
    }
}

/// Only type and id: the rest is somebody's medical record.
impl fmt::Debug for Resource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.type_name, self.id.as_deref().unwrap_or("?"))
    }
}

fn resource_id(json: &Json) -> Result<String, Invalid> {
    let id = token(json)?;
    let is_well_formed = id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.');
    if is_well_formed && id.len() <= 64 {
        Ok(id)
    } else {
        Err(Invalid::here("must be 1 to 64 letters, digits, dashes and dots"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(source: &str) -> Result<Resource, Invalid> {
        Resource::parse(source.to_owned())
    }

    #[test]
    fn a_resource_keeps_what_the_portal_does_not_know() {
        let source = r#"{"resourceType":"Patient", "id":"a", "favouriteColour":{"value":1.50}}"#;
        let resource = parse(source).unwrap();
        assert_eq!(resource.source(), source);
        assert_eq!(resource.json().to_string(), source.replace(", ", ","));
    }

    #[test]
    fn what_is_no_resource_is_refused() {
        let cases = [
            ("[]", "", "must be an object"),
            ("{}", "resourceType", "is required"),
            (r#"{"resourceType":7}"#, "resourceType", "must be a string"),
            (r#"{"resourceType":"Dragon"}"#, "resourceType", "Dragon is not a resource type of FHIR R4"),
            (r#"{"resourceType":"Bundle"}"#, "", "is a Bundle inside a Bundle, which is not supported"),
            (
                r#"{"resourceType":"Patient","id":"a/b"}"#,
                "id",
                "must be 1 to 64 letters, digits, dashes and dots",
            ),
        ];
        for (source, path, reason) in cases {
            let invalid = parse(source).unwrap_err();
            assert_eq!((invalid.path.as_str(), invalid.reason.as_str()), (path, reason), "{source}");
        }
    }

    #[test]
    fn debug_output_shows_nothing_of_the_record() {
        let resource = parse(r#"{"resourceType":"Patient","id":"a","gender":"female"}"#).unwrap();
        assert_eq!(format!("{resource:?}"), "Patient/a");
    }
}
