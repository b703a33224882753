//! A mutation runs once for each input at a time, and tells what came of it.

use std::cell::RefCell;
use std::rc::Rc;

use frontend::hooks::{Mutation, use_mutation};
use gloo_timers::future::TimeoutFuture;
use gloo_utils::document;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;
use yew::prelude::*;

use crate::fetches::Fetches;

type Like = Mutation<u32, String, String>;

/// The mutation as the last render had it.
#[derive(Clone, Default)]
struct Seen(Rc<RefCell<Option<Like>>>);

impl PartialEq for Seen {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Seen {
    fn like(&self) -> Like {
        self.0.borrow().clone().expect("it was rendered")
    }
}

#[derive(Properties, PartialEq)]
struct LikesProps {
    fetches: Fetches,
    seen: Seen,
}

#[component]
fn Likes(props: &LikesProps) -> Html {
    let fetches = props.fetches.clone();
    let like = use_mutation(move |key: u32| {
        let promise = fetches.begin(key);
        async move {
            let result = JsFuture::from(promise).await;
            result.map(|text| text.as_string().unwrap_or_default()).map_err(|_| "no".to_owned())
        }
    });
    props.seen.0.replace(Some(like));
    Html::default()
}

/// Lets Yew render what it was told.
async fn rendered() {
    TimeoutFuture::new(0).await;
}

#[wasm_bindgen_test]
async fn a_double_click_is_one_click_and_other_inputs_run_beside_it() {
    let root = document().create_element("div").expect("an element");
    document().body().expect("a body").append_child(&root).expect("appended");
    let (fetches, seen) = (Fetches::default(), Seen::default());
    let props = LikesProps { fetches: fetches.clone(), seen: seen.clone() };
    let app = yew::Renderer::<Likes>::with_root_and_props(root.clone(), props).render();
    rendered().await;
    let before = seen.like();
    assert!(!before.is_busy() && before.data().is_none() && before == seen.like());

    before.run(1);
    before.run(1);
    before.run(2);
    assert_eq!(fetches.begun(), [1, 2], "1 once");
    rendered().await;
    assert!(seen.like() != before, "a prop that has changed");
    assert!(seen.like().is_busy_with(1) && seen.like().is_busy_with(2));

    fetches.finish(2, "two");
    rendered().await;
    assert!(seen.like().is_busy_with(1) && !seen.like().is_busy_with(2));
    assert_eq!(seen.like().data().map(String::as_str), Some("two"));

    fetches.fail(1);
    rendered().await;
    assert!(!seen.like().is_busy());
    assert_eq!((seen.like().data(), seen.like().error().map(String::as_str)), (None, Some("no")));
    seen.like().reset();
    rendered().await;
    assert_eq!(seen.like().error(), None);
    app.destroy();
    root.remove();
}
