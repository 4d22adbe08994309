//! What the analyst asks for, and what jobs bring back: one value each, done by `perform`.
//!
//! The window's parts draw and send these; nothing else changes anything.

use std::cell::RefCell;
use std::path::PathBuf;

use crate::export::Format;
use crate::import::Extractor;
use crate::keep::Backup;
use crate::matching::Stretch;
use crate::model::{About, Claim, ClaimId, LayerName, Link, TagId};
use crate::text::Span;
use crate::workspace::Version;
use crate::workspace::WatchEvent;

pub use crate::store::act::{Border, Step as By};

use super::jobs::Done;
use super::reading::Motion;
use super::typeset::MissingScript;

/// Changes a claim; runs on the claim as it is when the command is performed.
pub type Change = Box<dyn FnOnce(&mut Claim)>;

/// One thing to do.
pub enum Command {
    /// Asks for a document in a dialog.
    OpenDocument,
    /// Asks for a folder in a dialog.
    OpenFolder,
    /// Asks for a path in the window.
    OpenByPath,
    /// Opens a document or a folder.
    Open(PathBuf),
    /// Opens a document and shows a claim of it.
    OpenAt(PathBuf, Chosen),
    /// Makes a document of what is on the clipboard; its plain text comes along where it is known.
    NewFromClipboard(Option<String>),
    /// Goes on with the article whose sheet was left.
    ResumePaste,
    /// Asks in the system's dialog where to keep the article.
    PickFolderForNew,
    /// Saves an article and opens it.
    SaveNew(Box<NewDocument>),
    /// Opens the sample documents.
    OpenSamples,
    /// Shows title, author and the like of the document.
    About,
    /// Sets title, author and the like.
    SetAbout(Box<About>),
    /// Reads the document in another encoding, by its label; `None` reads it as found.
    SetEncoding(Option<&'static str>),
    /// Reads the web page by another extractor.
    SetExtractor(Extractor),
    /// Gives up reading the document that is being opened.
    GiveUpOpening,
    /// Tries to save again what could not be saved.
    TrySaveAgain,
    /// Works in a fresh sidecar beside one that cannot be read.
    BeginFreshLayer,
    /// Takes away the bar under the menus that says this.
    DismissBanner(String),
    /// Marks the document as done, or as in work again.
    Done,
    /// Marks as done and opens the next document that is not.
    DoneNext,
    /// Opens the document before or behind this one in the folder.
    StepDocument(Step),
    /// Asks what is to be exported, and where to.
    Export,
    /// Asks what the report is to be about, and where to write it.
    Report,
    /// Asks in the system's dialog where to write a file: what it is called there, and its extension.
    PickExportPath(PathBuf, &'static str, &'static str),
    /// Writes claims into a file.
    WriteExport(Box<ExportWish>),
    /// Looks what was dropped on the window, and opens or adds it.
    Dropped(Vec<PathBuf>),
    /// Asks where layers from others are.
    AddSidecars,
    /// Asks for them in the system's dialog.
    PickSidecars {
        /// Whether a folder is asked for, not files.
        is_folder: bool,
    },
    /// Reads the layers in files, folders and zip files, and says what would happen to them.
    LookAtSidecars(Vec<PathBuf>),
    /// Adds those of the planned layers that are taken.
    AddLayers(Vec<bool>),
    /// Leaves the sheet and shows a document.
    ShowDocument(PathBuf),
    /// Asks what of one's own work goes into a zip file.
    SendWork,
    /// Asks in the system's dialog where to write the zip file.
    PickSendPath(PathBuf),
    /// Writes the zip file.
    WriteWork(Box<SendWish>),
    /// Shows how far annotators agree in the page's place, or the page again.
    ToggleAgreement,
    /// Changes what is seen of the agreement.
    Agreement(Ask),
    /// Asks in which form, and where to, the figures of agreement are to be written.
    ExportNumbers,
    /// Writes the figures of agreement into a file.
    WriteNumbers(Box<NumbersWish>),
    /// Shows a stretch of a document, which is opened for it.
    ShowPlace(PathBuf, Stretch),
    /// Puts the path of what was written last on the clipboard.
    CopyExportedPath,
    /// Closes the window.
    Quit,

    /// Takes the last step back.
    Undo,
    /// Does the last undone step again.
    Redo,
    /// Puts the selected words, or the chosen claim's, on the clipboard; the briefing while that is shown.
    Copy,
    /// Puts the claims that are listed on the clipboard, as a table.
    CopyClaims,
    /// Puts the chosen claim on the clipboard, as a quotation.
    CopyQuotation,
    /// Selects the whole text.
    SelectAll,
    /// Shows the search field.
    Find,
    /// Goes to the first place of what is being typed into the search.
    FindTyped,
    /// Hides the search field.
    CloseFind,
    /// Goes to the next or previous place that the search found.
    FindStep(Step),
    /// Shows the place that a step has waited for.
    FindArrived,
    /// Tags every place that the search found, as one step.
    TagAll(TagId),

    /// Moves the caret, extending the selection or not.
    Caret(Motion, Extend),
    /// Selects the word at the caret.
    SelectWord,
    /// Selects the sentence at the caret, then the paragraph.
    SelectSentence,
    /// Goes to the next or previous sentence, extending the selection or not.
    Sentence(Step, Extend),

    /// Tags the selection, or retags the chosen claim.
    Tag(TagId),
    /// Adds a second claim on the chosen claim's passages.
    SecondClaim(TagId),
    /// Adds the selection to the chosen claim.
    AddPassage,
    /// Takes a passage out of a claim.
    RemovePassage(ClaimId, usize),
    /// Removes the chosen claim, or the passage that the caret stands in when there are several.
    Remove,
    /// Moves a border of the chosen claim onwards or backwards.
    MoveBorder(Border, Step, By),
    /// Opens the review of what became of the claims in a changed text, or leaves it.
    Review,
    /// Takes a place for a passage, by hand: a proposal that is confirmed, or the selected words.
    PlacePassage(ClaimId, usize, Span),
    /// Says of a passage that its words stand nowhere.
    SetAside(ClaimId, usize),
    /// Lets the reader select the right words for a passage on the page.
    PickPlace(ClaimId, usize),
    /// Settles a field of which two versions are kept.
    Settle(ClaimId, usize, Version),
    /// Settles a field of the layer's head of which two versions are kept.
    SettleHead(usize, Version),
    /// Settles all fields of a claim alike.
    SettleClaim(ClaimId, Version),
    /// Settles all fields of all claims alike.
    SettleAll(Version),
    /// Puts a passage elsewhere: its border was dragged.
    SetPassage(ClaimId, usize, Span),
    /// Chooses a claim, or none.
    Choose(Option<Chosen>),
    /// Chooses a claim and shows it on the page.
    Show(Chosen),
    /// Shows one passage of a claim on the page.
    ShowPassage(Chosen, usize),
    /// Chooses the next or previous claim.
    StepClaim(Step),
    /// Opens the card of the chosen claim with its first field focused.
    OpenCard,
    /// Changes a claim of the own layer as one undo step of this name.
    Change(&'static str, ClaimId, Change),
    /// Calls a person otherwise in the whole layer.
    RenamePerson {
        /// The name as it is.
        from: String,
        /// The name it gets.
        to: String,
    },

    /// Begins to choose what the chosen claim answers.
    Link,
    /// Takes a claim as the target of the link that is being made.
    LinkTo(Chosen),
    /// Takes words as the target of the link that is being made.
    LinkWords(String),
    /// Takes a link away.
    Unlink(ClaimId, Box<Link>),
    /// Jumps along the chosen claim's link, or back.
    FollowLink,

    /// Shows or hides the library.
    ToggleLibrary,
    /// Makes the library this wide, in points.
    SetLibraryWidth(f32),
    /// Makes the claims panel this wide, in points.
    SetClaimsWidth(f32),
    /// Shows or hides the claims panel.
    ToggleClaims,
    /// Shows the briefing in the page's place, or the page again.
    ToggleBriefing,
    /// Lists the claims of this document or of the whole folder.
    ToggleFolderClaims,
    /// Shows the layers side by side, or the text again.
    Compare,
    /// Decides between the layers, or only compares them again.
    Adjudicate,
    /// Goes back from the layers side by side to the text.
    LeaveCompare,
    /// Lists the documents of the folder with what differs in each, or this document's differences again.
    CompareFolder,
    /// Opens a document with its layers side by side.
    CompareDocument(PathBuf),
    /// Compares these layers.
    SetCompared(Vec<LayerName>),
    /// Looks at the claims that belong together with this one.
    ShowCluster(Chosen),
    /// Decides about the claims that are looked at.
    Decide(Decide),
    /// Decides by the number of a key.
    DecideByNumber(usize),
    /// Takes all claims that agree in every field.
    TakeAgreed,
    /// Keeps this reason with the decision about the claims that belong together with this one.
    SetReason(Chosen, String),
    /// Shows what became of the own claims in the gold layer, or the claims again.
    Fates,
    /// Shows or hides a layer.
    ToggleLayer(LayerName),
    /// Shows the others' layers though the own work is not done.
    ShowOthers,
    /// Lists only allegations that no rebuttal answers.
    ShowUnanswered,
    /// Lists only rebuttals without target.
    ShowWithoutTarget,
    /// Lists all claims again.
    ShowAll,
    /// Puts the keyboard into the claims panel's search field.
    SearchClaims,
    /// Sets light, dark or as the system.
    SetTheme(crate::settings::Theme),
    /// Makes the text larger, smaller, or as it was.
    TextSize(Size),
    /// Makes the text larger by a factor: two fingers have moved apart.
    ScaleText(f32),
    /// Announces selection and claims to screen readers, or not.
    ToggleAnnouncements,
    /// Names the characters that only steer how others are drawn, or no longer.
    ToggleInvisible,
    /// Says that no font has a script of the document.
    TellMissing(MissingScript),
    /// Shows all commands.
    Palette,
    /// Shows all documents to go to.
    GoToDocument,
    /// Shows keys and tags.
    Help,
    /// Asks for the annotator's name.
    AskName,
    /// Sets the annotator's name.
    SetName(String),
    /// Lets single letters act or not.
    ToggleSingleLetters,
    /// Keeps no copies of texts on this computer, or keeps them.
    ToggleKeepNoCopies,
    /// Ends or begins the guide to the first claim.
    SetGuide(bool),
    /// One step back: dialog, palette, picking, selection, chosen claim.
    StepBack,
    /// Opens the menus, for the keyboard.
    OpenMenus,
    /// Looks what a folder holds, for the field of the path that is being typed.
    ListFolder(PathBuf),

    /// A job is done.
    JobDone(Done),
    /// Take what another program did on disk.
    Watched(WatchEvent),
    /// Open the document with claims that could not be saved last time.
    OpenPending,
    /// Leave the claims that could not be saved last time in their copy.
    LeavePending,
    /// Use the layers that this text has under another name.
    UseRenamed,
    /// Leave them to the other name.
    LeaveRenamed,
    /// Put the two versions together that git left in the own sidecar.
    MergeSides,
    /// Merge the versions of the own layer that stand beside its sidecar.
    TakeOver,
    /// Leave them where they are.
    LeaveElsewhere,
    /// Remove the copies whose claims are saved, though app data does not keep them.
    RemoveCopies,
    /// Leave those copies.
    LeaveCopies,
    /// A layer is the reader's own from another machine.
    ThisIsMe(LayerName),
    /// It was not.
    NotMe,
    /// Keep nothing of the open document on this computer but the file and its sidecars.
    ForgetDocument,
    /// Shows earlier versions of the own layer.
    EarlierVersions,
    /// Goes back to one.
    GoBackTo(Box<Backup>),
    /// Save the claims of the open document in another folder, which is asked for.
    SaveElsewhere,
}

impl Command {
    /// Returns whether the command has to wait until the layers of the open document are there.
    pub fn needs_layers(&self) -> bool {
        matches!(
            self,
            Self::About
                | Self::CopyClaims
                | Self::WriteExport(_)
                | Self::ToggleAgreement
                | Self::SetAbout(_)
                | Self::BeginFreshLayer
                | Self::LookAtSidecars(_)
                | Self::AddLayers(_)
                | Self::SendWork
                | Self::EarlierVersions
                | Self::Review
                | Self::Done
                | Self::DoneNext
                | Self::RenamePerson { .. }
                | Self::ToggleLayer(_)
                | Self::ThisIsMe(_)
                | Self::ShowOthers
                | Self::Compare
                | Self::Adjudicate
                | Self::CompareFolder
                | Self::Fates
        )
    }

    /// Returns whether the command may need, or lose, what is being typed into the card: then that is kept first.
    pub fn may_leave_the_card(&self) -> bool {
        !matches!(
            self,
            Self::Change(..)
                | Self::JobDone(_)
                | Self::Watched(_)
                | Self::SetLibraryWidth(_)
                | Self::SetClaimsWidth(_)
                | Self::ListFolder(_)
                | Self::SetGuide(_)
                | Self::TellMissing(_)
        )
    }
}

/// An article that is to become a document.
#[derive(Clone, Debug, PartialEq)]
pub struct NewDocument {
    /// Where it is kept.
    pub folder: PathBuf,
    /// Its plain name; where that is taken, a number is added.
    pub name: String,
    /// Its text.
    pub text: String,
    /// What is known of it.
    pub about: About,
}

/// Which claims are given out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Those that the panel lists.
    Shown,
    /// Those of the open document.
    Document,
    /// Those of the whole folder.
    Folder,
}

/// What is to be written into a file.
#[derive(Clone, Debug)]
pub struct ExportWish {
    /// In which form.
    pub format: &'static Format,
    /// Which claims.
    pub scope: Scope,
    /// Where.
    pub path: PathBuf,
    /// Whether a file that is there may go.
    pub replaces: bool,
}

/// What of one's own work is to be written into a zip file.
#[derive(Clone, Debug)]
pub struct SendWish {
    /// Whether what is in work goes along.
    pub with_unfinished: bool,
    /// Whether the documents go along.
    pub with_documents: bool,
    /// Where.
    pub path: PathBuf,
    /// Whether a file that is there may go.
    pub replaces: bool,
    /// How many layers that are.
    pub layer_count: usize,
}

/// What is to change in what is seen of the agreement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// Over all documents of the folder, or over the open one.
    Folder(bool),
    /// Puts a layer in, or takes it out.
    Layer(LayerName, bool),
    /// Looks at one tag alone, or at all.
    Tag(Option<TagId>),
    /// Stops what is being sampled.
    Stop,
    /// Goes on with it.
    GoOn,
}

