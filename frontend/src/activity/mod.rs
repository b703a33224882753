//! What happened to the account: the user's own audit trail.

mod activity_page;
mod timeline;

pub use activity_page::ActivityPage;
pub use timeline::timeline;

use session_client::{ApiClient, ApiError};
use shared::activity::{ActivityPage as Page, ListActivity, ListActivityQuery};
use yew::prelude::*;

use crate::session::{Query, use_query, use_session};

/// The newest pages of the user's activity, in one.
#[hook]
pub fn use_activity(pages: usize) -> Query<Page> {
    let api = use_session().api();
    use_query(pages, move |pages| fetch(api, pages))
}

async fn fetch(api: ApiClient, pages: usize) -> Result<Page, ApiError> {
    let mut all = Page::default();
    for _ in 0..pages {
        let query = ListActivityQuery { after: all.after.take() };
        let page = api.to(ListActivity).query(query).send().await?;
        all.entries.extend(page.entries);
        all.after = page.after;
        if all.after.is_none() {
            break;
        }
    }
    Ok(all)
}
