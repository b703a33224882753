//! The page of the activity.

use yew::prelude::*;

use super::timeline::timeline;
use super::use_activity;
use crate::ui::{Page, failure, placeholder};

/// The page at `/activity`.
#[component]
pub fn ActivityPage() -> Html {
    let pages = use_state_eq(|| 1_usize);
    let activity = use_activity(*pages);
    let more = {
        let pages = pages;
        Callback::from(move |_| pages.set(*pages + 1))
    };
    html! {
        <Page title="Activity" lead="What happened to your account, and from where.">
            { match (&activity.data, &activity.error) {
                (Some(page), _) => html! {
                    <div class="Stack-s">
                        { timeline(&page.entries) }
                        if page.after.is_some() {
                            <p><button class="Button Button-quiet" type="button" onclick={more}>{ "Show more" }</button></p>
                        }
                    </div>
                },
                (None, Some(error)) => failure(error.to_string(), &activity.reload),
                (None, None) => placeholder(),
            } }
        </Page>
    }
}
