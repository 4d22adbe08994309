//! How far annotators agree as it was worked out, what it was worked out from, and the job that does it.
//!
//! What can be had at once comes first; intervals and sampled figures follow one by one. Every result says what it was
//! made for.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};

use crate::agreement::{
    self, Bin, COEFFICIENTS, Cell, Job, Measure, Measured, OnMatched, Study, confusion, interval_of, strip,
};
use crate::library::Library;
use crate::model::{Annotator, LayerName, Role, TagId};
use crate::workspace::{Around, CountedDocument, Hindrance, Maker, count_documents};

/// How many documents are read at a time: between two lots the work can be stopped.
const LOT: usize = 32;

/// Into how many parts a text is divided at most, to show where annotators differ.
pub const BINS: usize = 60;

/// What the reader wants to see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    /// Whether all documents of the folder are meant.
    pub is_folder: bool,
    /// The layers that were put in or taken out by hand.
    pub switched: Vec<(LayerName, bool)>,
    /// The tag that is looked at alone.
    pub tag: Option<TagId>,
}

impl Wish {
    /// Returns whether a layer takes part: as it was switched, else those of analysts.
    pub fn takes(&self, name: &LayerName, role: Role) -> bool {
        let switched = self.switched.iter().find(|(other, _)| other == name);
        switched.map_or(role == Role::Analyst, |(_, is_in)| *is_in)
    }

    /// Puts a layer in or takes it out.
    pub fn switch(&mut self, name: &LayerName, is_in: bool) {
        self.switched.retain(|(other, _)| other != name);
        self.switched.push((name.clone(), is_in));
        self.switched.sort();
    }
}

/// Which documents the figures are of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sources {
    /// The open document and its revision.
    open: Option<(PathBuf, u64)>,
    /// The folder, where its list lies, how many documents and claims it has; for figures over the folder.
    folder: Option<(PathBuf, usize, usize, usize)>,
}

impl Sources {
    /// Means the document, or the folder where one is given.
    pub fn new(open: Option<(PathBuf, u64)>, folder: Option<&Library>) -> Self {
        let folder = folder.map(|library| {
            let documents = library.documents();
            let claims = documents.iter().flat_map(|document| &document.layers);
            let claims = claims.filter_map(|layer| layer.claim_count).sum();
            (library.root().to_owned(), documents.as_ptr() as usize, documents.len(), claims)
        });
        Self { open, folder }
    }

    /// Returns whether both are about the same document or folder, in whatever state.
    pub fn is_about_the_same(&self, other: &Self) -> bool {
        match (&self.folder, &other.folder) {
            (Some((one, ..)), Some((other, ..))) => one == other,
            (None, None) => {
                self.open.as_ref().map(|(path, _)| path) == other.open.as_ref().map(|(path, _)| path)
            }
            _ => false,
        }
    }
}

/// What figures depend on: they are worked out anew when this is another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The documents.
    pub sources: Sources,
    /// What the reader wants to see of them.
    pub wish: Wish,
}

/// A job that is under way, was stopped, or failed.
#[derive(Debug)]
pub struct Working {
    /// What it works out.
    pub key: Key,
    /// Whether it is to stop.
    pub stop: AtomicBool,
    /// How many documents are read.
    pub read: AtomicUsize,
    /// How many samples are drawn.
    pub done: AtomicU32,
    /// How many samples there will be; 0 before the first.
    pub total: AtomicU32,
}

impl Working {
    /// Begins to work out `key`.
    pub fn new(key: Key) -> Self {
        Self {
            key,
            stop: AtomicBool::new(false),
            read: AtomicUsize::new(0),
            done: AtomicU32::new(0),
            total: AtomicU32::new(0),
        }
    }

    /// Returns whether it is to stop.
    pub fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Lets it stop.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    /// Returns how many of how many samples are drawn.
    pub fn samples(&self) -> (u32, u32) {
        (self.done.load(Ordering::Relaxed), self.total.load(Ordering::Relaxed))
    }

    fn note(&self, done: u32, total: u32) {
        // Samples are drawn on all cores: a late word does not take back a later one.
        self.done.fetch_max(done, Ordering::Relaxed);
        self.total.store(total, Ordering::Relaxed);
    }
}

/// What is to be read.
pub enum Reading {
    /// The open document.
    Open(Box<CountedDocument>),
    /// A folder, in which the open document is as the window has it.
    Folder {
        /// Where it is.
        root: PathBuf,
        /// The documents that have a layer.
        paths: Vec<PathBuf>,
        /// The open one of them.
        open: Option<Box<CountedDocument>>,
        /// Whether others' layers of the open one stay hidden.
        hides_open: Option<Hindrance>,
        /// Who reads.
        who: Option<Annotator>,
        /// Whether the person marks documents of this folder.
        marks_here: bool,
        /// What app data has.
        around: Box<Around>,
    },
}

/// What was read: documents, and who made their layers.
#[derive(Debug, Default)]
pub struct Together {
    /// The documents, in order.
    pub documents: Vec<CountedDocument>,
    /// Who made layers, each once, with the claims of all documents.
    pub makers: Vec<Maker>,
    /// What hinders other documents.
    pub hindrances: Vec<Hindrance>,
    /// Whether a text has characters that count as words one by one.
    pub counts_characters: bool,
}

