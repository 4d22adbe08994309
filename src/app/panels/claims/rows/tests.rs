//! What a row says of its claim.

use super::*;
use crate::model::{ClaimId, Forecast, PartialDate, Passage, Selector, Timestamp};
use crate::text::{ByteOffset, Text};

const TEXT: &str = "They knew it. They denied it. It will cost forty million.";

fn claim(id: &str, tag: &str, words: &str) -> Claim {
    let text = Text::new(TEXT.to_owned()).unwrap();
    let start = TEXT.find(words).unwrap();
    let span = text.span(ByteOffset::from(start), ByteOffset::from(start + words.len())).unwrap();
    let passage = Passage::new(Selector::of(&text, span));
    Claim::new(ClaimId::parse(id).unwrap(), TagId::parse(tag).unwrap(), vec![passage], Timestamp(0))
}

#[test]
fn a_row_says_what_is_open_the_most_urgent_first() {
    let tags = TagSet::built_in();
    let mut one = claim("a", "forecast", "It will cost");
    assert_eq!(
        Said::of(&one, Some(1), false, &[Issue::Moved]).spoken(&tags),
        "Forecast: It will cost, not scoreable yet, moved, paragraph 1"
    );
    one.forecast = Some(Box::new(Forecast {
        event: "It costs 40 million".to_owned(),
        due: PartialDate::parse("2028"),
        ..Forecast::default()
    }));
    one.deleted_elsewhere = true;
    assert_eq!(Said::of(&one, None, false, &[]).issues, [Issue::RemovedElsewhere]);
    let two = claim("b", "allegation", "knew it");
    assert_eq!(Said::of(&two, Some(1), true, &[]).issues, [Issue::Unanswered]);
}
