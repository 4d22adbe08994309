//! `cargo +nightly fuzz run decode`
#![no_main]

#[path = "../targets.rs"]
#[expect(dead_code, reason = "each program runs one of them")]
mod targets;

libfuzzer_sys::fuzz_target!(|data: &[u8]| targets::decode(data));
