//! Merging lists whose order says nothing: names, labels, links, estimates, decisions.

use std::collections::BTreeSet;

/// Merges two versions of a set, told apart by `bytes`: what the base had and nobody took away, in the base's order, then
/// what is new, by bytes. Where only one side changed, its own order stands; mere order is no change.
pub(super) fn merged<T: Clone>(
    ours: &[T],
    theirs: &[T],
    base: Option<&[T]>,
    bytes: impl Fn(&T) -> String,
) -> Vec<T> {
    let keys = |list: &[T]| list.iter().map(&bytes).collect::<Vec<String>>();
    let (our_keys, their_keys) = (keys(ours), keys(theirs));
    if our_keys == their_keys {
        return ours.to_vec();
    }
    let base = base.unwrap_or_default();
    let base_keys = keys(base);
    let our_set: BTreeSet<&String> = our_keys.iter().collect();
    let their_set: BTreeSet<&String> = their_keys.iter().collect();
    let base_set: BTreeSet<&String> = base_keys.iter().collect();
    if our_set == base_set && their_set == base_set {
        return base.to_vec();
    }
    if their_set == base_set {
        return ours.to_vec();
    }
    if our_set == base_set {
        return theirs.to_vec();
    }
    let mut result: Vec<T> = Vec::new();
    let mut taken = BTreeSet::new();
    for (element, key) in base.iter().zip(&base_keys) {
        if our_set.contains(key) && their_set.contains(key) && taken.insert(key.clone()) {
            result.push(element.clone());
        }
    }
    let mut new: Vec<(&String, &T)> = our_keys
        .iter()
        .zip(ours)
        .chain(their_keys.iter().zip(theirs))
        .filter(|(key, _)| !base_set.contains(key))
        .collect();
    new.sort_by(|one, other| one.0.cmp(other.0));
    for (key, element) in new {
        if taken.insert(key.clone()) {
            result.push(element.clone());
        }
    }
    result
}

#[cfg(test)]
mod tests {
    #[track_caller]
    fn check(ours: &str, theirs: &str, base: Option<&str>, expected: &str) {
        let list = |words: &str| words.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        let base = base.map(list);
        let merged = super::merged(&list(ours), &list(theirs), base.as_deref(), Clone::clone);
        assert_eq!(merged.join(" "), expected);
    }

    #[test]
    fn what_one_side_took_away_is_gone_and_what_is_new_comes_by_its_bytes() {
        check("b x", "a b d c", Some("a b"), "b c d x");
        check("b a", "a b", Some("a b"), "a b");
        check("z y", "", Some(""), "z y");
        check("b", "a", None, "a b");
        check("b a", "b a", None, "b a");
    }
}
