//! Exercises on disk: making, handing out, opening and handing in; a class's submissions and their results.
//!
//! Everything here reads or writes files and belongs on a worker. What comes from somebody else (an exercise, an archive, a
//! submission) is read within limits, and nothing that it says becomes a path but a plain name in the folder at hand.

mod desk;
mod error;
mod give;
mod open;
mod submissions;
#[cfg(test)]
mod tests;

pub use desk::{ClassResults, Desk, Feedback};
pub use error::TrainingError;
pub use give::{HandedOut, KEY_WARNING, Target, hand_in, hand_out, make};
pub use open::{OpenedExercise, is_archive, is_exercise, open_exercise, tries};
pub use submissions::{Answer, Answers, PassedOver, read_answers};
