//! The session as components see it: one context at the top of the app.

use std::cell::Cell;
use std::rc::Rc;

use shared::ClientConfig;
use yew::platform::spawn_local;
use yew::prelude::*;

use super::client::SessionClient;
use super::page_events::PageEvents;
use super::state::SessionState;

/// What [`crate::hooks::use_session`] gives: the state to render, and the client to act with.
#[derive(Clone, PartialEq)]
pub struct SessionContext {
    /// Signed in, signed out, or not known yet.
    pub state: SessionState,
    /// The session's functions.
    pub client: SessionClient,
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
    let state = use_state_eq(|| props.initial.clone());
    {
        let state = state.setter();
        use_effect_with(Rc::clone(&client), move |client| follow(client, state));
    }
    let context = SessionContext { state: (*state).clone(), client: (*client).clone() };
    html! {
        <ContextProvider<SessionContext> {context}>
            { props.children.clone() }
        </ContextProvider<SessionContext>>
    }
}

/// Looks at the session now and whenever it may have changed. What is returned ends that.
fn follow(client: &SessionClient, state: UseStateSetter<SessionState>) -> impl FnOnce() + use<> {
    let client = client.clone();
    // Until the first answer the state stays Loading: a look at the cookies alone could show the
    // sign-in page to somebody whose refresh is on its way.
    let settled = Rc::new(Cell::new(false));
    let look = {
        let (client, settled) = (client.clone(), Rc::clone(&settled));
        move || {
            if settled.get() {
                state.set(client.state());
            }
        }
    };
    let page_events = Rc::new(PageEvents::listen(look.clone()));
    let subscription = client.subscribe({
        let (look, page_events) = (look.clone(), Rc::clone(&page_events));
        move |_event| {
            look();
            page_events.tell_other_tabs();
        }
    });
    spawn_local(async move {
        client.does_session_exist().await;
        settled.set(true);
        look();
    });
    move || drop((subscription, page_events))
}
