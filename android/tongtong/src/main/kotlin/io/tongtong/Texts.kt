package io.tongtong

import java.util.Locale

/** What people read about an error, with its facts filled in. */
internal fun words(error: TongTongException, locale: Locale): String {
    val texts = if (locale.language == "ko") ErrorTexts.korean else ErrorTexts.english
    val text = texts[error.code] ?: texts.getValue("kind.${error.kind.name.lowercase()}")
    return error.facts.entries.fold(text) { filled, (name, fact) -> filled.replace("{$name}", fact) }
}
