//! One app, open: its engine, and the task that keeps its keys.

use anyhow::Result;
use backend::Maintenance;
use backend::config::{AntiCsrfMode, Config, TransportConfig};
use backend::state::Deps;
use session::{ServerKeys, Sessions};

use crate::app_id::AppId;
use crate::place::Place;

/// Its keys are kept until it is dropped.
pub(crate) struct App {
    id: Option<AppId>,
    pub(crate) sessions: Sessions,
    config: Config,
    _maintenance: Maintenance,
}

/// How a suite wants it served.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Flags {
    pub(crate) enable_anti_csrf: bool,
    pub(crate) enable_jwt: bool,
}

impl App {
    /// Opens an app; without an id, the one in the shared store itself.
    pub(crate) async fn open(place: &Place, id: Option<AppId>) -> Result<Self> {
        place.prepare(id.as_ref()).await?;
        let config = place.config(id.as_ref())?;
        let db = backend::database::connect(config.database_url.expose()).await?;
        let Deps { db, clock, random, .. } = Deps::system(db);
        let server_keys = ServerKeys::load(&config.server_key_source(), &*random)?;
        let sessions =
            Sessions::load(config.session.clone(), db, server_keys, clock, random).await?;
        let maintenance = Maintenance::start(sessions.clone());
        Ok(Self { id, sessions, config, _maintenance: maintenance })
    }

    pub(crate) fn id(&self) -> Option<&AppId> {
        self.id.as_ref()
    }

    pub(crate) fn base_path(&self) -> &str {
        &self.config.api_base_path
    }

    pub(crate) fn transport_config(&self, flags: Flags) -> TransportConfig {
        let anti_csrf =
            if flags.enable_anti_csrf { AntiCsrfMode::ViaToken } else { AntiCsrfMode::None };
        TransportConfig {
            anti_csrf,
            expose_access_token: flags.enable_jwt,
            ..self.config.transport.clone()
        }
    }
}