impl Reading {
    /// Reads; `None` when it was stopped.
    fn read(self, working: &Working) -> Option<Together> {
        let mut together = Together::default();
        match self {
            Self::Open(document) => together.add(*document),
            Self::Folder { root, paths, open, hides_open, who, marks_here, around } => {
                let mut open = open;
                for lot in paths.chunks(LOT) {
                    if working.is_stopped() {
                        return None;
                    }
                    // The disk may be behind what is in the window.
                    let is_open = |path: &Path| open.as_ref().is_some_and(|open| open.path == *path);
                    let at = lot.iter().position(|path| is_open(path));
                    let (before, behind) = lot.split_at_checked(at.unwrap_or(lot.len()))?;
                    together.add_all(count_documents(&root, before, who.as_ref(), marks_here, &around));
                    if let Some(open) = at.and_then(|_| open.take()) {
                        together.add_all([hides_open.map_or(Ok(*open), Err)]);
                    }
                    let behind = behind.get(1..).unwrap_or_default();
                    together.add_all(count_documents(&root, behind, who.as_ref(), marks_here, &around));
                    working.read.fetch_add(lot.len(), Ordering::Relaxed);
                }
            }
        }
        Some(together)
    }
}

impl Together {
    fn add_all(&mut self, read: impl IntoIterator<Item = Result<CountedDocument, Hindrance>>) {
        for read in read {
            match read {
                Ok(document) => self.add(document),
                Err(hindrance) => self.hindrances.push(hindrance),
            }
        }
    }

    /// Adds a document.
    pub fn add(&mut self, document: CountedDocument) {
        self.counts_characters |= document.document.text.as_str().chars().any(counts_alone);
        for maker in &document.makers {
            match self.makers.iter_mut().find(|other| other.name == maker.name) {
                Some(known) => {
                    known.claim_count += maker.claim_count;
                    known.is_same_text &= maker.is_same_text;
                }
                None => self.makers.push(maker.clone()),
            }
        }
        self.documents.push(document);
    }

    /// Returns who takes part.
    pub fn chosen(&self, wish: &Wish) -> Vec<LayerName> {
        let chosen = self.makers.iter().filter(|maker| wish.takes(&maker.name, maker.role));
        chosen.map(|maker| maker.name.clone()).collect()
    }
}

/// Returns whether a character counts as a word by itself: Thai, Chinese.
fn counts_alone(letter: char) -> bool {
    matches!(letter, '\u{e01}'..='\u{e5b}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}')
}

/// Which tags two annotators gave the same words.
#[derive(Debug)]
pub struct Confusion {
    /// The two.
    pub pair: [LayerName; 2],
    /// How often which two tags met.
    pub cells: Vec<Cell>,
}

/// A figure that comes later than the others.
#[derive(Clone, Debug)]
pub enum Late {
    /// The interval of a coefficient, if it has one.
    Interval(Option<(f64, f64)>),
    /// A figure that took samples.
    Measure(Box<Measure>),
}

/// The figures.
pub struct Agreed {
    /// What they were made for.
    pub key: Key,
    /// What was read for them.
    pub together: Arc<Together>,
    /// The study that they are of.
    pub study: Arc<Study>,
    /// By the order of the coefficients; `None` while it is worked out.
    pub measures: Vec<Option<Measure>>,
    /// The same for intervals.
    pub intervals: Vec<Option<Option<(f64, f64)>>>,
    /// What two annotators say of the claims that both have.
    pub on_matched: Vec<OnMatched>,
    /// Every two annotators.
    pub confusions: Vec<Confusion>,
    /// The documents of the study, by their numbers in what was read.
    pub documents: Vec<usize>,
    /// Along the text of the open document: its number in the study, and the parts.
    pub strip: Option<(usize, Vec<Bin>)>,
}

impl Agreed {
    /// Works out what can be had at once.
    pub fn new(key: Key, together: Arc<Together>, study: Option<Arc<Study>>, open: Option<&Path>) -> Self {
        let chosen = together.chosen(&key.wish);
        let study = study.unwrap_or_else(|| {
            let documents = together.documents.iter().map(|one| one.document.clone()).collect();
            Arc::new(Study::new(documents, chosen.iter().cloned()))
        });
        let is_in = |number: &usize| {
            let makers = together.documents.get(*number).map(|one| one.makers.as_slice());
            makers.unwrap_or_default().iter().any(|maker| chosen.contains(&maker.name))
        };
        let documents: Vec<usize> = (0..together.documents.len()).filter(is_in).collect();
        let tag = key.wish.tag.as_ref();
        let (never, nobody) = (AtomicBool::new(false), |_, _| {});
        let measure = |coefficient: &agreement::Coefficient| {
            let job = Job::new(&never, &nobody);
            if coefficient.is_slow { None } else { coefficient.measure_of(&study, tag, &job) }
        };
        let measures = COEFFICIENTS.iter().map(measure).collect();
        let interval = |coefficient: &agreement::Coefficient| (!coefficient.has_interval()).then_some(None);
        let annotators: Vec<&LayerName> =
            together.makers.iter().map(|maker| &maker.name).filter(|name| chosen.contains(name)).collect();
        let mut confusions = Vec::new();
        for (at, one) in annotators.iter().enumerate() {
            for other in annotators.iter().skip(at + 1) {
                let cells = confusion(&study, one, other);
                confusions.push(Confusion { pair: [(*one).clone(), (*other).clone()], cells });
            }
        }
        let shown = documents.iter().position(|number| {
            together.documents.get(*number).is_some_and(|document| open == Some(&document.path))
        });
        Self {
            measures,
            intervals: COEFFICIENTS.iter().map(interval).collect(),
            on_matched: agreement::on_matched_of(&study, tag),
            confusions,
            strip: shown.map(|number| (number, strip(&study, number, tag, BINS))),
            documents,
            key,
            together,
            study,
        }
    }

