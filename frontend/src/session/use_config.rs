//! The server's settings that a page must know.

use shared::ClientConfig;
use yew::platform::spawn_local;
use yew::prelude::*;

use super::hooks::use_session;

/// The settings: the defaults at first, and the server's once it has told them.
#[hook]
pub fn use_config() -> ClientConfig {
    let client = use_session().client;
    let config = use_state_eq(|| client.api().config().clone());
    {
        let config = config.setter();
        use_effect_with((), move |()| {
            spawn_local(async move { config.set(client.api().load_config().await.clone()) });
        });
    }
    (*config).clone()
}
