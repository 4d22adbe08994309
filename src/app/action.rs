//! The table of actions: menus, command palette, help sheet and keys are read from it.
//!
//! A new row is a new command for the reader; a key that stands in two rows fails a test.

use egui::{Key, KeyboardShortcut, Modifiers};

use crate::import::Extractor;
use crate::model::{Role, TagId, TagSet};
use crate::settings::Theme;

use crate::library::Library;
use crate::workspace::{LayerKind, Open, Work};

use super::command::{Border, By, Command, Extend, Size, Step};
use super::reading::Motion;
use super::view::View;

/// In which menu an action stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Menu {
    /// Documents.
    File,
    /// Undo, copy, find.
    Edit,
    /// What is shown.
    View,
    /// Claims.
    Claim,
    /// Layers of several people.
    Team,
    /// Help.
    Help,
    /// In no menu: moving and selecting. Found in the palette all the same.
    Go,
    /// Only keys: not in the palette either (arrows).
    Hidden,
}

impl Menu {
    /// The menus of the bar, in order.
    pub const BAR: &'static [Self] =
        &[Self::File, Self::Edit, Self::View, Self::Claim, Self::Team, Self::Help];

    /// Returns the word in the bar, and behind an action in the palette.
    pub fn name(self) -> &'static str {
        match self {
            Self::File => "File",
            Self::Edit => "Edit",
            Self::View => "View",
            Self::Claim => "Claim",
            Self::Team => "Team",
            Self::Help => "Help",
            Self::Go | Self::Hidden => "Go",
        }
    }
}

/// When an action can be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Always.
    Always,
    /// With a document open.
    Document,
    /// With a document or a folder open.
    DocumentOrFolder,
    /// With words selected or a claim of the own layer chosen.
    SelectionOrOwnClaim,
    /// With a claim chosen.
    Claim,
    /// With a claim of the own layer chosen.
    OwnClaim,
    /// With the main text of a web page open.
    MainText,
    /// With the whole text of a web page open.
    WholeText,
    /// With something to undo.
    Undo,
    /// With something to redo.
    Redo,
    /// With a folder open.
    Folder,
    /// With a document open, of a folder.
    DocumentOfFolder,
    /// When others' layers are there and hidden.
    HiddenOthers,
    /// While the gold layer is decided.
    Adjudicating,
    /// When a gold layer is beside the document.
    GoldLayer,
}

/// What of the window decides which actions can be taken.
#[derive(Clone, Copy)]
pub struct Situation<'a> {
    /// The open document.
    pub open: Option<&'a Open>,
    /// The open folder.
    pub library: Option<&'a Library>,
    /// What is chosen.
    pub view: &'a View,
    /// Whether words are selected.
    pub has_selection: bool,
}

impl When {
    /// Returns whether the action can be taken now.
    pub fn holds(self, now: Situation<'_>) -> bool {
        // Where the page is not shown, nothing is seen of what is chosen and selected.
        let is_page_shown = now.view.shows_page();
        let chosen = now.view.chosen.as_ref().filter(|_| is_page_shown);
        let has_own_claim = chosen.is_some_and(|chosen| chosen.layer.is_none());
        match self {
            Self::Always => true,
            Self::Document => now.open.is_some(),
            Self::DocumentOrFolder => now.open.is_some() || now.library.is_some(),
            Self::SelectionOrOwnClaim => {
                let decides = now.open.is_some_and(|open| *open.work() == Work::Gold) && now.view.compares();
                now.open.is_some() && is_page_shown && (now.has_selection || has_own_claim) || decides
            }
            Self::Adjudicating => {
                now.view.compares() && now.open.is_some_and(|open| *open.work() == Work::Gold)
            }
            Self::GoldLayer => now.open.is_some_and(|open| {
                let roles = open.layers().iter().filter_map(|layer| layer.head.as_ref());
                roles.into_iter().any(|head| head.role == Role::Gold)
            }),
            Self::Claim => chosen.is_some(),
            Self::OwnClaim => has_own_claim,
            Self::MainText => now.open.is_some_and(|open| open.extractor() == Some(Extractor::HtmlMain)),
            Self::WholeText => now.open.is_some_and(|open| open.extractor() == Some(Extractor::HtmlWhole)),
            Self::Undo => now.open.is_some_and(|open| open.undo_name().is_some()),
            Self::Redo => now.open.is_some_and(|open| open.redo_name().is_some()),
            Self::Folder => now.library.is_some(),
            Self::DocumentOfFolder => now.open.is_some() && now.library.is_some(),
            Self::HiddenOthers => now.open.is_some_and(|open| {
                let mut others = open.layers().iter().filter(|layer| layer.kind != LayerKind::Own);
                others.any(|layer| layer.is_readable() && !layer.is_shown)
            }),
        }
    }
}

