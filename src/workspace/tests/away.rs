//! A document that was left for another one: undo, and what was not saved yet, wait for the return.

use super::*;

#[test]
fn undo_survives_a_visit_to_another_document() {
    let desk = Desk::new();
    let mut open = desk.open(&maria());
    tag(&mut open, "denied", "rebuttal", "a");
    tag(&mut open, "knew", "allegation", "b");
    save(&mut open);
    let parked = open.park();
    let mut again = desk.open(&maria());
    assert!(again.resume(parked));
    assert!(again.snapshot().is_none(), "nothing changed");
    again.undo(LATER);
    save(&mut again);
    assert_eq!(quotes(&desk.open(&maria())), ["denied"]);
}

#[test]
fn what_was_not_saved_before_leaving_is_there_on_return() {
    let desk = Desk::new();
    let mut open = desk.open(&maria());
    tag(&mut open, "denied", "rebuttal", "a");
    let parked = open.park();
    let mut again = desk.open(&maria());
    assert!(again.resume(parked));
    assert_eq!(quotes(&again), ["denied"]);
    save(&mut again);
    assert_eq!(desk.files(), ["rift.md.maria.obelus.ron"]);
}

/// Saves `job`, and what the parked document makes of the answers.
fn save_parked(parked: &mut Parked, job: SaveJob) {
    let saver = Saver::new(std::env::temp_dir().join("obelus-test-locks"), Keep::nothing(), || {});
    saver.submit(job);
    loop {
        assert_eq!(saver.flush(Duration::from_secs(20)), Vec::<PathBuf>::new());
        let reports = saver.poll();
        let merges: Vec<_> = reports.iter().filter_map(|report| parked.note(report)).collect();
        let jobs: Vec<SaveJob> =
            merges.into_iter().filter_map(|merge| parked.take_merged(merge.run())).collect();
        if jobs.is_empty() {
            return;
        }
        jobs.into_iter().for_each(|job| saver.submit(job));
    }
}

#[test]
fn a_strangers_write_while_the_document_is_away_is_merged_too() {
    let desk = Desk::new();
    let mut open = desk.open(&maria());
    tag(&mut open, "denied", "rebuttal", "a");
    save(&mut open);
    let mut elsewhere = desk.open(&maria());
    tag(&mut elsewhere, "knew", "allegation", "b");
    save(&mut elsewhere);
    tag(&mut open, "It will end", "forecast", "c");
    let job = open.snapshot().unwrap();
    let mut parked = open.park();
    save_parked(&mut parked, job);
    assert_eq!(quotes(&desk.open(&maria())), ["denied", "knew", "It will end"]);
    let mut again = desk.open(&maria());
    again.resume(parked);
    assert!(again.snapshot().is_none());
    assert_eq!(quotes(&again), ["denied", "knew", "It will end"]);

    std::fs::write(desk.sidecar("maria"), b"rubbish").unwrap();
    tag(&mut again, "He", "allegation", "d");
    let job = again.snapshot().unwrap();
    let mut parked = again.park();
    save_parked(&mut parked, job);
    assert_eq!(std::fs::read(desk.sidecar("maria")).unwrap(), b"rubbish");
    assert_eq!(desk.open(&maria()).own_store().claim_count(), 4);
}

#[test]
fn what_was_not_saved_survives_a_change_of_file_or_encoding_while_away() {
    let desk = Desk::new();
    let mut open = desk.open(&maria());
    tag(&mut open, "denied", "rebuttal", "a");
    save(&mut open);
    tag(&mut open, "knew", "allegation", "b");
    let parked = open.park();
    let mut elsewhere = desk.open(&maria());
    tag(&mut elsewhere, "It will end", "forecast", "c");
    save(&mut elsewhere);
    let mut again = desk.open(&maria());
    assert!(!again.resume(parked));
    assert_eq!(quotes(&again), ["denied", "knew", "It will end"]);
    save(&mut again);

    tag(&mut again, "He", "allegation", "d");
    let parked = again.park();
    std::fs::write(desk.document(), format!("A new line.\n\n{WORDS}")).unwrap();
    let mut moved = desk.open(&maria());
    assert!(!moved.resume(parked));
    assert_eq!(quotes(&moved), ["He", "denied", "knew", "It will end"]);
    assert!(moved.own_store().claims().all(|placed| placed.first_span().is_some()));
}

#[test]
fn a_sidecar_that_changed_meanwhile_is_newer_than_the_history() {
    let desk = Desk::new();
    let mut open = desk.open(&maria());
    tag(&mut open, "denied", "rebuttal", "a");
    save(&mut open);
    let parked = open.park();
    let mut elsewhere = desk.open(&maria());
    tag(&mut elsewhere, "knew", "allegation", "b");
    save(&mut elsewhere);
    let mut again = desk.open(&maria());
    assert!(!again.resume(parked));
    assert_eq!(quotes(&again), ["denied", "knew"]);
    assert_eq!(again.undo_name(), None);
}
