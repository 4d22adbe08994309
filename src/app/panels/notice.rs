//! A sentence above the status bar that goes by itself.

use egui::Id;

use super::super::ctx::Ctx;
use super::super::notices::Notices;
use super::super::theme;
use super::super::widgets::{Button, Kit, popup, words};

/// Draws the newest notice that stands.
pub fn notice_ui(ui: &egui::Ui, ctx: &Ctx<'_>, notices: &mut Notices) {
    let egui = ui.ctx();
    let time = egui.input(|input| input.time);
    let Some(notice) = notices.newest(time) else {
        return;
    };
    let tokens = ctx.kit.tokens();
    let width = (egui.content_rect().width() - 200.0).clamp(160.0, 560.0);
    let mut is_done = false;
    popup::notice(ui, ctx.kit, Id::unique("notice"), theme::STATUS_BAR + 16.0, |ui| {
        let response = words(ui, ctx.kit, &notice.words, &Kit::body_style(), tokens.text, width, 4);
        egui.accesskit_node_builder(response.id, |node| node.set_live(egui::accesskit::Live::Polite));
        if let Some((word, command)) = notice.button
            && Button::link(word).show(ui, ctx.kit).clicked()
        {
            ctx.commands.send(command());
            is_done = true;
        }
    });
    if is_done {
        notices.clear();
    }
    if let Some(left) = notices.seconds_left(time) {
        egui.request_repaint_after(std::time::Duration::from_secs_f64(left + 0.02));
    }
}