/// One row of the table.
#[derive(Clone, Copy)]
pub struct Action {
    /// What is shown: sentence case; "…" when it asks for more.
    pub name: &'static str,
    /// Where it stands.
    pub menu: Menu,
    /// Whether a line parts it from the row above in the menu.
    pub begins_group: bool,
    /// Its keys; the first is shown.
    pub keys: Keys,
    /// When it can be taken.
    pub when: When,
    /// What it asks for.
    pub command: fn() -> Command,
}

const NONE: Modifiers = Modifiers::NONE;
const CTRL: Modifiers = Modifiers::COMMAND;
const SHIFT: Modifiers = Modifiers::SHIFT;
const CTRL_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);
const ALT: Modifiers = Modifiers::ALT;
const ALT_SHIFT: Modifiers = Modifiers::ALT.plus(Modifiers::SHIFT);
const CTRL_ALT: Modifiers = Modifiers::COMMAND.plus(Modifiers::ALT);
const CTRL_ALT_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::ALT).plus(Modifiers::SHIFT);

/// At most two ways to type an action.
pub type Keys = [Option<KeyboardShortcut>; 2];

const NO_KEYS: Keys = [None, None];

const fn one(modifiers: Modifiers, key: Key) -> Keys {
    [Some(KeyboardShortcut::new(modifiers, key)), None]
}

const fn two(modifiers: Modifiers, key: Key, other_modifiers: Modifiers, other_key: Key) -> Keys {
    [Some(KeyboardShortcut::new(modifiers, key)), Some(KeyboardShortcut::new(other_modifiers, other_key))]
}

const fn row(menu: Menu, name: &'static str, keys: Keys, when: When, command: fn() -> Command) -> Action {
    Action { name, menu, begins_group: false, keys, when, command }
}

impl Action {
    const fn after_a_line(mut self) -> Self {
        self.begins_group = true;
        self
    }
}

/// Returns the tag with that place in the built-in set: rows cannot hold an id, which is no constant.
fn tag(place: usize, command: fn(TagId) -> Command) -> Command {
    match TagSet::built_in().tags().get(place) {
        Some(tag) => command(tag.id.clone()),
        None => Command::StepBack,
    }
}

