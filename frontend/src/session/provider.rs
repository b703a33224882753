//! The session as components see it: one context at the top of the app.

use std::rc::Rc;

use session_client::{ApiClient, SessionClient, SessionState, SessionView, SessionWatch};
use yew::prelude::*;

/// What [`super::use_session`] gives: the state to render, and the client to act with.
#[derive(Clone, PartialEq)]
pub struct SessionContext {
    /// Signed in, signed out, or not known yet.
    pub state: SessionState,
    /// The session's functions.
    pub client: SessionClient,
    /// Only the server can tell what the state is now, and it cannot be reached. It is asked again
    /// from time to time.
    pub unreachable: bool,
    /// Asks the server at once.
    pub check: Callback<()>,
}

impl SessionContext {
    /// The client for calls of the session that is shown. They end in
    /// [`ApiError::SessionChanged`](session_client::ApiError) once another session takes its place,
    /// so that nothing of one user's page is done or fetched as another.
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
    /// What talks to the API.
    pub client: SessionClient,
    /// What is known before the cookies are read. For pages rendered outside a browser.
    #[prop_or_default]
    pub initial: SessionState,
    /// Everything that uses the session.
    #[prop_or_default]
    pub children: Html,
}

/// Keeps the one [`SessionState`] of the app, and follows what happens to it in this tab and in
/// others.
#[component]
pub fn SessionProvider(props: &SessionProviderProps) -> Html {
    let client = props.client.clone();
    let initial = props.initial.clone();
    let view = use_state_eq(|| SessionView { state: initial, unreachable: false });
    let watch = use_mut_ref(|| None);
    {
        let (view, watch) = (view.setter(), Rc::clone(&watch));
        use_effect_with(client.clone(), move |client| {
            watch.replace(Some(SessionWatch::start(client, move |next| view.set(next))));
            move || drop(watch.take())
        });
    }
    let check = use_callback((), move |(), ()| watch.borrow().iter().for_each(SessionWatch::check));
    let SessionView { state, unreachable } = (*view).clone();
    let context = SessionContext { state, client, unreachable, check };
    html! {
        <ContextProvider<SessionContext> {context}>
            { props.children.clone() }
        </ContextProvider<SessionContext>>
    }
}
