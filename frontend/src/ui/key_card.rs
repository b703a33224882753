//! The key card: the one object on the page. A session is a key: it has an owner, a lock that it
//! fits (the tenant), it wears off, and it is cut anew before it does.

use yew::prelude::*;

use super::countdown::{Countdown, clock, use_countdown};
use super::ring::large_ring;
use super::tenant::tenant_name;

/// How many teeth a key has.
const TEETH: usize = 24;

/// Props of [`KeyCard`].
#[derive(Properties, PartialEq)]
pub struct KeyCardProps {
    /// The time that the access token has left. Without it the card is a blank: no key was cut.
    #[prop_or_default]
    pub countdown: Option<Countdown>,
    /// Which tenant's lock it fits.
    pub tenant: AttrValue,
    /// At the top right: what is to be said of the whole.
    #[prop_or_default]
    pub aside: Html,
    /// Who holds it.
    pub owner: AttrValue,
    /// A second line about the owner.
    #[prop_or_default]
    pub owner_detail: AttrValue,
    /// The hex digits that the teeth are cut from.
    #[prop_or_default]
    pub teeth: AttrValue,
    /// Facts and buttons below the key.
    #[prop_or_default]
    pub children: Html,
}

/// The card. Its teeth are the first digits of a hash that changes with every refresh, so a new key
/// looks different from the one before.
#[component]
pub fn KeyCard(props: &KeyCardProps) -> Html {
    let root = use_node_ref();
    use_countdown(&root, props.countdown.clone());
    let whole = props.countdown.as_ref().map(|countdown| clock(countdown.whole));
    html! {
        <section ref={root} class={classes!("KeyCard", whole.is_none().then_some("KeyCard-blank"))}
            aria-label="Your session">
            <div class="KeyCard-head">{ tenant_name(&props.tenant) }{ props.aside.clone() }</div>
            <div class="KeyCard-key">
                <div class="KeyCard-bow">
                    { large_ring(whole.is_some()) }
                    if let Some(whole) = whole {
                        <p class="KeyCard-time num" role="timer">
                            <span class="TimeLeft"></span><small>{ "of " }{ whole }</small>
                        </p>
                    }
                </div>
                <div class="KeyCard-blade">
                    { blade(&props.teeth) }
                    <p class="KeyCard-who">
                        <strong title={props.owner.clone()}>{ &props.owner }</strong>
                        <small>{ &props.owner_detail }</small>
                    </p>
                </div>
            </div>
            { props.children.clone() }
        </section>
    }
}

/// The blade with its teeth. Elements and not text, so that the style sheet can let the teeth grow.
fn blade(digits: &str) -> Html {
    html! {
        <svg class="Cut" viewBox="0 0 320 72" aria-hidden="true">
            <path d="M2 34h316a2 2 0 0 1 0 4H2zM9 27h3v18H9zM15 27h3v18h-3z" />
            { for heights(digits).enumerate().map(|(index, digit)| html! {
                <rect x={(28 + 12 * index).to_string()} y="36" width="6" height={tenths(80 + 16 * digit)} rx="1.5" />
            }) }
        </svg>
    }
}

/// The same key, small: it marks a session in a list.
pub fn small_cut(digits: &str) -> Html {
    let teeth: String = heights(digits)
        .enumerate()
        .map(|(index, digit)| {
            let height = tenths(20 + 8 * digit);
            format!(r#"<rect x="{}" y="3" width="2" height="{height}"/>"#, 1 + 4 * index)
        })
        .collect();
    Html::from_html_unchecked(
        format!(
            r#"<svg class="Cut" viewBox="0 0 98 20" aria-hidden="true"><path d="M0 2h98v1.5H0z"/>{teeth}</svg>"#
        )
        .into(),
    )
}

/// What each tooth is cut from. Dashes and the like are no digits.
fn heights(digits: &str) -> impl Iterator<Item = u32> {
    digits.chars().filter_map(|digit| digit.to_digit(16)).take(TEETH)
}

/// A number of tenths, as SVG writes it.
fn tenths(number: u32) -> String {
    format!("{}.{}", number / 10, number % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_a_tooth_for_each_digit() {
        let handle = "159dfaff-52fa-461b-8ff2-000000000000";
        let cut: Vec<u32> = heights(handle).collect();
        assert_eq!(cut.len(), TEETH);
        assert_eq!(cut[..4], [1, 5, 9, 13]);
        assert_eq!(heights("xyz").count(), 0);
        assert_eq!(tenths(96), "9.6");
    }
}