    /// Returns whether nothing is missing any more.
    pub fn is_complete(&self) -> bool {
        self.measures.iter().all(Option::is_some) && self.intervals.iter().all(Option::is_some)
    }

    /// Takes a figure that came later.
    pub fn take(&mut self, number: usize, late: Late) {
        match late {
            Late::Interval(interval) => {
                if let Some(place) = self.intervals.get_mut(number) {
                    *place = Some(interval);
                }
            }
            Late::Measure(measure) => {
                if let Some(place) = self.measures.get_mut(number) {
                    *place = Some(*measure);
                }
            }
        }
    }

    /// Returns a document of the study.
    pub fn document(&self, number: usize) -> Option<&CountedDocument> {
        self.together.documents.get(*self.documents.get(number)?)
    }

    /// Returns who is compared, in the order in which they are named.
    pub fn compared(&self) -> Vec<&Maker> {
        let annotators = self.study.annotators();
        self.together.makers.iter().filter(|maker| annotators.contains(&maker.name)).collect()
    }

    /// Returns what is missing still.
    pub fn rest(&self) -> Rest {
        let missing = |number: &usize| self.intervals.get(*number).is_some_and(Option::is_none);
        let unmeasured = |number: &usize| self.measures.get(*number).is_some_and(Option::is_none);
        Rest {
            study: Arc::clone(&self.study),
            tag: self.key.wish.tag.clone(),
            intervals: (0..COEFFICIENTS.len()).filter(missing).collect(),
            measures: (0..COEFFICIENTS.len()).filter(unmeasured).collect(),
        }
    }

    /// Returns the figures that are there, of all tags; what is missing, or was made for one tag, has to be made.
    pub fn known(&self) -> Vec<Option<Measured>> {
        let is_whole = self.key.wish.tag.is_none();
        let both = self.measures.iter().zip(&self.intervals);
        both.map(|(measure, interval)| {
            let measure = measure.clone().filter(|_| is_whole)?;
            Some(Measured { measure, interval: (*interval)? })
        })
        .collect()
    }
}

/// What takes longer.
pub struct Rest {
    study: Arc<Study>,
    tag: Option<TagId>,
    intervals: Vec<usize>,
    measures: Vec<usize>,
}

impl Rest {
    /// Works it out and brings it one by one; ends early when it is stopped.
    pub fn work_out(&self, working: &Working, bring: impl Fn(usize, Late)) -> Option<()> {
        let progress = |done, total| working.note(done, total);
        let tag = self.tag.as_ref();
        for number in &self.intervals {
            let job = Job::new(&working.stop, &progress);
            let interval = interval_of(&self.study, tag, COEFFICIENTS.get(*number)?, &job)?;
            bring(*number, Late::Interval(interval));
        }
        for number in &self.measures {
            let job = Job::new(&working.stop, &progress);
            let measure = COEFFICIENTS.get(*number)?.measure_of(&self.study, tag, &job)?;
            bring(*number, Late::Measure(Box::new(measure)));
        }
        Some(())
    }
}

/// Reads what has to be read and works out what can be had at once; `None` when it was stopped.
pub fn work_out(
    working: &Working,
    known: Result<Arc<Together>, Reading>,
    study: Option<Arc<Study>>,
    open: Option<&Path>,
) -> Option<Agreed> {
    let together = match known {
        Ok(together) => together,
        Err(reading) => Arc::new(reading.read(working)?),
    };
    Some(Agreed::new(working.key.clone(), together, study, open))
}

/// Returns all figures of all tags, as files have them; those that are known need not be made.
pub fn whole(study: &Study, known: Vec<Option<Measured>>, working: &Working) -> Option<Vec<Measured>> {
    let progress = |done, total| working.note(done, total);
    let known = known.into_iter().chain(std::iter::repeat_with(|| None));
    COEFFICIENTS
        .iter()
        .zip(known)
        .map(|(coefficient, known)| {
            if known.is_some() {
                return known;
            }
            let job = Job::new(&working.stop, &progress);
            let measure = coefficient.measure(study, &job)?;
            Some(Measured { measure, interval: agreement::interval(study, coefficient, &job)? })
        })
        .collect()
}
