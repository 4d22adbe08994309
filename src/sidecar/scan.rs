//! The tokens of RON: enough to find where a value ends, whatever is wrong inside it.
//!
//! White space, comments, strings of all kinds, characters and brackets are told apart as ron 0.12 does; nothing else
//! is checked here. Nothing recurses, so nesting of any depth is walked without a deep stack.

use super::HEADER_COMMENT;

/// What is wrong at a byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// The byte.
    pub at: usize,
    /// What is wrong there.
    pub reason: String,
}

impl Fault {
    /// Makes a fault.
    pub(crate) fn new(at: usize, reason: impl Into<String>) -> Self {
        Self { at, reason: reason.into() }
    }
}

/// What a scan or a reading gives.
pub(crate) type Parse<T> = Result<T, Fault>;

/// One token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Token {
    /// `(`, `[` or `{`.
    Open(u8),
    /// `)`, `]` or `}`.
    Close(u8),
    /// `,`.
    Comma,
    /// `:`.
    Colon,
    /// A name or a number: letters, digits, `_`, and all that is not ASCII.
    Word,
    /// A string of any kind.
    String,
    /// Any other character, and character literals.
    Other,
    /// The end of the file.
    End,
}

/// A place in a file, moved token by token.
#[derive(Clone, Debug)]
pub(crate) struct Scanner<'a> {
    src: &'a str,
    at: usize,
    first_comment: Option<usize>,
}

impl<'a> Scanner<'a> {
    /// Starts at the beginning of `src`; the comment that Obelus writes itself is passed over.
    pub(crate) fn new(src: &'a str) -> Self {
        let own = src.strip_prefix(HEADER_COMMENT).filter(|rest| rest.starts_with('\n'));
        Self { src, at: if own.is_some() { HEADER_COMMENT.len() } else { 0 }, first_comment: None }
    }

    /// Returns the byte it stands at.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    /// Moves to byte `at`.
    pub(crate) fn go_to(&mut self, at: usize) {
        self.at = at;
    }

    /// Returns where the first comment stands, if one was passed.
    pub(crate) fn first_comment(&self) -> Option<usize> {
        self.first_comment
    }

    /// Forgets comments, or goes back to an earlier finding: what is kept as raw RON keeps its comments.
    pub(crate) fn set_first_comment(&mut self, first_comment: Option<usize>) {
        self.first_comment = first_comment;
    }

