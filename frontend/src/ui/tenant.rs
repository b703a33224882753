//! Marks of tenants and people.

use yew::prelude::*;

/// A tenant's mark, and its name.
pub fn tenant_name(name: &str) -> Html {
    html! { <span class="TenantName">{ tenant_mark(name) }<span>{ name.to_owned() }</span></span> }
}

/// A square with the tenant's first letter.
pub fn tenant_mark(name: &str) -> Html {
    html! { <span class="Tenant" aria-hidden="true">{ first_letter(name) }</span> }
}

/// A person's first letter, in a circle.
pub fn avatar(name: &str) -> Html {
    html! { <span class="Avatar" aria-hidden="true">{ first_letter(name) }</span> }
}

fn first_letter(name: &str) -> String {
    name.chars().take(1).collect()
}
