package io.tongtong

import java.util.Locale

/** What people read about an error: the text of its code, else that of its kind, with its facts filled in. */
internal fun filled(error: TongTongException, locale: Locale): String {
    val text = if (locale.language == "ko") ErrorTexts::korean else ErrorTexts::english
    val unfilled = text(error.code) ?: text("kind.${inCamelCase(error.kind)}") ?: error.code
    return error.facts.entries.fold(unfilled) { filled, (name, fact) -> filled.replace("{$name}", fact) }
}

/** As the table of texts writes a kind. */
private fun inCamelCase(kind: ErrorKind): String =
    kind.name.split('_').joinToString("") { it.lowercase().replaceFirstChar(Char::uppercase) }
