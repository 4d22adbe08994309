//! A web page that a browser saved: tagged, recorded, and found again at its words.

use serde_json::Value;

use super::desk::Desk;

const PAGE: &str = include_str!("../pages/newspaper.html");
const QUOTE: &str = "three pages of the tender had been replaced";
const HEADLINE: &str = "denies harbour contract was steered";
const SIDECAR: &str = "harbour.html.maria.obelus.ron";

fn desk() -> Desk {
    let desk = Desk::of_maria();
    desk.write("harbour.html", PAGE);
    desk
}

fn tag(quote: &str) -> [&str; 6] {
    ["tag", "harbour.html", "--as", "allegation", "--quote", quote]
}

fn listed(desk: &Desk, layer: &str) -> Value {
    let ran = desk.run(&["claims", "harbour.html", "--annotator", layer, "--json"]);
    serde_json::from_str(&ran.out).unwrap()
}

#[test]
fn a_saved_page_is_tagged_and_shows_every_claim_at_its_words() {
    let desk = desk();
    desk.done(&tag(QUOTE));
    desk.done(&tag(HEADLINE));
    let sidecar = desk.read(SIDECAR);
    for line in [
        "extractor: \"html 1\",",
        "title: \"Minister denies harbour contract was steered to donor\",",
        "author: \"Ruth Callan, Owen Birch\",",
        "publisher: \"The Northern Courier\",",
        "published: \"2021-03-09\",",
        "url: \"https://courier.example/politics/harbour-contract\",",
    ] {
        assert!(sidecar.contains(line), "{line} in {sidecar}");
    }
    let listed = listed(&desk, "maria");
    let words: Vec<&Value> =
        listed.as_array().unwrap().iter().map(|claim| &claim["passages"][0]["text"]).collect();
    assert_eq!(words, [QUOTE, HEADLINE]);
    assert!(listed.as_array().unwrap().iter().all(|claim| claim["placement"] == "exact"));
    assert_eq!(desk.done(&["check", "."]), "");
    assert_eq!(desk.read(SIDECAR), sidecar, "looking writes nothing");
}

#[test]
fn what_is_no_text_of_the_page_cannot_be_tagged() {
    let desk = desk();
    for words in ["<article", "window.data", "We value your privacy", "Related articles"] {
        assert_eq!(desk.run(&tag(words)).status, 2, "{words}");
    }
}

#[test]
fn the_text_that_a_layer_records_is_the_one_that_is_read() {
    let desk = desk();
    desk.done(&tag(QUOTE));
    let recorded = desk.read(SIDECAR);
    // Anna's claims count in the whole text, and Maria has none: then that text is shown.
    std::fs::remove_file(desk.path(SIDECAR)).unwrap();
    let whole = recorded.replace("html 1", "html 1 whole").replace("maria", "anna").replace("0193", "0194");
    desk.write("harbour.html.anna.obelus.ron", &whole);
    desk.done(&tag("Quay workers told to stay at home"));
    assert!(desk.read(SIDECAR).contains("extractor: \"html 1 whole\","));
    // Anna's offsets counted in another text, and her claim is found at its words all the same.
    assert_eq!(listed(&desk, "anna")[0]["passages"][0]["text"], QUOTE);
}

#[test]
fn claims_of_an_extractor_that_is_not_here_have_no_place_and_are_not_written() {
    let desk = desk();
    desk.done(&tag(QUOTE));
    let newer = desk.read(SIDECAR).replace("html 1", "html 9");
    desk.write(SIDECAR, &newer);
    assert_eq!(listed(&desk, "maria")[0]["passages"][0]["start"], Value::Null);
    assert_eq!(desk.run(&tag(HEADLINE)).status, 2);
    assert_eq!(desk.read(SIDECAR), newer);
}

#[test]
fn what_is_no_text_yet_is_named_and_never_opened() {
    let desk = Desk::of_maria();
    desk.write("saved.html", "From: <Saved>\nMIME-Version: 1.0\nContent-Type: multipart/related;\n\n<p>x");
    desk.write("scan.txt", "%PDF-1.7 …");
    let refused = |name: &str, what: &str, hint: &str| {
        let message = format!(
            "obelus: error: this is {what}, and this version opens plain text, Markdown and web pages: {name}\n  {hint}\n"
        );
        desk.refused(&["tag", name, "--as", "allegation", "--start", "0", "--end", "4"], &message);
    };
    refused(
        "saved.html",
        "a web page with its pictures in one file",
        "not yet: in the browser, save the page as “Web page, HTML only”",
    );
    refused("scan.txt", "a PDF", "not yet: copy the text and paste it");
}

/// A page names many addresses; none is asked for anything. Left out where there is no strace, or it may not trace.
#[cfg(target_os = "linux")]
#[test]
fn no_address_in_a_page_is_ever_asked_for_anything() {
    let desk = desk();
    desk.done(&tag(QUOTE));
    let program = desk.command(&["claims", "harbour.html"]);
    let mut strace = std::process::Command::new("strace");
    strace.args(["-f", "-e", "trace=network", "-o"]).arg(desk.path("calls")).arg(program.get_program());
    strace.args(program.get_args()).current_dir(desk.path(""));
    strace.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
    match strace.output() {
        Ok(output) if output.status.success() => {}
        _ => return,
    }
    let calls = desk.read("calls");
    let calls: Vec<&str> = calls.lines().filter(|line| line.contains('(')).collect();
    assert!(calls.is_empty(), "{calls:?}");
}
