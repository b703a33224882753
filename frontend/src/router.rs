//! Where in the app the visitor is, and the way to another page.
//!
//! In place of yew-router's own `BrowserRouter`: that one keeps serialised state with each entry of
//! the browser's history, and the code for it would be an eighth of the page. Ours have none.

use std::any::Any;

use gloo_events::EventListener;
use gloo_utils::window;
use wasm_bindgen::JsValue;
use yew::prelude::*;
use yew_router::history::{AnyHistory, History};
use yew_router::query::Raw;

use crate::route::Route;

/// What stands in the address bar after the host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// With its leading slash.
    pub path: String,
    /// With its leading `?`, or empty.
    pub query: String,
}

/// One move to another address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// "Back" leads to where we were.
    Push(String),
    /// "Back" leads to where we were before that.
    Replace(String),
}

/// The entries of a history, one of which we are at.
pub trait Addresses: Clone + PartialEq + 'static {
    /// Where we are.
    fn current(&self) -> Address;
    /// Goes elsewhere.
    fn step(&self, step: Step);
    /// Tells when "back" and "forward" were used, until what is returned is dropped.
    fn listen(&self, moved: Callback<()>) -> Box<dyn Any>;
}

/// The history of the browser's tab.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BrowserAddresses;

impl Addresses for BrowserAddresses {
    fn current(&self) -> Address {
        let location = window().location();
        Address {
            path: location.pathname().unwrap_or_default(),
            query: location.search().unwrap_or_default(),
        }
    }

    fn step(&self, step: Step) {
        let Ok(history) = window().history() else {
            return;
        };
        // Browsers refuse other origins' addresses, which ours never are.
        let _ = match step {
            Step::Push(url) => history.push_state_with_url(&JsValue::NULL, "", Some(&url)),
            Step::Replace(url) => history.replace_state_with_url(&JsValue::NULL, "", Some(&url)),
        };
    }

    fn listen(&self, moved: Callback<()>) -> Box<dyn Any> {
        Box::new(EventListener::new(&window(), "popstate", move |_| moved.emit(())))
    }
}

/// Histories of yew-router, for pages rendered outside a browser.
impl Addresses for AnyHistory {
    fn current(&self) -> Address {
        let location = self.location();
        Address { path: location.path().to_owned(), query: location.query_str().to_owned() }
    }

    fn step(&self, step: Step) {
        let (Step::Push(url) | Step::Replace(url)) = &step;
        let (path, query) = url.split_once('?').unwrap_or((url, ""));
        let Ok(()) = match step {
            Step::Push(_) => self.push_with_query(path, Raw(query)),
            Step::Replace(_) => self.replace_with_query(path, Raw(query)),
        };
    }

    fn listen(&self, moved: Callback<()>) -> Box<dyn Any> {
        Box::new(History::listen(self, move || moved.emit(())))
    }
}

/// Where the visitor is, for components below a [`Router`].
#[derive(Clone, PartialEq)]
pub struct Place {
    /// The address.
    pub address: Address,
    /// Goes elsewhere.
    pub step: Callback<Step>,
}

impl Place {
    /// The page at this address.
    #[must_use]
    pub fn route(&self) -> Route {
        Route::at(&self.address.path)
    }
}

/// Props of [`Router`].
#[derive(Properties, PartialEq)]
pub struct RouterProps<A: Addresses> {
    /// The history to follow.
    pub addresses: A,
    /// Everything that asks where we are.
    pub children: Html,
}

/// Keeps the one [`Place`] of the app.
#[component]
pub fn Router<A: Addresses>(props: &RouterProps<A>) -> Html {
    let current = use_state_eq(|| props.addresses.current());
    let look = {
        let (addresses, current) = (props.addresses.clone(), current.setter());
        use_callback((), move |(), ()| current.set(addresses.current()))
    };
    {
        let (addresses, look) = (props.addresses.clone(), look.clone());
        use_effect_with((), move |()| {
            let listener = addresses.listen(look);
            move || drop(listener)
        });
    }
    let step = {
        let addresses = props.addresses.clone();
        use_callback((), move |step, ()| {
            addresses.step(step);
            look.emit(());
        })
    };
    let context = Place { address: (*current).clone(), step };
    html! {
        <ContextProvider<Place> {context}>{ props.children.clone() }</ContextProvider<Place>>
    }
}
