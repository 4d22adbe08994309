//! The laws of adding, on random layers.

use proptest::prelude::*;

use super::*;
use crate::sidecar::tests::strategy;

/// Returns the layer as it is once it was written and read.
fn settled(layer: &Layer) -> Option<Layer> {
    sidecar::read(sidecar::write(layer).as_bytes()).ok().map(|read| read.layer)
}

fn of(layer: &Layer, who: &Annotator) -> Option<Layer> {
    let mut layer = layer.clone();
    layer.annotator.key.clone_from(&who.key);
    layer.annotator.id = who.id.clone();
    layer.document.extractor = None;
    layer.role = Role::Analyst;
    settled(&layer)
}

proptest! {
    #[test]
    fn adding_again_changes_nothing(
        here in strategy::layer().boxed(),
        new in strategy::layer().boxed(),
        is_own in any::<bool>(),
        is_same_person in any::<bool>(),
    ) {
        let (maria, other) = (person("maria", "m"), person("maria", "other"));
        let (Some(here), Some(new)) = (of(&here, &maria), of(&new, if is_same_person { &maria } else { &other })) else {
            return Ok(());
        };
        let who = is_own.then_some(&maria);
        let mut beside = beside(&[&here]);
        let first = decide(&found(&new), &beside, who, |_| Vec::new());
        beside.take(&first);
        let second = decide(&found(&new), &beside, who, |_| Vec::new());
        prop_assert!(
            matches!(second, Step::AlreadyHere { .. } | Step::NothingNew { .. }),
            "first {}, then {}", said(&first), said(&second)
        );
        let again = decide(&found(&here), &beside, who, |_| Vec::new());
        prop_assert!(
            matches!(again, Step::AlreadyHere { .. } | Step::NothingNew { .. }) || is_same_person,
            "what was here: {}", said(&again)
        );
    }

    #[test]
    fn no_claim_that_both_do_not_know_as_deleted_is_lost(here in strategy::layer().boxed(), new in strategy::layer().boxed()) {
        let maria = person("maria", "m");
        let (Some(here), Some(new)) = (of(&here, &maria), of(&new, &maria)) else { return Ok(()) };
        let mut beside = beside(&[&here]);
        let step = decide(&found(&new), &beside, None, |_| Vec::new());
        beside.take(&step);
        let now = beside.layers.iter().find_map(|standing| (standing.name == *step.name()).then(|| standing.layer())).unwrap().unwrap();
        let deleted = |id: &ClaimId| here.deleted.iter().chain(&new.deleted).any(|entry| entry.id == *id);
        for claim in here.claims.iter().chain(&new.claims).filter(|claim| !deleted(&claim.id)) {
            prop_assert!(now.claims.iter().any(|other| other.id == claim.id), "{} is lost: {}", claim.id, said(&step));
        }
    }
}
