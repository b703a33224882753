//! Replacing a name in a text, but for the places that must keep it.

use super::name::Name;

/// Places that keep the old name, as the text around it: `{}` stands for the name in small letters.
const KEPT: [(&str, &str); 2] = [
    ("b\"{}\"", "it goes into every derived key: with another one, existing databases are refused"),
    ("{}/tools", "the cache of build tools, which all clones of one user share"),
];

/// A text after the change.
#[derive(Debug, PartialEq)]
pub(super) struct Replaced {
    pub(super) text: String,
    /// How many places have changed.
    pub(super) count: usize,
    /// Why places have not, one reason for each.
    pub(super) kept: Vec<&'static str>,
}

/// Replaces the whole words that are a spelling of `old`.
pub(super) fn replace(text: &str, old: &Name, new: &Name) -> Replaced {
    let kept_words = KEPT.map(|(around, why)| (around.replace("{}", &old.slug), why));
    let mut replaced = Replaced { text: String::new(), count: 0, kept: Vec::new() };
    let mut at = 0;
    while let Some(rest) = text.get(at..) {
        let Some(first) = rest.chars().next() else { break };
        let before = text[..at].chars().next_back();
        if let Some((word, why)) = kept_words.iter().find(|(word, _)| rest.starts_with(word)) {
            replaced.text.push_str(word);
            replaced.kept.push(why);
            at += word.len();
        } else if let Some((old, new)) = word_at(rest, before, &old.replacements(new)) {
            replaced.text.push_str(new);
            replaced.count += 1;
            at += old.len();
        } else {
            replaced.text.push(first);
            at += first.len_utf8();
        }
    }
    replaced
}

/// How often the name occurs as a word.
pub(super) fn count(text: &str, name: &Name) -> usize {
    replace(text, name, name).count
}

/// The spelling with which `rest` begins, if it is a whole word there.
fn word_at<'a>(
    rest: &str,
    before: Option<char>,
    spellings: &[(&'a str, &'a str); 3],
) -> Option<(&'a str, &'a str)> {
    if before.is_some_and(char::is_alphanumeric) {
        return None;
    }
    spellings.iter().copied().find(|(old, _)| {
        rest.strip_prefix(old).is_some_and(|after| !after.starts_with(char::is_alphanumeric))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(title: &str) -> Name {
        Name::parse(title).expect("valid")
    }

    fn replaced(text: &str) -> Replaced {
        replace(text, &name("Zephyr"), &name("Blue Sky"))
    }

    #[test]
    fn each_spelling_is_replaced_by_the_same_spelling() {
        let text = "Zephyr's file is data/zephyr.db; set ZEPHYR_DIST. <title>Zephyr</title>";
        let expected =
            "Blue Sky's file is data/blue-sky.db; set BLUE_SKY_DIST. <title>Blue Sky</title>";
        let Replaced { text, count, kept } = replaced(text);
        assert_eq!((text.as_str(), count, kept.len()), (expected, 4, 0));
    }

    #[test]
    fn only_whole_words_are_names() {
        let text = "Zephyrist, pzephyr, zephyr2, zEPHYR: ünderzephyr";
        assert_eq!(replaced(text).text, text);
    }

    #[test]
    fn what_must_stay_stays_and_says_why() {
        let text = "new(HASH, b\"zephyr\") and ~/.cache/zephyr/tools";
        let Replaced { text: after, count, kept } = replaced(text);
        assert_eq!((after.as_str(), count), (text, 0));
        assert_eq!(kept, [KEPT[0].1, KEPT[1].1]);
    }
}
