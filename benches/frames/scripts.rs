//! Prose in other scripts.

use crate::generate;

/// Arabic words of no particular meaning together, with figures.
const ARABIC: &[&str] = &[
    "الوزير",
    "نفى",
    "التقرير",
    "الماء",
    "لم",
    "يكن",
    "قال",
    "المتحدث",
    "باسم",
    "الشركة",
    "سوف",
    "ترتفع",
    "الأسعار",
    "في",
    "عام",
    "2027",
    "وأضاف",
    "أن",
    "الأدلة",
    "غير",
    "كافية",
    "القاضي",
    "رفض",
    "الدعوى",
];

/// Hindi words likewise.
const HINDI: &[&str] = &[
    "मंत्री",
    "ने",
    "इनकार",
    "किया",
    "रिपोर्ट",
    "पानी",
    "कभी",
    "नहीं",
    "कहा",
    "प्रवक्ता",
    "कंपनी",
    "की",
    "ओर",
    "से",
    "कीमतें",
    "बढ़ेंगी",
    "वर्ष",
    "2027",
    "में",
    "सबूत",
    "पर्याप्त",
    "न्यायाधीश",
    "याचिका",
    "खारिज",
];

/// Returns about `bytes` bytes of Arabic prose.
pub fn arabic(bytes: usize) -> String {
    generate::prose_of(ARABIC, bytes)
}

/// Returns about `bytes` bytes of Hindi prose.
pub fn hindi(bytes: usize) -> String {
    generate::prose_of(HINDI, bytes)
}