    /// Returns the bytes from `start` to `end`.
    pub(crate) fn slice(&self, start: usize, end: usize) -> &'a str {
        self.src.get(start..end).unwrap_or_default()
    }

    /// Returns what lies ahead.
    pub(crate) fn rest(&self) -> &'a str {
        self.src.get(self.at..).unwrap_or_default()
    }

    /// Returns the next byte.
    pub(crate) fn peek(&self) -> Option<u8> {
        self.byte(0)
    }

    fn byte(&self, ahead: usize) -> Option<u8> {
        self.src.as_bytes().get(self.at + ahead).copied()
    }

    /// Moves over `byte` if it comes next.
    pub(crate) fn eat(&mut self, byte: u8) -> bool {
        let is_next = self.peek() == Some(byte);
        if is_next {
            self.at += 1;
        }
        is_next
    }

    /// Moves over white space and comments.
    pub(crate) fn skip_blank(&mut self) -> Parse<()> {
        while let Some(byte) = self.peek() {
            match byte {
                b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c => self.at += 1,
                b'/' if self.byte(1) == Some(b'/') => {
                    self.first_comment.get_or_insert(self.at);
                    let line = memchr::memchr(b'\n', self.rest().as_bytes());
                    self.at = line.map_or(self.src.len(), |feed| self.at + feed);
                }
                b'/' if self.byte(1) == Some(b'*') => {
                    self.first_comment.get_or_insert(self.at);
                    self.skip_block_comment()?;
                }
                0xc2 | 0xe2 if self.rest().starts_with(is_blank) => {
                    self.at += if byte == 0xc2 { 2 } else { 3 };
                }
                _ => return Ok(()),
            }
        }
        Ok(())
    }

    fn skip_block_comment(&mut self) -> Parse<()> {
        let start = self.at;
        let mut level = 0_usize;
        loop {
            let Some(next) = memchr::memchr2(b'/', b'*', self.rest().as_bytes()) else {
                return Err(Fault::new(start, "a comment is not closed"));
            };
            self.at += next;
            match (self.byte(0), self.byte(1)) {
                (Some(b'/'), Some(b'*')) => level += 1,
                (Some(b'*'), Some(b'/')) => level -= 1,
                _ => {
                    self.at += 1;
                    continue;
                }
            }
            self.at += 2;
            if level == 0 {
                return Ok(());
            }
        }
    }

    /// Moves over blanks and one token.
    pub(crate) fn token(&mut self) -> Parse<Token> {
        self.skip_blank()?;
        let Some(byte) = self.peek() else {
            return Ok(Token::End);
        };
        Ok(match byte {
            b'(' | b'[' | b'{' => {
                self.at += 1;
                Token::Open(byte)
            }
            b')' | b']' | b'}' => {
                self.at += 1;
                Token::Close(byte)
            }
            b',' => {
                self.at += 1;
                Token::Comma
            }
            b':' => {
                self.at += 1;
                Token::Colon
            }
            b'"' => {
                self.skip_string()?;
                Token::String
            }
            b'\'' => {
                self.skip_char();
                Token::Other
            }
            _ if is_word_byte(byte) => return self.word(),
            _ => {
                self.at += 1;
                Token::Other
            }
        })
    }

    /// Moves over a word, which may begin a raw or a byte string.
    fn word(&mut self) -> Parse<Token> {
        let start = self.at;
        let len = self.rest().bytes().position(|byte| !is_word_byte(byte)).unwrap_or(self.rest().len());
        // A blank that is not ASCII ends a word.
        let word = self.slice(start, start + len);
        let word = word.split(is_blank).next().unwrap_or_default();
        self.at = start + word.len();
        match (word, self.peek()) {
            ("r" | "br", Some(b'"' | b'#')) => {
                let hashes = self.rest().bytes().take_while(|byte| *byte == b'#').count();
                if self.byte(hashes) == Some(b'"') {
                    self.at += hashes + 1;
                    let end = format!("\"{}", "#".repeat(hashes));
                    let Some(found) = memchr::memmem::find(self.rest().as_bytes(), end.as_bytes()) else {
                        return Err(Fault::new(start, "a string is not closed"));
                    };
                    self.at += found + end.len();
                    return Ok(Token::String);
                }
                if word == "r" && hashes == 1 {
                    // A raw name: `r#type`.
                    self.at += 1;
                    let is_raw = |byte: u8| is_word_byte(byte) || matches!(byte, b'.' | b'+' | b'-');
                    self.at += self.rest().bytes().take_while(|byte| is_raw(*byte)).count();
                }
                Ok(Token::Word)
            }
            ("b", Some(b'"')) => {
                self.skip_string()?;
                Ok(Token::String)
            }
            _ => Ok(Token::Word),
        }
    }

    /// Moves over a string that begins with `"`.
    fn skip_string(&mut self) -> Parse<()> {
        let start = self.at;
        self.at += 1;
        loop {
            let Some(next) = memchr::memchr2(b'"', b'\\', self.rest().as_bytes()) else {
                return Err(Fault::new(start, "a string is not closed"));
            };
            self.at += next;
            if self.eat(b'"') {
                return Ok(());
            }
            // What follows a backslash is never the end; it may be longer than a byte.
            self.at += 1 + self.rest().chars().nth(1).map_or(0, char::len_utf8);
        }
    }

    /// Moves over a character literal, or over a lone apostrophe.
    fn skip_char(&mut self) {
        let mut chars = self.rest().char_indices().skip(1);
        let literal = match chars.next() {
            Some((_, '\\')) => {
                chars.next();
                chars.take(10).find(|(_, character)| *character == '\'')
            }
            Some(_) => chars.next().filter(|(_, character)| *character == '\''),
            None => None,
        };
        self.at += literal.map_or(1, |(end, _)| end + 1);
    }

    /// Moves over all that belongs to one value: up to a comma or a closing bracket that it did not open. Returns
    /// where the value starts and ends, without the blanks around it.
    pub(crate) fn skip_value(&mut self) -> Parse<(usize, usize)> {
        self.skip_blank()?;
        let start = self.at;
        let mut end = start;
        let mut open: Vec<(u8, usize)> = Vec::new();
        loop {
            let before = self.at;
            match self.token()? {
                Token::Open(bracket) => open.push((bracket, self.at - 1)),
                Token::Close(bracket) => match open.pop() {
                    Some((opened, _)) if closes(opened, bracket) => {}
                    Some((opened, _)) => {
                        let reason = format!(
                            "`{}` stands where `{}` is open",
                            char::from(bracket),
                            char::from(opened)
                        );
                        return Err(Fault::new(self.at - 1, reason));
                    }
                    None => {
                        self.at = before;
                        return Ok((start, end));
                    }
                },
                Token::Comma if open.is_empty() => {
                    self.at = before;
                    return Ok((start, end));
                }
                Token::End => {
                    return match open.last() {
                        Some((opened, at)) => {
                            Err(Fault::new(*at, format!("`{}` is not closed", char::from(*opened))))
                        }
                        None => Ok((start, end)),
                    };
                }
                _ => {}
            }
            end = self.at;
        }
    }
}

/// Returns whether `closing` closes what `opening` opened.
fn closes(opening: u8, closing: u8) -> bool {
    matches!((opening, closing), (b'(', b')') | (b'[', b']') | (b'{', b'}'))
}

fn is_word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

/// Returns whether ron takes the character for white space.
pub(crate) fn is_blank(character: char) -> bool {
    matches!(
        character,
        ' ' | '\t'
            | '\n'
            | '\r'
            | '\x0b'
            | '\x0c'
            | '\u{85}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{2028}'
            | '\u{2029}'
    )
}
