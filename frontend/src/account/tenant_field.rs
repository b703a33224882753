//! Which tenant to sign in to.

use session_client::TENANT_FIELD;
use shared::TenantId;
use shared::tenants::ListedTenant;
use yew::prelude::*;

use crate::ui::{Segment, segments, tenant_mark, tenant_name};

/// As many as stand side by side; more are a list to choose from.
const MOST_SEGMENTS: usize = 5;

/// The choice among the listed tenants; `named`, from the address, is none of them perhaps. With one
/// tenant there is nothing to choose, and nothing is shown.
pub(super) fn tenant_field(
    listed: &[ListedTenant],
    named: Option<&TenantId>,
    is_sign_up: bool,
    picked: &UseStateHandle<Option<TenantId>>,
) -> Html {
    let mut names: Vec<TenantId> = listed
        .iter()
        .filter(|tenant| tenant.sign_up || !is_sign_up)
        .map(|tenant| tenant.tenant_id.clone())
        .collect();
    // The default tenant first; the others as they come, by name.
    names.sort_by_key(|tenant| !tenant.is_public());
    let chosen = (**picked).as_ref().or(named).or(names.first()).cloned().unwrap_or_default();
    if !names.contains(&chosen) {
        names.push(chosen.clone());
    }
    let onchange = {
        let picked = picked.setter();
        Callback::from(move |name: String| picked.set(name.parse().ok()))
    };
    match names.len() {
        1 => html! {
            <>
                <input type="hidden" name={TENANT_FIELD} value={chosen.to_string()} />
                if named.is_some() { { tenant_name(chosen.as_str()) } }
            </>
        },
        2..=MOST_SEGMENTS => {
            let choices = names.iter().map(|tenant| Segment {
                value: tenant.to_string().into(),
                label: html! { <>{ tenant_mark(tenant.as_str()) }{ tenant.to_string() }</> },
            });
            html! {
                <div class="Field">
                    <span class="Label">{ "Tenant" }</span>
                    { segments(TENANT_FIELD, "Tenant", chosen.as_str(), choices.collect(), &onchange) }
                </div>
            }
        }
        _ => html! {
            <div class="Field">
                <label for={TENANT_FIELD}>{ "Tenant" }</label>
                <select id={TENANT_FIELD} name={TENANT_FIELD}>
                    { for names.iter().map(|tenant| html! {
                        <option value={tenant.to_string()} selected={*tenant == chosen}>{ tenant.to_string() }</option>
                    }) }
                </select>
            </div>
        },
    }
}
