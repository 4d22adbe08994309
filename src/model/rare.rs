//! A value that seldom is anything: as wide as a pointer where it is not.

use std::fmt;
use std::ops::{Deref, DerefMut};

/// What a kind of value is when nothing was given.
pub trait Blank: Default + PartialEq + 'static {
    /// Nothing of it, to be looked at.
    const BLANK: &'static Self;
}

impl<T: PartialEq + 'static> Blank for Vec<T> {
    const BLANK: &'static Self = &Vec::new();
}

impl Blank for String {
    const BLANK: &'static Self = &String::new();
}

/// A list or a string that most claims leave empty: read and changed as if it stood there, and on the heap only when
/// there is something in it.
#[derive(Clone)]
pub struct Rare<T>(Option<Box<T>>);

impl<T: Blank> Rare<T> {
    /// Returns the value itself.
    pub fn into_inner(self) -> T {
        self.0.map(|value| *value).unwrap_or_default()
    }
}

impl<T> Default for Rare<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T: Blank> From<T> for Rare<T> {
    fn from(value: T) -> Self {
        Self((value != *T::BLANK).then(|| Box::new(value)))
    }
}

impl<T: Blank> Deref for Rare<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.0.as_deref().unwrap_or(T::BLANK)
    }
}

impl<T: Blank> DerefMut for Rare<T> {
    fn deref_mut(&mut self) -> &mut T {
        self.0.get_or_insert_default()
    }
}

impl<T: Blank> PartialEq for Rare<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T: Blank + Eq> Eq for Rare<T> {}

impl<T: Blank> PartialEq<T> for Rare<T> {
    fn eq(&self, other: &T) -> bool {
        **self == *other
    }
}

impl<T: PartialEq<U> + PartialEq + 'static, U, const N: usize> PartialEq<[U; N]> for Rare<Vec<T>> {
    fn eq(&self, other: &[U; N]) -> bool {
        **self == *other
    }
}

impl PartialEq<&str> for Rare<String> {
    fn eq(&self, other: &&str) -> bool {
        **self == **other
    }
}

impl<T: Blank + fmt::Debug> fmt::Debug for Rare<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: PartialEq + 'static> FromIterator<T> for Rare<Vec<T>> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        Vec::from_iter(values).into()
    }
}

impl<T: PartialEq + 'static> IntoIterator for Rare<Vec<T>> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.into_inner().into_iter()
    }
}

impl<'a, T: PartialEq + 'static> IntoIterator for &'a mut Rare<Vec<T>> {
    type Item = &'a mut T;
    type IntoIter = std::slice::IterMut<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter_mut()
    }
}

impl<'a, T: PartialEq + 'static> IntoIterator for &'a Rare<Vec<T>> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_takes_a_pointer_and_reads_as_empty() {
        assert_eq!(size_of::<Rare<Vec<String>>>(), size_of::<usize>());
        let mut labels: Rare<Vec<&str>> = Rare::default();
        assert_eq!(labels.iter().count(), 0);
        labels.push("urgent");
        assert_eq!(labels, vec!["urgent"]);
        labels.clear();
        assert_eq!(labels, Rare::default(), "emptied is as good as never filled");
        assert_eq!(Rare::from("note".to_owned()).into_inner(), "note");
    }
}
