//! The head of the card: gist, tag, and the passages.

use egui::{Key, Rect, Ui, Vec2, pos2};

use super::super::super::action::{ACTIONS, first_key_text};
use super::super::super::command::Command;
use super::super::super::theme::{self, icons};
use super::super::super::widgets::{
    self, Badge, Button, Choice, FieldEvent, IconButton, Kit, Lead, Row, Segment, field, focus,
    labelled_tall, popup,
};
use super::fields::Field;
use super::{Card, One, people, show_passage};

/// The least width of a card with a button for what else can be done.
const LEAST_FOR_MORE: f32 = 288.0;

impl Card {
    /// Draws the gist: the claim in a sentence, without a box until it is edited.
    pub(super) fn gist_ui(&mut self, ui: &mut Ui, one: &One<'_>) {
        // What waits for a decision comes before what can be typed.
        let decides_first = crate::workspace::has_versions(one.claim());
        self.wants_keyboard |= one.ctx.view.focus_card && one.is_own && !decides_first;
        let takes_keyboard = self.wants_keyboard;
        if takes_keyboard {
            // A card that has just opened over the page takes the keyboard only once it is seen.
            let id = field::id(("card", one.claim().id.as_str(), Field::Gist));
            self.wants_keyboard = ui.is_sizing_pass() || !ui.memory(|memory| memory.has_focus(id));
            ui.ctx().request_repaint();
        }
        let output = self.field_ui(ui, one, Field::Gist, "Gist", |field| {
            field
                .shy()
                .paragraph()
                .style(Kit::body_style().bold())
                .hint("The claim in one sentence, in your words")
                .focused(takes_keyboard)
                .at_end()
        });
        // The two fields of every claim are next to each other: Enter or Tab leads from the gist to the claimants.
        // egui hands the keyboard on while this frame is drawn; where to is said in the next one.
        let is_tab = ui.input(|input| input.key_pressed(Key::Tab) && !input.modifiers.shift);
        let had_keyboard = std::mem::replace(&mut self.gist_has_keyboard, output.response.has_focus());
        let was_left = std::mem::replace(&mut self.is_leaving_gist, had_keyboard && is_tab);
        if self.is_leaving_gist {
            ui.ctx().request_repaint();
        }
        if output.event == Some(FieldEvent::Submitted) || was_left {
            focus::request(ui.ctx(), people::claimants_id(one.claim()));
        }
    }

    /// Draws the tag, and behind it what else can be done with the claim.
    pub(super) fn tag_ui(&mut self, ui: &mut Ui, one: &One<'_>) {
        let tags = one.ctx.tags;
        if !one.is_own {
            let whose = one.chosen.layer.as_ref().and_then(|name| one.ctx.open?.layer(name));
            let name = tags.get(&one.claim().tag).map_or("Unknown tag", |tag| tag.name);
            let whose = whose.map(|layer| format!("tagged by {}", layer.annotator_name()));
            Row::new(name)
                .lead(Lead::Badge(tags.get(&one.claim().tag).into()))
                .aside(&whose.unwrap_or_default())
                .inset(0.0)
                .show(ui, one.kit());
            return;
        }
        // In a narrow card the words of the choice need the room; the menus have all that the button has.
        let has_more = ui.available_width() >= LEAST_FOR_MORE;
        ui.horizontal(|ui| {
            let segments: Vec<Segment<'_>> = tags
                .tags()
                .iter()
                .map(|tag| Segment::tag(Badge::from(Some(tag)), tag.name).tip(tag.definition))
                .collect();
            let known = tags.position(&one.claim().tag);
            let chosen = (known < segments.len()).then_some(known);
            let picked = ui
                .scope(|ui| {
                    // The button behind it keeps its place.
                    let more = if has_more { theme::ROW } else { 0.0 };
                    ui.set_max_width((ui.available_width() - more).max(0.0));
                    let id = (one.claim().id.as_str(), "tag");
                    Choice::new(id, "Tag", &segments, chosen).show(ui, one.kit())
                })
                .inner;
            if let Some(tag) = picked.and_then(|picked| tags.tags().get(picked)) {
                let id = tag.id.clone();
                if id != one.claim().tag {
                    one.change("retag", move |claim| claim.tag = id);
                }
            }
            if has_more {
                // Its icon ends where the fields end.
                let right = ui.max_rect().right() + (theme::ROW - theme::ICON) / 2.0;
                let place = Rect::from_min_size(
                    pos2(right - theme::ROW, ui.max_rect().top()),
                    Vec2::splat(theme::ROW),
                );
                let id = egui::Id::unique((one.claim().id.as_str(), "more"));
                let more = IconButton::new(icons::DOTS_THREE, "More").show_at(ui, one.kit(), id, place);
                popup::menu(&more, one.kit(), 248.0, |ui| more_ui(ui, one));
            }
        });
        if tags.get(&one.claim().tag).is_none() {
            let words =
                format!("Tagged “{}”, which this version does not know. It is kept.", one.claim().tag);
            widgets::wrapped(ui, &words, one.kit().tokens().second);
        }
    }

