//! Forms whose inputs keep what is in them: it is read when the form is sent, so what the browser or
//! a password manager filled in counts as well as what was typed.

use web_sys::{Element, FormData, HtmlFormElement};
use yew::prelude::*;

use super::any::Key;
use crate::ui::browser;

/// What a form holds.
pub struct FormValues(Option<FormData>);

impl FormValues {
    /// The text of the input with this name; empty if there is none.
    #[must_use]
    pub fn text(&self, name: &str) -> String {
        self.0.as_ref().and_then(|data| data.get(name).as_string()).unwrap_or_default()
    }
}

/// What [`use_form`] gives: both belong on the `<form>`.
pub struct FormHandle {
    /// For `ref`.
    pub node: NodeRef,
    /// For `onsubmit`.
    pub onsubmit: Callback<SubmitEvent>,
}

/// Calls `submit` with what the form holds. When `problem` changes to something, the keyboard goes
/// to the first input with an error, else to the notice.
#[hook]
pub fn use_form<P: PartialEq + 'static>(
    problem: Option<P>,
    submit: impl Fn(FormValues) + 'static,
) -> FormHandle {
    use_any_form(problem.map(Key::new), Callback::from(submit))
}

/// What is the same for all types.
#[hook]
fn use_any_form(problem: Option<Key>, submit: Callback<FormValues>) -> FormHandle {
    let node = use_node_ref();
    {
        let node = node.clone();
        use_effect_with(problem, move |problem| {
            if problem.is_some() {
                let form = node.cast::<Element>();
                let invalid = form.and_then(|form| form.query_selector("[aria-invalid]").ok()?);
                browser::focus(invalid);
            }
        });
    }
    let onsubmit = Callback::from(move |event: SubmitEvent| {
        event.prevent_default();
        let form: HtmlFormElement = event.target_unchecked_into();
        submit.emit(FormValues(FormData::new_with_form(&form).ok()));
    });
    FormHandle { node, onsubmit }
}
