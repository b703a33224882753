//! How good a new password is, while it is typed.

use yew::prelude::*;

/// Four bars and a word.
pub(super) fn strength(password: &str) -> Html {
    let (bars, tone, word) = match score(password) {
        0 => return Html::default(),
        1 => (1, "gone", "Too easy to guess"),
        2 => (2, "low", "So-so: longer is better"),
        3 => (3, "live", "Good"),
        _ => (4, "live", "Very good"),
    };
    html! {
        <div class="Stack-s" data-tone={tone} role="status">
            <div class="Strength" aria-hidden="true">
                { for (0..4).map(|bar| html! { <i data-on={(bar < bars).then_some("")}></i> }) }
            </div>
            <p class="note">{ word }</p>
        </div>
    }
}

/// 0 for nothing, else 1 to 4. By length and by how many different characters there are: what makes
/// a password hard to guess, without rules about signs.
fn score(password: &str) -> usize {
    let length = password.chars().count();
    let mut different: Vec<char> = password.chars().collect();
    different.sort_unstable();
    different.dedup();
    match (length, different.len()) {
        (0, _) => 0,
        (..8, _) | (_, ..5) => 1,
        (..12, _) | (_, ..8) => 2,
        (..18, _) => 3,
        _ => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_counts_and_repeating_does_not() {
        let scores = [
            "",
            "short",
            "aaaaaaaaaaaaaaaaaa",
            "password",
            "correct horse",
            "correct horse battery",
        ];
        assert_eq!(scores.map(score), [0, 1, 1, 2, 3, 4]);
    }
}
