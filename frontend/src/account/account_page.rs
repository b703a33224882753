//! The account: who one is, the password, what is stored, and the way out.

use shared::Account;
use yew::prelude::*;

use super::change_password::ChangePasswordForm;
use super::delete_account::DeleteAccountForm;
use super::hooks::use_export;
use crate::navigation::NavLink;
use crate::route::Route;
use crate::session::use_user;
use crate::ui::{
    LocalTime, Page, TimeLook, avatar, facts, failure, placeholder, section, tenant_name,
};

/// The page at `/account`.
#[component]
pub fn AccountPage() -> Html {
    let user = use_user();
    html! {
        <Page title="Account" lead="You, your password, and what is stored about you.">
            { match (&user.data, &user.error) {
                (Some(account), _) => html! { <Sections account={(**account).clone()} /> },
                (None, Some(error)) => failure(error.to_string(), &user.reload),
                (None, None) => placeholder(),
            } }
        </Page>
    }
}

#[derive(Properties, PartialEq)]
struct SectionsProps {
    account: Account,
}

#[component]
fn Sections(props: &SectionsProps) -> Html {
    let export = use_export();
    let Account { email, time_joined, .. } = &props.account;
    let onexport = export.callback().reform(|_: MouseEvent| ());
    html! {
        <div class="Account">
            { section("Profile", html! {}, profile(&props.account)) }
            <ChangePasswordForm changed={props.account.password_changed.unwrap_or(*time_joined)} />
            { section("Sessions", html! {}, html! {
                <div class="Row">
                    <p class="Grow">{ "Where you are signed in, and the way to end it." }</p>
                    <NavLink to={Route::Sessions} class="Button Button-quiet">{ "See devices" }</NavLink>
                </div>
            }) }
            { section("Your data", html! {}, html! {
                <div class="Row">
                    <p class="Grow">{ "Everything that is stored about you, as one JSON file." }</p>
                    <button class="Button Button-quiet" type="button" onclick={onexport}
                        aria-busy={export.is_busy().then_some("true")}>{ "Export" }</button>
                </div>
            }) }
            <DeleteAccountForm email={email.clone()} />
        </div>
    }
}

fn profile(account: &Account) -> Html {
    let Account { id, email, tenant_ids, time_joined, .. } = account;
    html! {
        <>
            <div class="Row">{ avatar(email) }<strong class="Grow">{ email }</strong></div>
            { facts([
                ("User id", html! { <code>{ id.as_str() }</code> }),
                ("Member since", html! { <LocalTime at={*time_joined} look={TimeLook::Ago} /> }),
                ("Tenants", html! {
                    <span class="Row">{ for tenant_ids.iter().map(|tenant| tenant_name(tenant.as_str())) }</span>
                }),
            ]) }
        </>
    }
}
