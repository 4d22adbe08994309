//! Does what was asked for: one arm a command, each a call into the room that owns the act.

mod claims;
mod documents;
mod links;
mod saving;
mod view;

pub(super) use claims::sentence;

use super::App;
use super::command::{Command, Extend};
use super::dialogs::Dialog;
use super::panels::toggle_menu;

impl App {
    /// Does everything that was asked for in this frame.
    pub(super) fn perform_all(&mut self, egui: &egui::Context) {
        // A command may ask for further ones; two rounds end every chain there is.
        for _ in 0..4 {
            let commands = self.commands.take();
            if commands.is_empty() {
                break;
            }
            for command in commands {
                if command.may_leave_the_card() {
                    self.take_typed();
                }
                self.perform(command, egui);
            }
        }
    }

    fn perform(&mut self, command: Command, egui: &egui::Context) {
        match command {
            Command::OpenDocument => self.pick_document(),
            Command::OpenFolder => self.pick_folder(),
            Command::OpenByPath => self.ask_path(),
            Command::Open(path) => self.open_path(&path),
            Command::OpenAt(path, chosen) => {
                self.shows_next = Some((path.clone(), chosen));
                self.open_path(&path);
            }
            Command::OpenSamples => self.open_samples(),
            Command::About => self.show_about(),
            Command::SetAbout(about) => self.set_about(about),
            Command::SetEncoding(label) => self.set_encoding(label),
            Command::SetExtractor(extractor) => self.set_extractor(extractor),
            Command::TrySaveAgain => self.try_save_again(),
            Command::BeginFreshLayer => self.begin_fresh_layer(),
            Command::DismissBanner(words) => self.view.dismissed.push(words),
            Command::Done => self.toggle_done(),
            Command::DoneNext => self.done_next(),
            Command::StepDocument(step) => self.step_document(step),
            Command::Quit => egui.send_viewport_cmd(egui::ViewportCommand::Close),
            Command::Undo => self.undo(),
            Command::Redo => self.redo(),
            Command::Copy => self.copy(egui),
            Command::SelectAll => self.with_page(|page, text| page.select_all(text)),
            Command::Find => self.open_find(),
            Command::FindTyped => self.find_typed(),
            Command::CloseFind => self.close_find(),
            Command::FindStep(step) => self.find_step(step),
            Command::Caret(motion, extend) => {
                self.with_page(|page, text| page.move_caret(text, motion, extend == Extend::Yes));
            }
            Command::SelectWord => self.with_page(|page, text| page.select_word(text)),
            Command::SelectSentence => self.with_page(|page, text| page.select_sentence_or_paragraph(text)),
            Command::Sentence(step, extend) => self.step_sentence(step, extend),
            Command::Tag(tag) => self.tag(tag),
            Command::SecondClaim(tag) => self.second_claim(tag),
            Command::AddPassage => self.add_passage(),
            Command::RemovePassage(id, passage) => self.remove_passage(&id, passage),
            Command::Remove => self.remove(),
            Command::MoveBorder(border, step, by) => self.move_border(border, step, by),
            Command::SetPassage(id, passage, span) => self.set_passage(&id, passage, span),
            Command::Choose(chosen) => self.choose(chosen),
            Command::Show(chosen) => self.show_claim(&chosen, None),
            Command::ShowPassage(chosen, passage) => self.show_claim(&chosen, Some(passage)),
            Command::StepClaim(step) => self.step_claim(step),
            Command::OpenCard => self.open_card(),
            Command::Change(name, id, change) => self.change(name, &id, change),
            Command::RenamePerson { from, to } => self.rename_person(&from, &to),
            Command::Link => self.begin_link(),
            Command::LinkTo(target) => self.link_to(&target),
            Command::LinkWords(words) => self.link_words(words),
            Command::Unlink(id, link) => self.unlink(&id, *link),
            Command::FollowLink => self.follow_link(),
            Command::ToggleLibrary => self.toggle_library(egui),
            Command::SetLibraryWidth(width) => self.settings.library_width = width,
            Command::SetClaimsWidth(width) => self.settings.claims_width = width,
            Command::ToggleClaims => self.toggle_claims(egui),
            Command::ToggleFolderClaims => self.toggle_folder_claims(),
            Command::ToggleLayer(name) => self.toggle_layer(&name),
            Command::ShowOthers => self.show_others(),
            Command::ShowUnanswered => self.claims_panel.show_unanswered(),
            Command::ShowWithoutTarget => self.claims_panel.show_without_target(),
            Command::ShowAll => self.claims_panel.show_all(),
            Command::SearchClaims => self.search_claims(),
            Command::SetTheme(theme) => self.set_theme(theme, egui),
            Command::TextSize(size) => self.set_text_size(size),
            Command::Palette => self.show(Dialog::palette()),
            Command::GoToDocument => self.show(Dialog::documents()),
            Command::Help => self.show(Dialog::Help),
            Command::AskName => self.ask_name(None),
            Command::SetName(name) => self.set_name(&name),
            Command::ToggleSingleLetters => self.toggle_single_letters(),
            Command::ToggleKeepNoCopies => self.toggle_keep_no_copies(),
            Command::SetGuide(on) => self.set_guide(on),
            Command::StepBack => self.step_back(),
            Command::OpenMenus => toggle_menu(egui),
            Command::ListFolder(folder) => self.list_folder(folder),
            Command::JobDone(done) => self.take_result(done),
        }
    }
}
