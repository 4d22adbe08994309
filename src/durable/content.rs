//! What a file is to hold, whole or piece by piece.

use std::io;

/// Bytes that are to be written: what is large need not stand in memory as a whole.
pub trait Content {
    /// Hands over the bytes in order, the same ones every time, until `take` fails.
    fn pieces(&self, take: &mut dyn FnMut(&[u8]) -> io::Result<()>) -> io::Result<()>;
}

impl Content for &[u8] {
    fn pieces(&self, take: &mut dyn FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
        take(self)
    }
}

impl<const N: usize> Content for [u8; N] {
    fn pieces(&self, take: &mut dyn FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
        take(self)
    }
}

impl Content for Vec<u8> {
    fn pieces(&self, take: &mut dyn FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
        take(self)
    }
}
