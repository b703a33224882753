//! Light, dark, or as the system has it.

use yew::prelude::*;

use crate::ui::{Icon, Segment, browser, icon, segments};

/// The three looks.
#[component]
pub(super) fn ThemeChoice() -> Html {
    let theme = use_state_eq(|| None::<String>);
    {
        let theme = theme.setter();
        use_effect_with((), move |()| theme.set(browser::theme()));
    }
    let onchange = {
        let theme = theme.setter();
        Callback::from(move |value: String| {
            let chosen = Some(value).filter(|value| value != "system");
            browser::set_theme(chosen.as_deref());
            theme.set(chosen);
        })
    };
    let choice =
        |value: &'static str, label: &str| Segment { value: value.into(), label: html! { label } };
    let choices =
        vec![choice("system", "System"), choice("light", "Light"), choice("dark", "Dark")];
    segments("theme", "Look", theme.as_deref().unwrap_or("system"), choices, &onchange)
}

/// For visitors, who have no menu: from light to dark and back.
#[component]
pub(super) fn ThemeButton() -> Html {
    let onclick = Callback::from(|_| {
        browser::set_theme(Some(if browser::is_dark() { "light" } else { "dark" }));
    });
    html! {
        <button class="Button Button-bare" type="button" aria-label="Light or dark" {onclick}>{ icon(Icon::THEME) }</button>
    }
}
