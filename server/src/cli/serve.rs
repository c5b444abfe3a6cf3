//! `portal serve`

use super::connect_migrated;
use crate::assets::Assets;
use crate::config::Config;
use crate::router::AppState;
use crate::{jobs, serve, telemetry};
use adapters::images::LogoReader;
use metrics_exporter_prometheus::PrometheusBuilder;
use std::sync::Arc;

/// Serves until stopped.
///
/// # Errors
/// A sentence for the operator.
pub async fn run(config: Config) -> Result<(), String> {
    telemetry::start(&config.log)?;
    let assets = Assets::load(config.assets_dir.as_deref())?;
    let portal = connect_migrated(&config).await?;
    let metrics = PrometheusBuilder::new().install_recorder().map_err(|error| error.to_string())?;
    let config = Arc::new(config);
    jobs::start(&portal.backend, &config);
    let state = AppState {
        portal,
        assets: Arc::new(assets),
        config: Arc::clone(&config),
        metrics,
        images: Arc::new(LogoReader::default()),
    };
    serve::serve(&config, state).await
}
