package io.tongtong

import java.util.Locale

/** What people read about an error: the text of its code, else that of its kind, with its facts filled in. */
internal fun words(error: TongTongException, locale: Locale): String {
    val text = if (locale.language == "ko") ErrorTexts::korean else ErrorTexts::english
    val ofKind = "kind.${error.kind.name.lowercase()}"
    val unfilled = text(error.code) ?: text(ofKind) ?: error.code
    return error.facts.entries.fold(unfilled) { filled, (name, fact) -> filled.replace("{$name}", fact) }
}
