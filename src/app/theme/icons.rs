//! The icons that come with the program, by the names of their makers.

/// Phosphor's `arrow-bend-up-left`.
pub const ARROW_BEND_UP_LEFT: char = '\u{E024}';
/// Phosphor's `arrow-clockwise`.
pub const ARROW_CLOCKWISE: char = '\u{E036}';
/// Phosphor's `arrow-counter-clockwise`.
pub const ARROW_COUNTER_CLOCKWISE: char = '\u{E038}';
/// Phosphor's `arrow-left`.
pub const ARROW_LEFT: char = '\u{E058}';
/// Phosphor's `arrow-right`.
pub const ARROW_RIGHT: char = '\u{E06C}';
/// Phosphor's `arrows-clockwise`.
pub const ARROWS_CLOCKWISE: char = '\u{E094}';
/// Phosphor's `arrows-horizontal`.
pub const ARROWS_HORIZONTAL: char = '\u{EB06}';
/// Phosphor's `book-open`.
pub const BOOK_OPEN: char = '\u{E0E6}';
/// Phosphor's `calendar-blank`.
pub const CALENDAR_BLANK: char = '\u{E10A}';
/// Phosphor's `caret-down`.
pub const CARET_DOWN: char = '\u{E136}';
/// Phosphor's `caret-left`.
pub const CARET_LEFT: char = '\u{E138}';
/// Phosphor's `caret-right`.
pub const CARET_RIGHT: char = '\u{E13A}';
/// Phosphor's `caret-up`.
pub const CARET_UP: char = '\u{E13C}';
/// Phosphor's `chart-bar`.
pub const CHART_BAR: char = '\u{E150}';
/// Phosphor's `check`.
pub const CHECK: char = '\u{E182}';
/// Phosphor's `check-circle`.
pub const CHECK_CIRCLE: char = '\u{E184}';
/// Phosphor's `check-square`.
pub const CHECK_SQUARE: char = '\u{E186}';
/// Phosphor's `circle`.
pub const CIRCLE: char = '\u{E18A}';
/// Phosphor's `circle-half`.
pub const CIRCLE_HALF: char = '\u{E18C}';
/// Phosphor's `clipboard-text`.
pub const CLIPBOARD_TEXT: char = '\u{E198}';
/// Phosphor's `clock`.
pub const CLOCK: char = '\u{E19A}';
/// Phosphor's `copy`.
pub const COPY: char = '\u{E1CA}';
/// Phosphor's `cursor-text`.
pub const CURSOR_TEXT: char = '\u{E7D8}';
/// Phosphor's `dots-three`.
pub const DOTS_THREE: char = '\u{E1FE}';
/// Phosphor's `export`.
pub const EXPORT: char = '\u{EAF0}';
/// Phosphor's `eye`.
pub const EYE: char = '\u{E220}';
/// Phosphor's `eye-slash`.
pub const EYE_SLASH: char = '\u{E224}';
/// Phosphor's `file-text`.
pub const FILE_TEXT: char = '\u{E23A}';
/// Phosphor's `floppy-disk`.
pub const FLOPPY_DISK: char = '\u{E248}';
/// Phosphor's `folder-open`.
pub const FOLDER_OPEN: char = '\u{E256}';
/// Phosphor's `folder-simple`.
pub const FOLDER_SIMPLE: char = '\u{E25A}';
/// Phosphor's `funnel-simple`.
pub const FUNNEL_SIMPLE: char = '\u{E268}';
/// Phosphor's `gear`.
pub const GEAR: char = '\u{E270}';
/// Phosphor's `git-merge`.
pub const GIT_MERGE: char = '\u{E280}';
/// Phosphor's `graduation-cap`.
pub const GRADUATION_CAP: char = '\u{E62C}';
/// Phosphor's `info`.
pub const INFO: char = '\u{E2CE}';
/// Phosphor's `link-simple`.
pub const LINK_SIMPLE: char = '\u{E2E6}';
/// Phosphor's `list-bullets`.
pub const LIST_BULLETS: char = '\u{E2F2}';
/// Phosphor's `list-magnifying-glass`.
pub const LIST_MAGNIFYING_GLASS: char = '\u{EBE0}';
/// Phosphor's `lock-simple`.
pub const LOCK_SIMPLE: char = '\u{E308}';
/// Phosphor's `lock-simple-open`.
pub const LOCK_SIMPLE_OPEN: char = '\u{E30A}';
/// Phosphor's `magnifying-glass`.
pub const MAGNIFYING_GLASS: char = '\u{E30C}';
/// Phosphor's `minus`.
pub const MINUS: char = '\u{E32A}';
/// Phosphor's `moon`.
pub const MOON: char = '\u{E330}';
/// Phosphor's `plus`.
pub const PLUS: char = '\u{E3D4}';
/// Phosphor's `question`.
pub const QUESTION: char = '\u{E3E8}';
/// Phosphor's `scales`.
pub const SCALES: char = '\u{E750}';
/// Phosphor's `sidebar-simple`.
pub const SIDEBAR_SIMPLE: char = '\u{EC24}';
/// Phosphor's `sliders-horizontal`.
pub const SLIDERS_HORIZONTAL: char = '\u{E434}';
/// Phosphor's `sort-ascending`.
pub const SORT_ASCENDING: char = '\u{E444}';
/// Phosphor's `square`.
pub const SQUARE: char = '\u{E45E}';
/// Phosphor's `sun`.
pub const SUN: char = '\u{E472}';
/// Phosphor's `swap`.
pub const SWAP: char = '\u{E83C}';
/// Phosphor's `text-aa`.
pub const TEXT_AA: char = '\u{E6EE}';
/// Phosphor's `translate`.
pub const TRANSLATE: char = '\u{E4A2}';
/// Phosphor's `trash`.
pub const TRASH: char = '\u{E4A6}';
/// Phosphor's `user`.
pub const USER: char = '\u{E4C2}';
/// Phosphor's `users`.
pub const USERS: char = '\u{E4D6}';
/// Phosphor's `warning`.
pub const WARNING: char = '\u{E4E0}';
/// Phosphor's `warning-circle`.
pub const WARNING_CIRCLE: char = '\u{E4E2}';
/// Phosphor's `x`.
pub const X: char = '\u{E4F6}';
