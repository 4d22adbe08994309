//! A sentence above the status bar that goes by itself.

use egui::{Align2, Id, Sense, vec2};

use super::super::ctx::Ctx;
use super::super::notices::Notices;
use super::super::theme::{self, face};
use super::super::typeset::{Limits, Style};

/// Draws the newest notice that stands.
pub fn notice_ui(egui: &egui::Context, ctx: &Ctx<'_>, notices: &mut Notices) {
    let time = egui.input(|input| input.time);
    let Some(notice) = notices.newest(time) else {
        return;
    };
    let tokens = ctx.kit.tokens();
    let room = egui.content_rect();
    let mut is_done = false;
    let area = egui::Area::new(Id::new("notice"))
        .order(egui::Order::Foreground)
        .anchor(Align2::CENTER_BOTTOM, vec2(0.0, -(theme::STATUS_BAR + 16.0)))
        .constrain_to(room);
    area.show(egui, |ui| {
        ctx.kit.popup_frame().inner_margin(egui::Margin::symmetric(12, 4)).show(ui, |ui| {
            ui.horizontal(|ui| {
                ui.set_min_height(theme::ROW);
                ui.spacing_mut().item_spacing.x = 16.0;
                let width = (room.width() - 200.0).clamp(160.0, 560.0);
                let style = Style::sans(theme::BODY, theme::BODY_LINE);
                let words = ctx.kit.words(&notice.words, &style, Limits::lines(width, 4));
                let (rect, response) = ui.allocate_exact_size(words.size(), Sense::hover());
                ctx.kit.paint_words(ui.painter(), &words, rect.min, tokens.text);
                response.widget_info(|| {
                    egui::WidgetInfo::labeled(egui::WidgetType::Label, true, notice.words.as_str())
                });
                ui.ctx().accesskit_node_builder(response.id, |node| {
                    node.set_live(egui::accesskit::Live::Polite);
                });
                if let Some((word, command)) = notice.button {
                    let words = egui::RichText::new(word).color(tokens.accent).font(face::body());
                    if ui.add(egui::Button::new(words).frame(false)).clicked() {
                        ctx.commands.send(command());
                        is_done = true;
                    }
                }
            });
        });
    });
    if is_done {
        notices.clear();
    }
    if let Some(left) = notices.seconds_left(time) {
        egui.request_repaint_after(std::time::Duration::from_secs_f64(left + 0.02));
    }
}