/// All actions, in the order of the menus.
pub const ACTIONS: &[Action] = &[
    row(Menu::File, "Open a document…", one(CTRL, Key::O), When::Always, || Command::OpenDocument),
    row(Menu::File, "Open a folder…", one(CTRL_SHIFT, Key::O), When::Always, || Command::OpenFolder),
    row(Menu::File, "Open by path…", one(CTRL, Key::L), When::Always, || Command::OpenByPath),
    row(Menu::File, "New from clipboard…", two(CTRL_SHIFT, Key::N, CTRL, Key::V), When::Always, || {
        Command::NewFromClipboard(None)
    }),
    row(Menu::File, "Open the sample documents", NO_KEYS, When::Always, || Command::OpenSamples),
    row(Menu::File, "Go to document…", one(CTRL, Key::P), When::Folder, || Command::GoToDocument)
        .after_a_line(),
    row(Menu::File, "Next document", one(CTRL, Key::PageDown), When::Folder, || {
        Command::StepDocument(Step::Next)
    }),
    row(Menu::File, "Previous document", one(CTRL, Key::PageUp), When::Folder, || {
        Command::StepDocument(Step::Previous)
    }),
    row(Menu::File, "Done, next document", one(CTRL, Key::Enter), When::Document, || Command::DoneNext),
    row(Menu::File, "Mark as done, or as in work", NO_KEYS, When::Document, || Command::Done),
    row(Menu::File, "About this document…", one(CTRL, Key::I), When::Document, || Command::About)
        .after_a_line(),
    row(Menu::File, "Show the whole text of the page", NO_KEYS, When::MainText, || {
        Command::SetExtractor(Extractor::HtmlWhole)
    }),
    row(Menu::File, "Show the main text only", NO_KEYS, When::WholeText, || {
        Command::SetExtractor(Extractor::HtmlMain)
    }),
    row(Menu::File, "Try to save again", one(CTRL, Key::S), When::Document, || Command::TrySaveAgain),
    row(Menu::File, "Save the claims elsewhere…", NO_KEYS, When::Document, || Command::SaveElsewhere),
    row(Menu::File, "Export…", one(CTRL, Key::E), When::DocumentOrFolder, || Command::Export).after_a_line(),
    row(Menu::File, "Report…", one(CTRL_SHIFT, Key::E), When::DocumentOrFolder, || Command::Report),
    row(Menu::File, "Your name…", NO_KEYS, When::Always, || Command::AskName).after_a_line(),
    row(Menu::File, "Keep no copies of texts on this computer", NO_KEYS, When::Always, || {
        Command::ToggleKeepNoCopies
    }),
    row(Menu::File, "Earlier versions…", NO_KEYS, When::Document, || Command::EarlierVersions),
    row(Menu::File, "Forget this document", NO_KEYS, When::Document, || Command::ForgetDocument),
    row(Menu::File, "Quit", one(CTRL, Key::Q), When::Always, || Command::Quit).after_a_line(),
    row(Menu::Edit, "Undo", one(CTRL, Key::Z), When::Undo, || Command::Undo),
    row(Menu::Edit, "Redo", two(CTRL_SHIFT, Key::Z, CTRL, Key::Y), When::Redo, || Command::Redo),
    row(Menu::Edit, "Copy the words", one(CTRL, Key::C), When::Document, || Command::Copy).after_a_line(),
    row(Menu::Edit, "Copy claims", one(CTRL_SHIFT, Key::C), When::Document, || Command::CopyClaims),
    row(Menu::Edit, "Copy as quotation", one(NONE, Key::Q), When::Claim, || Command::CopyQuotation),
    row(Menu::Edit, "Select all", one(CTRL, Key::A), When::Document, || Command::SelectAll),
    row(Menu::Edit, "Find in the text", one(CTRL, Key::F), When::Document, || Command::Find).after_a_line(),
    row(Menu::Edit, "Find next", one(NONE, Key::F3), When::Document, || Command::FindStep(Step::Next)),
    row(Menu::Edit, "Find previous", one(SHIFT, Key::F3), When::Document, || {
        Command::FindStep(Step::Previous)
    }),
    row(Menu::View, "Library", one(CTRL, Key::Num1), When::Always, || Command::ToggleLibrary),
    row(Menu::View, "Claims", one(CTRL, Key::Num2), When::Always, || Command::ToggleClaims),
    row(Menu::View, "Briefing", one(NONE, Key::B), When::DocumentOrFolder, || Command::ToggleBriefing),
    row(Menu::View, "Search the claims", one(CTRL_SHIFT, Key::F), When::Document, || Command::SearchClaims)
        .after_a_line(),
    row(Menu::View, "Claims of the whole folder", one(CTRL, Key::Num3), When::Folder, || {
        Command::ToggleFolderClaims
    }),
    row(Menu::View, "Show unanswered allegations", NO_KEYS, When::Document, || Command::ShowUnanswered),
    row(Menu::View, "Show rebuttals without target", NO_KEYS, When::Document, || Command::ShowWithoutTarget),
    row(Menu::View, "Show all claims", NO_KEYS, When::Document, || Command::ShowAll),
    row(Menu::View, "Review what changed", one(CTRL, Key::R), When::Document, || Command::Review),
    row(Menu::View, "Show others’ layers", NO_KEYS, When::HiddenOthers, || Command::ShowOthers),
    row(Menu::View, "Larger text", two(CTRL, Key::Plus, CTRL, Key::Equals), When::Always, || {
        Command::TextSize(Size::Larger)
    })
    .after_a_line(),
    row(Menu::View, "Smaller text", one(CTRL, Key::Minus), When::Always, || Command::TextSize(Size::Smaller)),
    row(Menu::View, "Text as it was", one(CTRL, Key::Num0), When::Always, || Command::TextSize(Size::Reset)),
    row(Menu::View, "Show invisible characters", NO_KEYS, When::Document, || Command::ToggleInvisible),
    row(Menu::View, "Colours as the system", NO_KEYS, When::Always, || Command::SetTheme(Theme::System))
        .after_a_line(),
    row(Menu::View, "Light colours", NO_KEYS, When::Always, || Command::SetTheme(Theme::Light)),
    row(Menu::View, "Dark colours", NO_KEYS, When::Always, || Command::SetTheme(Theme::Dark)),
    row(Menu::View, "High contrast", NO_KEYS, When::Always, || Command::SetTheme(Theme::HighContrast)),
    row(
        Menu::Claim,
        "Tag as allegation",
        two(NONE, Key::Num1, NONE, Key::A),
        When::SelectionOrOwnClaim,
        || tag(0, Command::Tag),
    ),
    row(
        Menu::Claim,
        "Tag as rebuttal",
        two(NONE, Key::Num2, NONE, Key::R),
        When::SelectionOrOwnClaim,
        || tag(1, Command::Tag),
    ),
    row(
        Menu::Claim,
        "Tag as forecast",
        two(NONE, Key::Num3, NONE, Key::F),
        When::SelectionOrOwnClaim,
        || tag(2, Command::Tag),
    ),
    row(Menu::Claim, "Second claim here: allegation", one(SHIFT, Key::Num1), When::OwnClaim, || {
        tag(0, Command::SecondClaim)
    })
    .after_a_line(),
    row(Menu::Claim, "Second claim here: rebuttal", one(SHIFT, Key::Num2), When::OwnClaim, || {
        tag(1, Command::SecondClaim)
    }),
    row(Menu::Claim, "Second claim here: forecast", one(SHIFT, Key::Num3), When::OwnClaim, || {
        tag(2, Command::SecondClaim)
    }),
    row(Menu::Claim, "Open the card", one(NONE, Key::Enter), When::Claim, || Command::OpenCard)
        .after_a_line(),
    row(Menu::Claim, "Add the selection to the claim", one(NONE, Key::Plus), When::OwnClaim, || {
        Command::AddPassage
    }),
    row(Menu::Claim, "Rebuts…", one(NONE, Key::L), When::OwnClaim, || Command::Link),
    row(Menu::Claim, "Go along the link, and back", one(NONE, Key::G), When::Claim, || Command::FollowLink),
    row(Menu::Claim, "Next claim", one(NONE, Key::N), When::Document, || Command::StepClaim(Step::Next))
        .after_a_line(),
    row(Menu::Claim, "Previous claim", one(SHIFT, Key::N), When::Document, || {
        Command::StepClaim(Step::Previous)
    }),
    row(
        Menu::Go,
        "Move the start to the left by a word",
        two(NONE, Key::OpenBracket, ALT_SHIFT, Key::ArrowLeft),
        When::OwnClaim,
        || Command::MoveBorder(Border::Start, Step::Previous, By::Word),
    ),
    row(
        Menu::Go,
        "Move the start to the right by a word",
        two(NONE, Key::CloseBracket, ALT_SHIFT, Key::ArrowRight),
        When::OwnClaim,
        || Command::MoveBorder(Border::Start, Step::Next, By::Word),
    ),
    row(
        Menu::Go,
        "Move the end to the left by a word",
        two(NONE, Key::OpenCurlyBracket, ALT, Key::ArrowLeft),
        When::OwnClaim,
        || Command::MoveBorder(Border::End, Step::Previous, By::Word),
    ),
    row(
        Menu::Go,
        "Move the end to the right by a word",
        two(NONE, Key::CloseCurlyBracket, ALT, Key::ArrowRight),
        When::OwnClaim,
        || Command::MoveBorder(Border::End, Step::Next, By::Word),
    ),
    row(
        Menu::Go,
        "Move the start to the left by a letter",
        two(CTRL, Key::OpenBracket, CTRL_ALT_SHIFT, Key::ArrowLeft),
        When::OwnClaim,
        || Command::MoveBorder(Border::Start, Step::Previous, By::Letter),
    ),
    row(
        Menu::Go,
        "Move the start to the right by a letter",
        two(CTRL, Key::CloseBracket, CTRL_ALT_SHIFT, Key::ArrowRight),
        When::OwnClaim,
        || Command::MoveBorder(Border::Start, Step::Next, By::Letter),
    ),
    row(
        Menu::Go,
        "Move the end to the left by a letter",
        two(CTRL, Key::OpenCurlyBracket, CTRL_ALT, Key::ArrowLeft),
        When::OwnClaim,
        || Command::MoveBorder(Border::End, Step::Previous, By::Letter),
    ),
    row(
        Menu::Go,
        "Move the end to the right by a letter",
        two(CTRL, Key::CloseCurlyBracket, CTRL_ALT, Key::ArrowRight),
        When::OwnClaim,
        || Command::MoveBorder(Border::End, Step::Next, By::Letter),
    ),
    row(Menu::Claim, "Remove", one(NONE, Key::Delete), When::OwnClaim, || Command::Remove).after_a_line(),
    row(Menu::Team, "Add sidecars…", NO_KEYS, When::Always, || Command::AddSidecars),
    row(Menu::Team, "Send my work…", NO_KEYS, When::DocumentOrFolder, || Command::SendWork),
    row(Menu::Team, "Compare layers…", one(CTRL, Key::D), When::Document, || Command::Compare).after_a_line(),
    row(Menu::Team, "Differences by document", NO_KEYS, When::DocumentOfFolder, || Command::CompareFolder),
    row(Menu::Team, "Agreement", NO_KEYS, When::DocumentOrFolder, || Command::ToggleAgreement),
    row(Menu::Team, "Adjudicate…", one(CTRL_SHIFT, Key::D), When::Document, || Command::Adjudicate)
        .after_a_line(),
    row(Menu::Team, "Take all claims that agree", one(SHIFT, Key::T), When::Adjudicating, || {
        Command::TakeAgreed
    }),
    row(Menu::Team, "What became of mine", NO_KEYS, When::GoldLayer, || Command::Fates),
    row(Menu::Help, "Keys and tags", two(NONE, Key::F1, NONE, Key::Questionmark), When::Always, || {
        Command::Help
    }),
    row(Menu::Help, "All commands…", one(CTRL_SHIFT, Key::P), When::Always, || Command::Palette),
    row(Menu::Help, "Guide to the first claim", NO_KEYS, When::Document, || Command::SetGuide(true)),
    row(Menu::Help, "Selection and claims are announced", NO_KEYS, When::Always, || {
        Command::ToggleAnnouncements
    }),
    row(Menu::Help, "Single letters act as commands", NO_KEYS, When::Always, || Command::ToggleSingleLetters)
        .after_a_line(),
    row(Menu::Go, "Select the word", one(NONE, Key::W), When::Document, || Command::SelectWord),
    row(Menu::Go, "Select the sentence, then the paragraph", one(NONE, Key::S), When::Document, || {
        Command::SelectSentence
    }),
    row(Menu::Go, "Next sentence", one(NONE, Key::J), When::Document, || {
        Command::Sentence(Step::Next, Extend::No)
    }),
    row(Menu::Go, "Previous sentence", one(NONE, Key::K), When::Document, || {
        Command::Sentence(Step::Previous, Extend::No)
    }),
    row(Menu::Go, "Next paragraph", one(CTRL, Key::ArrowDown), When::Document, || {
        Command::Caret(Motion::NextParagraph, Extend::No)
    }),
    row(Menu::Go, "Previous paragraph", one(CTRL, Key::ArrowUp), When::Document, || {
        Command::Caret(Motion::PreviousParagraph, Extend::No)
    }),
    row(Menu::Go, "Extend to the next sentence", one(SHIFT, Key::J), When::Document, || {
        Command::Sentence(Step::Next, Extend::Yes)
    }),
    row(Menu::Go, "Extend to the previous sentence", one(SHIFT, Key::K), When::Document, || {
        Command::Sentence(Step::Previous, Extend::Yes)
    }),
    caret(Key::ArrowLeft, NONE, || Command::Caret(Motion::Left, Extend::No)),
    caret(Key::ArrowRight, NONE, || Command::Caret(Motion::Right, Extend::No)),
    caret(Key::ArrowUp, NONE, || Command::Caret(Motion::Up, Extend::No)),
    caret(Key::ArrowDown, NONE, || Command::Caret(Motion::Down, Extend::No)),
    caret(Key::ArrowLeft, CTRL, || Command::Caret(Motion::WordLeft, Extend::No)),
    caret(Key::ArrowRight, CTRL, || Command::Caret(Motion::WordRight, Extend::No)),
    caret(Key::Home, NONE, || Command::Caret(Motion::LineStart, Extend::No)),
    caret(Key::End, NONE, || Command::Caret(Motion::LineEnd, Extend::No)),
    caret(Key::PageUp, NONE, || Command::Caret(Motion::PageUp, Extend::No)),
    caret(Key::PageDown, NONE, || Command::Caret(Motion::PageDown, Extend::No)),
    caret(Key::Home, CTRL, || Command::Caret(Motion::Start, Extend::No)),
    caret(Key::End, CTRL, || Command::Caret(Motion::End, Extend::No)),
    caret(Key::ArrowLeft, SHIFT, || Command::Caret(Motion::Left, Extend::Yes)),
    caret(Key::ArrowRight, SHIFT, || Command::Caret(Motion::Right, Extend::Yes)),
    caret(Key::ArrowUp, SHIFT, || Command::Caret(Motion::Up, Extend::Yes)),
    caret(Key::ArrowDown, SHIFT, || Command::Caret(Motion::Down, Extend::Yes)),
    caret(Key::ArrowDown, CTRL_SHIFT, || Command::Caret(Motion::NextParagraph, Extend::Yes)),
    caret(Key::ArrowUp, CTRL_SHIFT, || Command::Caret(Motion::PreviousParagraph, Extend::Yes)),
    caret(Key::ArrowLeft, CTRL_SHIFT, || Command::Caret(Motion::WordLeft, Extend::Yes)),
    caret(Key::ArrowRight, CTRL_SHIFT, || Command::Caret(Motion::WordRight, Extend::Yes)),
    caret(Key::Home, SHIFT, || Command::Caret(Motion::LineStart, Extend::Yes)),
    caret(Key::End, SHIFT, || Command::Caret(Motion::LineEnd, Extend::Yes)),
    caret(Key::PageUp, SHIFT, || Command::Caret(Motion::PageUp, Extend::Yes)),
    caret(Key::PageDown, SHIFT, || Command::Caret(Motion::PageDown, Extend::Yes)),
    caret(Key::Home, CTRL_SHIFT, || Command::Caret(Motion::Start, Extend::Yes)),
    caret(Key::End, CTRL_SHIFT, || Command::Caret(Motion::End, Extend::Yes)),
    row(Menu::Hidden, "Menus", one(NONE, Key::F10), When::Always, || Command::OpenMenus),
    row(Menu::Hidden, "One step back", one(NONE, Key::Escape), When::Always, || Command::StepBack),
];