/// In which form the figures of agreement are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumbersFormat {
    /// As the command line prints them.
    Json,
    /// As a table.
    Csv,
}

/// Where the figures of agreement are to be written.
#[derive(Clone, Debug)]
pub struct NumbersWish {
    /// In which form.
    pub format: NumbersFormat,
    /// Where.
    pub path: PathBuf,
    /// Whether a file that is there may go.
    pub replaces: bool,
}

/// What is decided about claims that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decide {
    /// The claim of the layer with that number is taken as it is.
    Take(usize),
    /// It is taken with another tag or other borders.
    Change {
        /// The layer whose claim the other fields are taken from.
        basis: usize,
        /// The tag.
        tag: TagId,
        /// The words.
        words: Words,
    },
    /// None is taken.
    Drop,
}

/// Which words a gold claim covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Words {
    /// Those of the claim of the layer with that number.
    Of(usize),
    /// Those that are selected on the page.
    Selected,
}

/// A claim and the layer it stands in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// The layer; `None` for the own one.
    pub layer: Option<LayerName>,
    /// The claim.
    pub id: ClaimId,
}

impl Chosen {
    /// Chooses a claim of the own layer.
    pub fn own(id: ClaimId) -> Self {
        Self { layer: None, id }
    }
}

/// Onwards or backwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Towards the end.
    Next,
    /// Towards the start.
    Previous,
}

/// Whether a motion of the caret takes the selection along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extend {
    /// The selection goes.
    No,
    /// The selection grows or shrinks.
    Yes,
}

/// A change of the text size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// One step larger.
    Larger,
    /// One step smaller.
    Smaller,
    /// As designed.
    Reset,
}

/// Where the window's parts put their commands. Cleared by `perform` once a frame.
#[derive(Default)]
pub struct Commands(RefCell<Vec<Command>>);

impl Commands {
    /// Asks for `command` at the end of this frame.
    pub fn send(&self, command: Command) {
        self.0.borrow_mut().push(command);
    }

    /// Asks for a change of a claim of the own layer.
    pub fn change(&self, name: &'static str, id: &ClaimId, change: impl FnOnce(&mut Claim) + 'static) {
        self.send(Command::Change(name, id.clone(), Box::new(change)));
    }

    /// Takes what was asked for.
    pub fn take(&self) -> Vec<Command> {
        self.0.take()
    }
}
