//! What a forecast says: event, condition, words and probability, when it is due, own estimates, and the outcome.

use egui::{Ui, vec2};

use crate::model::{Forecast, Resolution, Scale, percent};

use super::super::super::theme;
use super::super::super::widgets::{self, Select, SelectItem, Slider, labelled, labelled_tall};
use super::fields::{Field, set_forecast};
use super::{Card, One, dates, wording};

/// The width of a field for a percentage.
const PERCENT: f32 = 64.0;

impl Card {
    /// Draws all of it.
    pub(super) fn forecast_ui(&mut self, ui: &mut Ui, one: &One<'_>) {
        let forecast = one.claim().forecast.clone().unwrap_or_default();
        labelled_tall(ui, one.kit(), "Event", |ui| {
            let hint = "What must happen for it to be right";
            self.field_ui(ui, one, Field::Event, "Event", |field| field.paragraph().hint(hint));
        });
        labelled_tall(ui, one.kit(), "Condition", |ui| {
            self.field_ui(ui, one, Field::Condition, "Condition", |field| field.paragraph().hint("Only if…"));
        });
        self.words_ui(ui, one, &forecast);
        self.probability_ui(ui, one, &forecast);
        labelled_tall(ui, one.kit(), "Horizon", |ui| {
            self.field_ui(ui, one, Field::Horizon, "Horizon", |field| field.hint("As the document says it"));
        });
        self.due_ui(ui, one, &forecast);
        self.own_ui(ui, one, &forecast);
        self.outcome_ui(ui, one, &forecast);
        let lacks = wording::not_scoreable(one.claim().forecast.as_deref()).filter(|_| one.is("forecast"));
        if let Some(words) = lacks {
            labelled(ui, one.kit(), "", |ui| widgets::label(ui, one.kit(), words));
        }
    }

    /// Draws the words of probability with the scale they are read by, and what that makes of them.
    fn words_ui(&mut self, ui: &mut Ui, one: &One<'_>, forecast: &Forecast) {
        labelled_tall(ui, one.kit(), "In words", |ui| {
            ui.horizontal(|ui| {
                let scale_width = 92.0;
                let width = (ui.available_width() - scale_width - 8.0).max(60.0);
                self.field_ui(ui, one, Field::Words, "In words", |field| {
                    field.width(width).hint("is likely to")
                });
                let items: Vec<SelectItem<'_>> =
                    Scale::ALL.iter().map(|scale| SelectItem::new(scale.name())).collect();
                let chosen = Scale::ALL.iter().position(|scale| Some(*scale) == forecast.scale);
                let picked = Select::new((one.claim().id.as_str(), "scale"), "Scale", &items, chosen)
                    .none("No scale")
                    .hint("Scale")
                    .width(scale_width)
                    .enabled(one.is_own)
                    .show(ui, one.kit());
                if let Some(picked) = picked {
                    let scale = picked.and_then(|picked| Scale::ALL.get(picked)).copied();
                    one.change("change the scale", move |claim| {
                        set_forecast(claim, |forecast| forecast.scale = scale);
                    });
                }
            });
            if let Some(words) = wording::range_or_reason(forecast.scale, &forecast.words) {
                widgets::label(ui, one.kit(), &words);
            }
        });
    }

    /// Draws the probability as a slider with the words' range, and as a number.
    fn probability_ui(&mut self, ui: &mut Ui, one: &One<'_>, forecast: &Forecast) {
        labelled_tall(ui, one.kit(), "Probability", |ui| {
            let mut typed = String::new();
            ui.horizontal(|ui| {
                let id = &one.claim().id;
                let pending = self.drafts.pending(id, Field::Probability);
                let pending = pending.and_then(|typed| wording::read_percent(typed).ok().flatten());
                let value = pending.or(forecast.probability).map(|probability| probability * 100.0);
                let band = forecast.scale.and_then(|scale| scale.band_of(&forecast.words));
                let ticks: Vec<f64> = forecast
                    .scale
                    .map(|scale| {
                        // Not every scale's words meet: both borders of each are shown.
                        let bands = scale.bands().iter();
                        bands.flat_map(|band| [f64::from(band.low), f64::from(band.high)]).collect()
                    })
                    .unwrap_or_default();
                let width = (ui.available_width() - PERCENT - 12.0).max(60.0);
                let (_, moved) = Slider::new((id.as_str(), "probability"), "Probability", value)
                    .ticks(&ticks)
                    .band(band.map(|band| f64::from(band.low)..=f64::from(band.high)))
                    .width(width)
                    .enabled(one.is_own)
                    .show(ui, one.kit());
                ui.add_space(4.0);
                if let Some(percent) = moved {
                    let time = ui.input(|input| input.time);
                    self.drafts.slid(id, Field::Probability, &percent.to_string(), time);
                }
                let output = self.field_ui(ui, one, Field::Probability, "Probability in percent", |field| {
                    field.width(PERCENT).suffix("%").hint("–")
                });
                typed = output.text;
            });
            self.wrong_ui(ui, one, Field::Probability, &typed);
        });
    }

