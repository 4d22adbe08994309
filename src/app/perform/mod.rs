//! Does what was asked for: one arm a command, each a call into the room that owns the act.

mod agreement;
mod claims;
mod compare;
mod documents;
mod elsewhere;
mod exchange;
mod export;
mod keeping;
mod links;
mod me;
mod paste;
mod review;
mod saving;
mod view;
mod watch;

pub(super) use claims::sentence;
pub(super) use export::Exported;

use super::App;
use super::command::{Command, Extend};
use super::dialogs::Dialog;
use super::jobs::Done;
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
        if command.needs_layers() && self.is_loading() {
            return self.wait_for_layers(command);
        }
        match command {
            Command::OpenDocument => self.pick_document(),
            Command::OpenFolder => self.pick_folder(),
            Command::OpenByPath => self.ask_path(),
            Command::Open(path) => self.open_path(&path),
            Command::OpenAt(path, chosen) => {
                self.shows_next = Some((path.clone(), chosen));
                self.open_path(&path);
            }
            Command::NewFromClipboard(plain) => self.new_from_clipboard(plain),
            Command::ResumePaste => self.resume_paste(),
            Command::PickFolderForNew => self.pick_folder_for_new(),
            Command::SaveNew(document) => self.save_new(document),
            Command::OpenSamples => self.open_samples(),
            Command::About => self.show_about(),
            Command::SetAbout(about) => self.set_about(about),
            Command::SetEncoding(label) => self.set_encoding(label),
            Command::SetExtractor(extractor) => self.set_extractor(extractor),
            Command::GiveUpOpening => self.give_up_opening(),
            Command::TrySaveAgain => self.try_save_again(),
            Command::BeginFreshLayer => self.begin_fresh_layer(),
            Command::DismissBanner(words) => self.view.dismissed.push(words),
            Command::Done => self.toggle_done(),
            Command::DoneNext => self.done_next(),
            Command::StepDocument(step) => self.step_document(step),
            Command::Export => self.ask_export(false),
            Command::Report => self.ask_export(true),
            Command::PickExportPath(path, what, extension) => self.pick_export_path(path, what, extension),
            Command::WriteExport(wish) => self.export(wish),
            Command::Dropped(paths) => self.take_dropped(paths),
            Command::AddSidecars => self.ask_for_sidecars(),
            Command::PickSidecars { is_folder } => self.pick_sidecars(is_folder),
            Command::LookAtSidecars(paths) => self.look_at_sidecars(paths),
            Command::AddLayers(taken) => self.add_layers(taken),
            Command::ShowDocument(path) => self.show_document(&path),
            Command::SendWork => self.ask_to_send(),
            Command::PickSendPath(path) => self.pick_send_path(&path),
            Command::WriteWork(wish) => self.send_work(*wish),
            Command::ToggleAgreement => self.toggle_agreement(),
            Command::Agreement(ask) => self.change_agreement(ask),
            Command::ExportNumbers => self.ask_numbers(),
            Command::WriteNumbers(wish) => self.write_numbers(*wish),
            Command::ShowPlace(path, stretch) => self.show_place(&path, stretch),
            Command::CopyExportedPath => self.copy_exported_path(egui),
            Command::Quit => egui.send_viewport_cmd(egui::ViewportCommand::Close),
            Command::Undo => self.undo(),
            Command::Redo => self.redo(),
            Command::Copy if self.view.shows_briefing() => self.copy_briefing(egui),
            Command::Copy if self.view.shows_agreement() => self.copy_agreement(egui),
            Command::Copy => self.copy(egui),
            Command::CopyClaims => self.copy_claims(),
            Command::CopyQuotation => self.copy_quotation(egui),
            Command::SelectAll => self.with_page(|page, text| page.select_all(text)),
            Command::Find => self.open_find(),
            Command::FindTyped => self.find_typed(),
            Command::CloseFind => self.close_find(),
            Command::FindStep(step) => self.find_step(step),
            Command::FindArrived => self.find_arrived(),
            Command::TagAll(tag) => self.tag_all(tag),
            Command::Caret(motion, extend) => {
                self.with_page(|page, text| page.move_caret(text, motion, extend == Extend::Yes));
            }
            Command::SelectWord => self.with_page(|page, text| page.select_word(text)),
            Command::SelectSentence => self.with_page(|page, text| page.select_sentence_or_paragraph(text)),
            Command::Sentence(step, extend) => self.step_sentence(step, extend),
            Command::Tag(tag) if self.view.compares() => self.decide_tag(tag),
            Command::Tag(tag) => self.tag(tag),
            Command::SecondClaim(tag) => self.second_claim(tag),
            Command::AddPassage => self.add_passage(),
            Command::RemovePassage(id, passage) => self.remove_passage(&id, passage),
            Command::Remove => self.remove(),
            Command::MoveBorder(border, step, by) => self.move_border(border, step, by),
            Command::Review => self.toggle_review(egui),
            Command::PlacePassage(id, passage, span) => self.place_passage(&id, passage, span),
            Command::SetAside(id, passage) => self.set_aside(&id, passage),
            Command::PickPlace(id, passage) => self.pick_place(id, passage),
            Command::Settle(id, number, version) => self.settle(&id, number, version),
            Command::SettleHead(number, version) => self.settle_head(number, version),
            Command::SettleClaim(id, version) => self.settle_claim(&id, version),
            Command::SettleAll(version) => self.settle_all(version),
            Command::SetPassage(id, passage, span) => self.set_passage(&id, passage, span),
            Command::Choose(chosen) => self.choose(chosen),
            Command::Show(chosen) => self.show_claim(&chosen, None),
            Command::ShowPassage(chosen, passage) => self.show_claim(&chosen, Some(passage)),
            Command::StepClaim(step) if self.view.compares() => self.step_cluster(step),
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
            Command::ToggleBriefing => self.toggle_briefing(),
            Command::Compare => self.toggle_compare(),
            Command::Adjudicate => self.toggle_adjudicate(),
            Command::LeaveCompare => self.leave_compare(),
            Command::CompareFolder => self.toggle_compare_folder(),
            Command::CompareDocument(path) => self.compare_document(path),
            Command::SetCompared(layers) => self.set_compared(layers),
            Command::ShowCluster(handle) => self.show_cluster(handle),
            Command::Decide(decide) => self.decide(decide),
            Command::DecideByNumber(number) => self.decide_by_number(number),
            Command::TakeAgreed => self.take_agreed(),
            Command::SetReason(handle, reason) => self.set_reason(&handle, reason),
            Command::Fates => self.toggle_fates(egui),
            Command::ToggleFolderClaims => self.toggle_folder_claims(),
            Command::ToggleLayer(name) => self.toggle_layer(&name),
            Command::ShowOthers => self.show_others(),
            Command::ShowUnanswered => self.claims_panel.show_unanswered(),
            Command::ShowWithoutTarget => self.claims_panel.show_without_target(),
            Command::ShowAll => self.claims_panel.show_all(),
            Command::SearchClaims => self.search_claims(),
            Command::SetTheme(theme) => self.set_theme(theme, egui),
            Command::TextSize(size) => self.set_text_size(size),
            Command::ScaleText(factor) => self.scale_text(factor),
            Command::ToggleAnnouncements => self.settings.announces = !self.settings.announces,
            Command::ToggleInvisible => self.toggle_invisible(),
            Command::TellMissing(missing) => self.tell_missing(missing),
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
            Command::JobDone(Done::Copied { text, claim_count }) => self.take_copied(text, claim_count, egui),
            Command::JobDone(done) => self.take_result(done),
            Command::Watched(event) => self.take_watched(event),
            Command::OpenPending => self.open_pending(),
            Command::LeavePending => self.offers.pending.clear(),
            Command::UseRenamed => self.use_renamed(),
            Command::LeaveRenamed => self.offers.renamed = None,
            Command::MergeSides => self.merge_sides(),
            Command::TakeOver => self.take_over(),
            Command::LeaveElsewhere => self.leave_elsewhere(),
            Command::RemoveCopies => self.remove_copies(),
            Command::LeaveCopies => self.offers.left.clear(),
            Command::ThisIsMe(name) => self.this_is_me(&name),
            Command::NotMe => self.not_me(),
            Command::EarlierVersions => self.show_earlier_versions(),
            Command::GoBackTo(backup) => self.read_version(*backup),
            Command::ForgetDocument => self.forget_document(),
            Command::SaveElsewhere => self.pick_elsewhere(),
        }
    }
}