const fn caret(on: Key, modifiers: Modifiers, command: fn() -> Command) -> Action {
    row(Menu::Hidden, "Move the caret", one(modifiers, on), When::Document, command)
}

/// Returns the first action whose command is meant: for buttons that show its key.
pub fn action_for(is_meant: impl Fn(&Command) -> bool) -> Option<&'static Action> {
    ACTIONS.iter().find(|action| is_meant(&(action.command)()))
}

/// Returns the first key of the action whose command is meant, as the reader knows it.
pub fn key_for(is_meant: impl Fn(&Command) -> bool) -> String {
    action_for(is_meant).map(first_key_text).unwrap_or_default()
}

/// Returns whether the shortcut is a key without Ctrl or Alt that writes a character: such keys act only when no text
/// field has the focus, and can be switched off.
pub fn is_single_character(shortcut: &KeyboardShortcut) -> bool {
    let held = shortcut.modifiers;
    let writes = !matches!(
        shortcut.logical_key,
        Key::ArrowLeft
            | Key::ArrowRight
            | Key::ArrowUp
            | Key::ArrowDown
            | Key::Home
            | Key::End
            | Key::PageUp
            | Key::PageDown
            | Key::Delete
            | Key::Enter
            | Key::Escape
            | Key::F1
            | Key::F3
            | Key::F10
    );
    writes && !held.ctrl && !held.command && !held.alt
}

