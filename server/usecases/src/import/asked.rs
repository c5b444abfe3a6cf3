//! What a request asks to be done with a resource: by its id here, or under a condition (FHIR R4 3.1.0.4.3, 3.1.0.8.1).

use fhir::{Request, Resource};
use std::collections::HashSet;
use uuid::Uuid;

/// What is known of requests before they are read.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// Types and ids of rows that the facility has: a resource that carries one is that row's.
    pub known: HashSet<(String, Uuid)>,
    /// The request about a resource that comes by itself.
    pub alone: Request,
}

impl Asked {
    /// The id that a resource was given here, if it carries one.
    #[must_use]
    pub fn given(&self, resource: &Resource) -> Option<Uuid> {
        let id = resource.id()?.parse().ok()?;
        self.known.contains(&(resource.type_name().as_str().to_owned(), id)).then_some(id)
    }

    /// Whether a resource is left alone where there is one already.
    ///
    /// # Errors
    /// The member of the request that does not fit the resource, and why.
    pub fn condition(&self, resource: &Resource, request: &Request) -> Result<bool, (&'static str, String)> {
        let request = if *request == Request::default() { &self.alone } else { request };
        let type_name = resource.type_name().as_str();
        let url = request.url.as_deref().unwrap_or(type_name);
        let (path, query) = url.split_once('?').map_or((url, None), |(path, query)| (path, Some(query)));
        let (name, id) = path.split_once('/').map_or((path, None), |(name, id)| (name, Some(id)));
        if name != type_name {
            return Err(("url", format!("names another type than the resource, which is a {type_name}")));
        }
        let is_put = request.method.as_deref() == Some("PUT");
        match (is_put, id, query) {
            (true, Some(id), None) if resource.id() != Some(id) => {
                return Err(("url", "names another id than the resource has".to_owned()));
            }
            (true, None, Some(query)) => {
                self.identifier(resource, query).map_err(|reason| ("url", reason))?
            }
            (true, Some(_), None) | (false, None, None) => {}
            (true, ..) => {
                return Err((
                    "url",
                    format!("must be {type_name}/[id] or {type_name}?identifier=system|value"),
                ));
            }
            (false, ..) => return Err(("url", format!("must be {type_name} for POST"))),
        }
        let Some(condition) = request.if_none_exist.as_deref().filter(|_| !is_put) else { return Ok(false) };
        let query = condition.split_once('?').map_or(condition, |(_, query)| query);
        self.identifier(resource, query).map_err(|reason| ("ifNoneExist", reason))?;
        Ok(true)
    }

    /// A condition by an identifier that the resource has.
    fn identifier(&self, resource: &Resource, query: &str) -> Result<(), String> {
        let value = query.strip_prefix("identifier=").filter(|value| !value.contains('&'));
        let value =
            value.and_then(decoded).ok_or("only identifier=system|value is supported as a condition")?;
        let has = |identifier: &fhir::Identifier| {
            let own = identifier.system.as_deref().zip(identifier.value.as_deref());
            own.is_some_and(|(system, own)| value.split_once('|') == Some((system, own)))
        };
        if resource.identifiers().iter().any(has) {
            Ok(())
        } else {
            Err("names an identifier that the resource does not have".to_owned())
        }
    }
}

/// A value of a query as it was before it was written into it.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let digits = [rest.next()?, rest.next()?];
                u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?
            }
            b'+' => b' ',
            other => other,
        });
    }
    String::from_utf8(bytes).ok()
}