    fn due_ui(&mut self, ui: &mut Ui, one: &One<'_>, forecast: &Forecast) {
        labelled_tall(ui, one.kit(), "Due", |ui| {
            let mut typed = String::new();
            ui.horizontal(|ui| {
                let output =
                    self.field_ui(ui, one, Field::Due, "Due", |field| field.width(96.0).hint("2026-03"));
                typed = output.text;
                if let Some(due) = forecast.due {
                    aside(ui, one, &dates::due(due));
                }
            });
            self.wrong_ui(ui, one, Field::Due, &typed);
        });
    }

    /// Draws the annotator's own estimate; an earlier one stays beside it.
    fn own_ui(&mut self, ui: &mut Ui, one: &One<'_>, forecast: &Forecast) {
        labelled_tall(ui, one.kit(), "Own estimate", |ui| {
            let mut typed = String::new();
            ui.horizontal(|ui| {
                let output = self.field_ui(ui, one, Field::Own, "Own estimate in percent", |field| {
                    field.width(PERCENT).suffix("%").hint("–")
                });
                typed = output.text;
                let words = own_words(forecast, one.today);
                if forecast.own.len() < 3 {
                    aside(ui, one, &words);
                } else {
                    widgets::wrapped(ui, &words, one.kit().tokens().second);
                }
            });
            self.wrong_ui(ui, one, Field::Own, &typed);
        });
    }

    fn outcome_ui(&mut self, ui: &mut Ui, one: &One<'_>, forecast: &Forecast) {
        labelled_tall(ui, one.kit(), "Outcome", |ui| {
            let items: Vec<SelectItem<'_>> =
                wording::OUTCOMES.iter().map(|(_, words)| SelectItem::new(words)).collect();
            let outcome = forecast.resolution.as_ref().map(|resolution| resolution.outcome);
            let chosen = wording::OUTCOMES.iter().position(|(known, _)| *known == outcome);
            let picked = Select::new((one.claim().id.as_str(), "outcome"), "Outcome", &items, chosen)
                .enabled(one.is_own)
                .show(ui, one.kit());
            if let Some((outcome, _)) = picked.flatten().and_then(|picked| wording::OUTCOMES.get(picked)) {
                let outcome = *outcome;
                one.change("change the outcome", move |claim| {
                    set_forecast(claim, |forecast| match (outcome, &mut forecast.resolution) {
                        (Some(outcome), Some(resolution)) => resolution.outcome = outcome,
                        (Some(outcome), none) => {
                            *none = Some(Resolution {
                                outcome,
                                on: None,
                                note: String::new(),
                                unknown: Default::default(),
                            });
                        }
                        (None, resolution) => *resolution = None,
                    });
                });
            }
            if outcome.is_some() {
                let typed = self
                    .field_ui(ui, one, Field::OutcomeOn, "Since when that is clear", |field| {
                        field.hint("When that was clear: 2026-03-17")
                    })
                    .text;
                self.wrong_ui(ui, one, Field::OutcomeOn, &typed);
                self.field_ui(ui, one, Field::OutcomeNote, "Remark on the outcome", |field| {
                    field.paragraph().hint("Remark")
                });
            }
        });
    }
}

/// Draws quiet words beside a field, at the height of its text.
fn aside(ui: &mut Ui, one: &One<'_>, words: &str) {
    ui.allocate_ui_with_layout(
        vec2(ui.available_width(), theme::ROW),
        egui::Layout::left_to_right(egui::Align::Center),
        |ui| widgets::label(ui, one.kit(), words),
    );
}

/// Returns when the last own estimate was made, and those before, the latest first: `17 March; before that 30 %`.
fn own_words(forecast: &Forecast, today: jiff::civil::Date) -> String {
    let Some((last, earlier)) = forecast.own.split_last() else { return String::new() };
    let day = dates::day(last.on.first_day(), today);
    if earlier.is_empty() {
        return day;
    }
    let earlier = earlier.iter().rev().map(|own| format!("{} %", percent(own.probability)));
    format!("{day}; before that {}", earlier.collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{OwnEstimate, PartialDate};

    #[test]
    fn earlier_estimates_are_listed_the_latest_first() {
        let own = |probability, on| OwnEstimate {
            probability,
            on: PartialDate::parse(on).unwrap(),
            unknown: Default::default(),
        };
        let mut forecast = Forecast::default();
        let today = jiff::civil::date(2026, 4, 1);
        assert_eq!(own_words(&forecast, today), "");
        forecast.own = vec![own(0.45, "2026-03-17")];
        assert_eq!(own_words(&forecast, today), "17 March");
        forecast.own = vec![own(0.3, "2025-12-01"), own(0.4, "2026-01-02"), own(0.45, "2026-03-17")];
        assert_eq!(own_words(&forecast, today), "17 March; before that 40 %, 30 %");
    }
}
