//! Which app is served now. A suite changes it between two calls.

use std::sync::Arc;

use anyhow::Result;
use axum::Router;
use axum::extract::{Request, State};
use axum::response::Response;
use tokio::sync::{Mutex, RwLock, RwLockWriteGuard};
use tower::ServiceExt;

use crate::app::{App, Flags};
use crate::app_id::AppId;
use crate::counters::Counters;
use crate::place::Place;
use crate::sessions;

/// What the process has one of.
pub(crate) struct Stage {
    place: Place,
    pub(crate) counters: Arc<Counters>,
    act: RwLock<Act>,
    /// The app that was made last: most likely the next to be served.
    made: Mutex<Option<Arc<App>>>,
}

/// The app that is served, its flags, and its routes.
pub(crate) struct Act {
    app: Arc<App>,
    flags: Flags,
    router: Router,
}

impl Stage {
    pub(crate) async fn open(place: Place) -> Result<Arc<Self>> {
        let counters = Arc::new(Counters::default());
        let flags = Flags { enable_anti_csrf: true, enable_jwt: false };
        let app = Arc::new(App::open(&place, None).await?);
        let router = sessions::router(&app, flags, &counters, place.static_dir.as_deref());
        let act = RwLock::new(Act { app, flags, router });
        Ok(Arc::new(Self { place, counters, act, made: Mutex::default() }))
    }

    pub(crate) fn place(&self) -> &Place {
        &self.place
    }

    /// The flags of the app that is served now.
    pub(crate) async fn flags(&self) -> Flags {
        self.act.read().await.flags
    }

    /// Makes an app, for this copy and the others.
    pub(crate) async fn make(&self, id: AppId) -> Result<()> {
        let app = App::open(&self.place, Some(id)).await?;
        *self.made.lock().await = Some(Arc::new(app));
        Ok(())
    }

    /// Lets every caller wait that comes from now on, until the guard is dropped: suites do not wait
    /// for the reply before they count on the next app.
    pub(crate) async fn curtain(&self) -> RwLockWriteGuard<'_, Act> {
        self.act.write().await
    }

    /// Serves an app; without an id, the same as before.
    pub(crate) async fn change(
        &self,
        act: &mut Act,
        id: Option<AppId>,
        flags: Flags,
    ) -> Result<()> {
        let app = match id {
            Some(id) if act.app.id() != Some(&id) => self.find(id).await?,
            _ => Arc::clone(&act.app),
        };
        let static_dir = self.place.static_dir.as_deref();
        let router = sessions::router(&app, flags, &self.counters, static_dir);
        *act = Act { app, flags, router };
        Ok(())
    }

    async fn find(&self, id: AppId) -> Result<Arc<App>> {
        let mut made = self.made.lock().await;
        if made.as_ref().is_some_and(|app| app.id() == Some(&id))
            && let Some(app) = made.take()
        {
            return Ok(app);
        }
        Ok(Arc::new(App::open(&self.place, Some(id)).await?))
    }
}

impl Act {
    pub(crate) fn flags(&self) -> Flags {
        self.flags
    }
}

/// Everything that is no hook goes to the app that is served now.
pub(crate) async fn serve_current(State(stage): State<Arc<Stage>>, request: Request) -> Response {
    let router = stage.act.read().await.router.clone();
    let Ok(response) = router.oneshot(request).await;
    response
}
