//! What the interface can do: for programs that ask before they are let in.

use super::answer;
use crate::router::AppState;
use app::context::RequestFacts;
use axum::Extension;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use domain::connections::{NAMED, readable_types};
use serde_json::{Value, json};
use std::sync::Arc;
use usecases::connections::{base, token_url};

/// When what this interface can do was last changed.
const CHANGED: &str = "2026-11-30";
/// Who may do what of it.
const WHO: &str = "Systems of the clinic (system/ scopes) create and update; apps of patients (patient/ scopes) read and search.";

/// What is not as everywhere about searching by codes.
const CODE: &str = "Observation and DiagnosticReport: any coding; other types: the first coding. The system is not looked at.";
const CATEGORY: &str = "The first category. The system is not looked at.";

/// The CapabilityStatement.
pub async fn capabilities(
    State(state): State<AppState>,
    Extension(facts): Extension<Arc<RequestFacts>>,
) -> Response {
    let backend = &state.portal.backend;
    let origin = backend.site.origin(&facts.facility.host);
    let search = |name: &str, kind: &str| json!({"name": name, "type": kind});
    let common = || {
        vec![
            search("_id", "token"),
            search("_lastUpdated", "date"),
            search("patient", "reference"),
            json!({"name": "code", "type": "token", "documentation": CODE}),
            json!({"name": "category", "type": "token", "documentation": CATEGORY}),
            search("status", "token"),
            search("date", "date"),
        ]
    };
    let resources: Vec<Value> = readable_types()
        .into_iter()
        .map(|name| {
            let mut interactions =
                vec![json!({"code": "read"}), json!({"code": "create"}), json!({"code": "update"})];
            let mut value = json!({
                "type": name,
                "versioning": "no-version",
                "conditionalCreate": true,
                "conditionalUpdate": true,
                "updateCreate": true,
            });
            let Some(members) = value.as_object_mut() else { return value };
            if name == "Patient" {
                interactions.push(json!({"code": "search-type"}));
                members.insert("searchParam".to_owned(), json!([search("_id", "token")]));
                let operation =
                    |name: &str, definition: &str| json!({"name": name, "definition": definition});
                members.insert(
                    "operation".to_owned(),
                    json!([
                        operation("everything", "http://hl7.org/fhir/OperationDefinition/Patient-everything"),
                        operation("summary", "http://hl7.org/fhir/uv/ips/OperationDefinition/summary"),
                    ]),
                );
            } else if !NAMED.contains(&name) {
                interactions.push(json!({"code": "search-type"}));
                members.insert("searchParam".to_owned(), Value::Array(common()));
            }
            members.insert("interaction".to_owned(), Value::Array(interactions));
            value
        })
        .collect();
    let uris = json!([
        {"url": "token", "valueUri": token_url(backend, &facts.facility.host)},
        {"url": "authorize", "valueUri": format!("{origin}/oauth/authorize")},
        {"url": "revoke", "valueUri": format!("{origin}/oauth/revoke")},
    ]);
    let statement = json!({
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": CHANGED,
        "kind": "instance",
        "software": {"name": "Patient Portal", "version": env!("CARGO_PKG_VERSION")},
        "implementation": {
            "description": facts.facility.name,
            "url": base(backend, &facts.facility.host),
        },
        "fhirVersion": "4.0.1",
        "format": ["json"],
        "instantiates": ["http://hl7.org/fhir/uv/ips/CapabilityStatement/ips-server"],
        "rest": [{
            "mode": "server",
            "documentation": WHO,
            "security": {
                "cors": true,
                "service": [{"coding": [{
                    "system": "http://terminology.hl7.org/CodeSystem/restful-security-service",
                    "code": "SMART-on-FHIR",
                }]}],
                "extension": [{
                    "url": "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris",
                    "extension": uris,
                }],
            },
            "interaction": [{"code": "transaction"}, {"code": "batch"}],
            "resource": resources,
        }],
    });
    answer(StatusCode::OK, statement.to_string())
}

/// SMART's configuration (SMART App Launch 2.2, 2.1.2).
pub async fn smart(
    State(state): State<AppState>,
    Extension(facts): Extension<Arc<RequestFacts>>,
) -> Response {
    let backend = &state.portal.backend;
    let origin = backend.site.origin(&facts.facility.host);
    let configuration = json!({
        "issuer": base(backend, &facts.facility.host),
        "authorization_endpoint": format!("{origin}/oauth/authorize"),
        "token_endpoint": token_url(backend, &facts.facility.host),
        "revocation_endpoint": format!("{origin}/oauth/revoke"),
        "management_endpoint": format!("{origin}{}", app::routes::APPS),
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": ["RS384", "ES384"],
        "grant_types_supported": ["authorization_code", "client_credentials", "refresh_token"],
        "response_types_supported": ["code"],
        "code_challenge_methods_supported": ["S256"],
        "scopes_supported": [
            "launch/patient", "offline_access", "patient/*.rs", "patient/*.read", "system/*.cruds",
        ],
        "capabilities": [
            "launch-standalone", "client-public", "client-confidential-asymmetric", "context-standalone-patient",
            "permission-patient", "permission-offline", "permission-v1", "permission-v2",
        ],
    });
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")];
    (headers, configuration.to_string()).into_response()
}
