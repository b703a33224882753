//! The session as components see it: one context at the top of the app.

use std::rc::Rc;

use shared::ClientConfig;
use yew::prelude::*;

use super::client::SessionClient;
use super::page_events::PageEvents;
use super::state::SessionState;
use super::watch::{Known, Watch};
use crate::api::ApiClient;

/// What [`crate::hooks::use_session`] gives: the state to render, and the client to act with.
#[derive(Clone, PartialEq)]
pub struct SessionContext {
    /// Signed in, signed out, or not known yet.
    pub state: SessionState,
    /// The session's functions.
    pub client: SessionClient,
    /// Only the server can tell what the state is now, and it cannot be reached. It is asked again
    /// from time to time.
    pub unreachable: bool,
    /// Asks at once.
    pub look: Callback<()>,
}

impl SessionContext {
    /// The client for calls of the session that is shown. They end in
    /// [`ApiError::SessionChanged`](crate::api::ApiError) once another session takes its place, so
    /// that nothing of one user's page is done or fetched as another.
    #[must_use]
    pub fn api(&self) -> ApiClient {
        match self.state.info() {
            Some(info) => self.client.api().for_session(info.session_handle.clone()),
            None => self.client.api().clone(),
        }
    }
}

/// Props of [`SessionProvider`].
#[derive(Properties, PartialEq)]
pub struct SessionProviderProps {
    /// Where the API is, and how it wants to be spoken to.
    #[prop_or_default]
    pub config: ClientConfig,
    /// What is known before the first look at the cookies. For pages rendered outside a browser.
    #[prop_or_default]
    pub initial: SessionState,
    /// Everything that asks about the session.
    #[prop_or_default]
    pub children: Html,
}

/// Keeps the one [`SessionState`] of the app, and follows what happens to it in this tab and in
/// others.
#[component]
pub fn SessionProvider(props: &SessionProviderProps) -> Html {
    let client = use_memo(props.config.clone(), |config| SessionClient::browser(config.clone()));
    let initial = props.initial.clone();
    let known = use_state_eq(|| Known { state: initial, unreachable: false });
    let watch = use_mut_ref(|| None);
    {
        let (show, watch) = (known.setter(), Rc::clone(&watch));
        use_effect_with(Rc::clone(&client), move |client| {
            let (started, end) = follow(client, show);
            watch.replace(Some(started));
            end
        });
    }
    let look = use_callback((), move |(), ()| watch.borrow().iter().for_each(Watch::look));
    let Known { state, unreachable } = (*known).clone();
    let context = SessionContext { state, client: (*client).clone(), unreachable, look };
    html! {
        <ContextProvider<SessionContext> {context}>
            { props.children.clone() }
        </ContextProvider<SessionContext>>
    }
}

/// Looks at the session now and whenever it may have changed. The function that is returned ends
/// that.
fn follow(
    client: &SessionClient,
    show: UseStateSetter<Known>,
) -> (Rc<Watch>, impl FnOnce() + use<>) {
    let watch = Watch::start(client.clone(), show);
    let look = {
        let watch = Rc::clone(&watch);
        move || watch.look()
    };
    let look_at_cookies = {
        let watch = Rc::clone(&watch);
        move || watch.look_at_cookies()
    };
    let page_events = Rc::new(PageEvents::listen(look.clone(), look_at_cookies));
    let changes = client.subscribe_to_changes(look);
    let subscription = client.subscribe({
        let (watch, page_events) = (Rc::clone(&watch), Rc::clone(&page_events));
        move |_event| {
            watch.look();
            page_events.tell_other_tabs();
        }
    });
    (watch, move || drop((subscription, changes, page_events)))
}