/// Returns the keys as the reader knows them: "Ctrl+Shift+P", "1 or A".
pub fn keys_text(action: &Action) -> String {
    action.keys.iter().flatten().take(2).map(shortcut_text).collect::<Vec<_>>().join(" or ")
}

/// Returns the first key as the reader knows it, or nothing.
pub fn first_key_text(action: &Action) -> String {
    action.keys.iter().flatten().next().map(shortcut_text).unwrap_or_default()
}

/// Returns a shortcut as the reader knows it.
pub fn shortcut_text(shortcut: &KeyboardShortcut) -> String {
    let held = shortcut.modifiers;
    let mut parts: Vec<&str> = Vec::new();
    if held.command || held.ctrl {
        parts.push(if cfg!(target_os = "macos") { "Cmd" } else { "Ctrl" });
    }
    if held.alt {
        parts.push("Alt");
    }
    if held.shift {
        parts.push("Shift");
    }
    let key = match shortcut.logical_key {
        Key::Escape => "Escape",
        Key::ArrowLeft => "←",
        Key::ArrowRight => "→",
        Key::ArrowUp => "↑",
        Key::ArrowDown => "↓",
        Key::PageUp => "PgUp",
        Key::PageDown => "PgDn",
        Key::Plus => "+",
        Key::Minus => "−",
        Key::OpenBracket => "[",
        Key::CloseBracket => "]",
        Key::OpenCurlyBracket => "{",
        Key::CloseCurlyBracket => "}",
        Key::Questionmark => "?",
        other => other.name(),
    };
    parts.push(key);
    parts.join("+")
}