    /// Draws the passages: a click shows one on the page.
    pub(super) fn passages_ui(&mut self, ui: &mut Ui, one: &One<'_>) {
        let passages = &one.claim().passages;
        let label = if passages.len() == 1 { "Passage" } else { "Passages" };
        labelled_tall(ui, one.kit(), label, |ui| {
            for (number, passage) in passages.iter().enumerate() {
                let signs = format!("{}/{}", number + 1, passages.len());
                let span = one.placed.spans.get(number).copied().flatten();
                let place =
                    span.zip(one.ctx.open).map(|(span, open)| open.text().paragraph_at(span.start()) + 1);
                let place = place.map_or_else(|| "gone".to_owned(), |place| format!("¶ {place}"));
                let quote = passage.selector.quote.replace('\n', " ");
                let mut row = Row::new(&quote)
                    .inset(0.0)
                    .trailing(&place)
                    .trailing_color(one.kit().tokens().accent)
                    .id(egui::Id::unique((one.claim().id.as_str(), "passage", number)));
                if passages.len() > 1 {
                    row = row.lead(Lead::Signs(&signs));
                }
                let response = row.show(ui, one.kit());
                if response.clicked() {
                    show_passage(one, number);
                }
                if one.is_own && passages.len() > 1 {
                    popup::context_menu(&response, one.kit(), 200.0, |ui| {
                        if Row::new("Take this passage out").show(ui, one.kit()).clicked() {
                            let id = one.claim().id.clone();
                            one.ctx.commands.send(Command::RemovePassage(id, number));
                            ui.close();
                        }
                    });
                }
            }
            if one.is_own && one.ctx.selection.is_some() {
                let add = Button::link("Add the selection").icon(icons::PLUS).show(ui, one.kit());
                if add.clicked() {
                    one.ctx.commands.send(Command::AddPassage);
                }
            }
        });
    }
}

/// Draws what else can be done with the claim, from the table of actions.
fn more_ui(ui: &mut Ui, one: &One<'_>) {
    const NAMES: &[&str] = &[
        "Rebuts…",
        "Add the selection to the claim",
        "Second claim here: allegation",
        "Second claim here: rebuttal",
        "Second claim here: forecast",
        "Go along the link, and back",
        "Remove",
    ];
    for name in NAMES {
        let Some(action) = ACTIONS.iter().find(|action| action.name == *name) else { continue };
        if *name == "Remove" {
            popup::separator(ui, one.kit());
        }
        let keys = first_key_text(action);
        let is_enabled = one.ctx.can(action.when);
        if Row::new(action.name).trailing(&keys).enabled(is_enabled).show(ui, one.kit()).clicked() {
            one.ctx.commands.send((action.command)());
            ui.close();
        }
    }
}
