//! The client's files in memory, each with its compressed forms and its tag: read from a folder, or built into the binary.

use app::routes::Program;
use app::shell::{ClientFiles, ProgramFiles};
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use i18n::Lang;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use usecases::keys::sha256;

/// The content security policy of a file: looked at alone, it may do nothing.
pub const FILE_POLICY: &str = "default-src 'none'; frame-ancestors 'none'";

/// One file.
#[derive(Debug)]
struct Asset {
    plain: Bytes,
    brotli: Option<Bytes>,
    gzip: Option<Bytes>,
    media_type: &'static str,
    tag: HeaderValue,
    is_immutable: bool,
}

/// Every file of the client, by its path.
#[derive(Debug)]
pub struct Assets {
    files: HashMap<String, Asset>,
    client: Arc<ClientFiles>,
}

impl Assets {
    /// Reads `dist` (what the bundler wrote for each program, under `/pkg/`) and adds the texts of each language.
    ///
    /// # Errors
    /// A sentence naming the folder and the command that fills it.
    pub fn load(folder: Option<&Path>) -> Result<Self, String> {
        let folder = folder.map_or_else(default_folder, Path::to_path_buf);
        let mut files = HashMap::new();
        read_folder(&folder, "/pkg", &mut files).map_err(|error| {
            format!("{}: {error}; run `make build`, or set PORTAL_ASSETS_DIR", folder.display())
        })?;
        let patient = program(&mut files, "patient", Program::Patient)?;
        // Patients have one stylesheet, whichever of their programs runs.
        let record =
            ProgramFiles { style: patient.style.clone(), ..program(&mut files, "record", Program::Record)? };
        let clinic = program(&mut files, "clinic", Program::Clinic)?;
        let client = ClientFiles { patient, record, clinic };
        let needed = client.all().map(|found| [&found.script, &found.wasm, &found.style]);
        if needed.as_flattened().iter().any(|path| path.is_empty()) {
            return Err(format!("{} lacks the client's files; run `make build`", folder.display()));
        }
        Ok(Self { files, client: Arc::new(client) })
    }

    /// The names the shell needs.
    #[must_use]
    pub fn client(&self) -> Arc<ClientFiles> {
        Arc::clone(&self.client)
    }

    /// The answer for `path`, if there is such a file.
    #[must_use]
    pub fn answer(&self, path: &str, request: &HeaderMap) -> Option<Response<Body>> {
        let asset = self.files.get(path)?;
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.media_type));
        headers.insert(header::ETAG, asset.tag.clone());
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(FILE_POLICY));
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        let keep = if asset.is_immutable {
            "public, max-age=31536000, immutable"
        } else {
            "public, max-age=0, must-revalidate"
        };
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
        if request.get(header::IF_NONE_MATCH) == Some(&asset.tag) {
            return Some(build(StatusCode::NOT_MODIFIED, headers, Bytes::new()));
        }
        let accepted =
            request.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let accepts =
            |name: &str| accepted.split(',').any(|part| part.trim().split(';').next() == Some(name));
        let body = match (&asset.brotli, &asset.gzip) {
            (Some(brotli), _) if accepts("br") => {
                headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
                brotli
            }
            (_, Some(gzip)) if accepts("gzip") => {
                headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
                gzip
            }
            _ => &asset.plain,
        };
        Some(build(StatusCode::OK, headers, body.clone()))
    }
}

/// The file of a folder with an ending; empty if there is none.
fn find(files: &HashMap<String, Asset>, folder: &str, end: &str) -> String {
    files.keys().find(|path| path.starts_with(folder) && path.ends_with(end)).cloned().unwrap_or_default()
}

/// The files of a program: script, WebAssembly, styles, and each language's texts, which are added to the files.
fn program(files: &mut HashMap<String, Asset>, name: &str, program: Program) -> Result<ProgramFiles, String> {
    let folder = format!("/pkg/{name}/");
    let [script, wasm, style] = [".js", ".wasm", ".css"].map(|end| find(files, &folder, end));
    let mut texts = Vec::new();
    for lang in Lang::ALL {
        let table = i18n::table_of(lang, |feature| program.needs_texts(feature));
        let text = serde_json::to_vec(&table).map_err(|error| error.to_string())?;
        let path = format!("{folder}texts-{}-{}.json", lang.code(), short_hash(&text));
        files.insert(path.clone(), asset(&path, text, None, None));
        texts.push((lang, path));
    }
    Ok(ProgramFiles { script, wasm, style, texts })
}

fn build(status: StatusCode, headers: HeaderMap, body: Bytes) -> Response<Body> {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}

/// `dist` beside the binary, else in the working folder.
fn default_folder() -> PathBuf {
    let beside = std::env::current_exe().ok().and_then(|path| Some(path.parent()?.join("dist")));
    beside.filter(|folder| folder.is_dir()).unwrap_or_else(|| PathBuf::from("dist"))
}

fn read_folder(folder: &Path, prefix: &str, files: &mut HashMap<String, Asset>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        let url = format!("{prefix}/{name}");
        if path.is_dir() {
            read_folder(&path, &url, files)?;
        } else if !matches!(
            path.extension().and_then(|end| end.to_str()),
            Some("br" | "gz" | "html" | "md" | "txt")
        ) {
            let beside = |end: &str| std::fs::read(folder.join(format!("{name}.{end}"))).ok();
            let url = url.replacen("/pkg/patient/fonts/", "/fonts/", 1);
            files.insert(url.clone(), asset(&url, std::fs::read(&path)?, beside("br"), beside("gz")));
        }
    }
    Ok(())
}

fn asset(path: &str, plain: Vec<u8>, brotli: Option<Vec<u8>>, gzip: Option<Vec<u8>>) -> Asset {
    let tag = HeaderValue::from_str(&format!("\"{}\"", short_hash(&plain)));
    Asset {
        tag: tag.unwrap_or_else(|_| HeaderValue::from_static("\"0\"")),
        plain: plain.into(),
        brotli: brotli.map(Into::into),
        gzip: gzip.map(Into::into),
        media_type: media_type(path),
        is_immutable: true,
    }
}

fn short_hash(bytes: &[u8]) -> String {
    sha256(bytes).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("js") => "text/javascript",
        Some("wasm") => "application/wasm",
        Some("css") => "text/css; charset=utf-8",
        Some("json") => "application/json",
        Some("woff2") => "font/woff2",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    }
}
