//! The page of all sessions.

use shared::{SessionEntry, TenantId};
use yew::prelude::*;

use super::end_dialog::{EndDialog, Question};
use super::session_row::session_row;
use crate::session::{use_sessions, use_sign_out, use_tenants};
use crate::ui::{Icon, Page, Segment, empty, failure, placeholder, section, segments};

/// The page at `/sessions`.
#[component]
pub fn Sessions() -> Html {
    let tenant = use_state_eq(|| None::<TenantId>);
    let sessions = use_sessions((*tenant).clone());
    let question = use_state_eq(|| None::<Question>);
    let ask = {
        let question = question.setter();
        use_callback((), move |asked, ()| question.set(asked))
    };
    let choose = {
        let tenant = tenant.setter();
        // "All" is no tenant id.
        Callback::from(move |name: String| tenant.set(name.parse().ok()))
    };
    let own = use_tenants().list.map(|list| list.own.clone()).unwrap_or_default();
    html! {
        <Page title="Devices" lead="Where you are signed in. End what you do not know."
            actions={tenant_filter(&own, tenant.as_ref(), &choose)}>
            { match (&sessions.list.data, &sessions.list.error) {
                (Some(page), _) => html! { <Lists entries={page.sessions.clone()} ask={ask.clone()} /> },
                (None, Some(error)) => failure(error.to_string(), &sessions.list.reload),
                (None, None) => placeholder(),
            } }
            if sessions.list.data.as_ref().is_some_and(|page| page.after.is_some()) {
                <p class="Actions">
                    <button class="Button Button-quiet" type="button" onclick={sessions.more.reform(|_| ())}>{ "Show more" }</button>
                </p>
            }
            if let Some(question) = (*question).clone() {
                <EndDialog {question} revoke={sessions.revoke} revoke_others={sessions.revoke_others}
                    onclose={ask.reform(|()| None)} />
            }
        </Page>
    }
}

/// All tenants, or one of the user's; nothing with one alone.
fn tenant_filter(own: &[TenantId], chosen: Option<&TenantId>, choose: &Callback<String>) -> Html {
    if own.len() < 2 {
        return Html::default();
    }
    let all = Segment { value: "All".into(), label: html! { "All" } };
    let tenants = own.iter().map(|tenant| Segment {
        value: tenant.to_string().into(),
        label: html! { tenant.to_string() },
    });
    let chosen = chosen.map_or("All", TenantId::as_str);
    segments("tenant", "Tenant", chosen, std::iter::once(all).chain(tenants).collect(), choose)
}

#[derive(Properties, PartialEq)]
struct ListsProps {
    entries: Vec<SessionEntry>,
    ask: Callback<Option<Question>>,
}

/// This session, and the others.
#[component]
fn Lists(props: &ListsProps) -> Html {
    let sign_out = use_sign_out();
    let (current, others): (Vec<&SessionEntry>, Vec<_>) =
        props.entries.iter().partition(|entry| entry.current);
    let onsignout = sign_out.callback().reform(|_: MouseEvent| ());
    let end = |entry: &SessionEntry| {
        let question = Question::End(entry.session_handle.clone());
        let onclick = props.ask.reform(move |_: MouseEvent| Some(question.clone()));
        html! { <button class="Button Button-quiet" type="button" {onclick}>{ "End" }</button> }
    };
    let onend = props.ask.reform(|_: MouseEvent| Some(Question::EndOthers));
    let end_all = if others.is_empty() {
        Html::default()
    } else {
        html! { <button type="button" onclick={onend}>{ "End all others" }</button> }
    };
    html! {
        <div class="Stack">
            if let Some(entry) = current.first() {
                { section("This device", html! {}, html! {
                    <ul>{ session_row(entry, html! {
                        <button class="Button Button-quiet" type="button" onclick={onsignout}>{ "Sign out" }</button>
                    }) }</ul>
                }) }
            }
            { section("Other devices", end_all, if others.is_empty() {
                empty(Icon::LAPTOP, "No other devices", "When you sign in elsewhere, it is listed here.")
            } else {
                html! { <ul class="Rows">{ for others.iter().map(|entry| session_row(entry, end(entry))) }</ul> }
            }) }
        </div>
    }
}
