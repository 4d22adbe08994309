//! Stands in for the library, the claims panel and the card until their branch is merged, which removes this file.
use super::super::ctx::Ctx;
#[derive(Default)]
pub struct LibraryPanel;
#[derive(Default)]
pub struct ClaimsPanel;
#[derive(Default)]
pub struct Card;
impl LibraryPanel {
    pub fn ui(&mut self, _: &mut egui::Ui, _: &Ctx<'_>) {}
    pub fn over_page_ui(&mut self, _: &egui::Context, _: &Ctx<'_>) {}
}
impl ClaimsPanel {
    pub fn show_unanswered(&mut self) {}
    pub fn show_without_target(&mut self) {}
    pub fn show_all(&mut self) {}
}
impl Card {
    pub fn over_page_id() -> egui::Id {
        egui::Id::unique("card over page")
    }
    pub fn over_page_ui(&mut self, _: &egui::Context, _: &Ctx<'_>) {}
}
pub fn claims_and_card_ui(ui: &mut egui::Ui, ctx: &Ctx<'_>, _: &mut ClaimsPanel, _: &mut Card, guide: bool) {
    egui::Panel::right("claims")
        .default_size(336.0)
        .frame(egui::Frame::NONE.fill(ctx.kit.tokens().panel))
        .show(ui, |ui| {
            if guide {
                super::guide_ui(ui, ctx)
            }
        });
}