/// Returns whether `event` presses `shortcut`. Characters are matched by what they write, whatever is held to write
/// them; digits by their key, so that Shift+1 is found where it writes "!".
pub fn is_pressed(event: &egui::Event, shortcut: &KeyboardShortcut) -> bool {
    if matches!(event, egui::Event::Copy) {
        // The system's own way to copy comes as what it means, not as keys.
        return *shortcut == KeyboardShortcut::new(CTRL, Key::C);
    }
    if matches!(event, egui::Event::Paste(_) | egui::Event::PasteImage(_)) {
        return *shortcut == KeyboardShortcut::new(CTRL, Key::V);
    }
    let egui::Event::Key { key, physical_key, pressed: true, modifiers, .. } = event else {
        return false;
    };
    let wanted = shortcut.logical_key;
    let writes_otherwise = matches!(
        wanted,
        Key::Plus
            | Key::Equals
            | Key::OpenBracket
            | Key::CloseBracket
            | Key::OpenCurlyBracket
            | Key::CloseCurlyBracket
            | Key::Questionmark
    );
    let is_digit = matches!(wanted, Key::Num0 | Key::Num1 | Key::Num2 | Key::Num3);
    if writes_otherwise {
        let held = Modifiers { shift: false, alt: false, ..*modifiers };
        let wants = Modifiers { shift: false, alt: false, ..shortcut.modifiers };
        return *key == wanted && held.matches_exact(wants);
    }
    let is_key = *key == wanted || (is_digit && *physical_key == Some(wanted));
    is_key && modifiers.matches_exact(shortcut.modifiers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_actions_share_a_key() {
        let mut seen: Vec<(KeyboardShortcut, &str)> = Vec::new();
        for action in ACTIONS {
            for shortcut in action.keys.iter().flatten() {
                if let Some((_, other)) = seen.iter().find(|(taken, _)| taken == shortcut) {
                    panic!("{:?} is both {:?} and {:?}", shortcut_text(shortcut), other, action.name);
                }
                seen.push((*shortcut, action.name));
            }
        }
    }

    #[test]
    fn every_action_has_a_key_or_stands_in_the_palette() {
        for action in ACTIONS {
            assert!(action.menu != Menu::Hidden || action.keys[0].is_some(), "{}", action.name);
        }
    }

    #[test]
    fn shift_and_a_digit_is_found_where_it_writes_a_sign() {
        let event = egui::Event::Key {
            key: Key::Exclamationmark,
            physical_key: Some(Key::Num1),
            pressed: true,
            repeat: false,
            modifiers: Modifiers::SHIFT,
        };
        assert!(is_pressed(&event, &KeyboardShortcut::new(Modifiers::SHIFT, Key::Num1)));
        assert!(!is_pressed(&event, &KeyboardShortcut::new(Modifiers::NONE, Key::Num1)));
    }
}
