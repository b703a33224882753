//! Sections: a rule, a heading, one quiet action at the right.

use yew::prelude::*;

/// A section of a page. `action` stands at the right of the heading.
pub fn section(title: impl Into<AttrValue>, action: impl Into<Html>, body: Html) -> Html {
    let title: AttrValue = title.into();
    html! {
        <section class="Section">
            <div class="Section-head"><h2>{ title }</h2>{ action.into() }</div>
            { body }
        </section>
    }
}

/// Terms and what they are, a row each.
pub fn facts(rows: impl IntoIterator<Item = (&'static str, Html)>) -> Html {
    html! {
        <dl class="Facts Rows">
            { for rows.into_iter().map(|(term, is)| html! { <div><dt>{ term }</dt><dd>{ is }</dd></div> }) }
        </dl>
    }
}
