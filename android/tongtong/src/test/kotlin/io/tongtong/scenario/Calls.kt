package io.tongtong.scenario

import com.google.gson.JsonArray
import com.google.gson.JsonElement
import com.google.gson.JsonNull
import com.google.gson.JsonObject
import com.google.gson.JsonPrimitive
import io.tongtong.Language
import io.tongtong.PaymentPlace
import io.tongtong.Place
import io.tongtong.Qr
import io.tongtong.TongTong
import io.tongtong.TongTongException
import io.tongtong.WordReveal
import io.tongtong.core.Wanted
import java.lang.reflect.Modifier
import java.util.HexFormat

/** Arguments, taken by name; one that nobody takes is a fault of the file. */
class Arguments(private val all: JsonObject) {
    private val taken = mutableSetOf<String>()

    private fun value(name: String): JsonElement = (all[name] ?: JsonNull.INSTANCE).also { taken += name }

    fun maybe(name: String): String? = value(name).takeUnless(JsonElement::isJsonNull)?.asString

    fun text(name: String): String = maybe(name) ?: throw Differs("the argument $name is missing")

    fun list(name: String): JsonArray = value(name).asJsonArray

    fun record(name: String): JsonObject? = value(name) as? JsonObject

    fun bool(name: String): Boolean = value(name).asBoolean

    fun number(name: String): Int = value(name).asInt

    fun bytes(name: String): ByteArray = HexFormat.of().parseHex(text(name))

    fun pass(): CharArray = text("pass").toCharArray()

    fun words(): CharArray = list("words").joinToString(" ") { it.asString }.toCharArray()

    fun language(): Language = Language.valueOf(text("language").uppercase())

    fun amount(): Wanted {
        val amount = record("amount") ?: throw Differs("the argument amount is missing")
        return if (amount["type"].asString == "max") Wanted.Max else Wanted.Exactly(amount["amount"].asString)
    }

    fun place(): Place? = record("before")?.let { Place(it["sent"].asLong, it["row"].asString) }

    fun paymentPlace(): PaymentPlace? = record("before")?.let { PaymentPlace(it["at"].asLong, it["id"].asString) }

    fun allTaken() {
        val left = all.keySet() - taken
        if (left.isNotEmpty()) throw Differs("unknown arguments: $left")
    }
}

/** Calls a method of a device by the name that it has in `bindings/ffi`. */
suspend fun TongTong.call(method: String, with: Arguments): Any? = when (method) {
    "is_set_up" -> isSetUp()
    "set_up" -> setUp(with.pass())
    "unlock" -> unlock(with.pass())
    "unlock_old_copy" -> unlockOldCopy(with.pass())
    "lock" -> lock()
    "request_code" -> requestCode(with.text("phone"))
    "sign_up" -> signUp(with.text("phone"), with.text("code"), with.text("name"))
    "own" -> own()
    "allow_direct" -> allowDirect(with.bool("allowed"))
    "shutdown" -> shutdown()
    "find" -> find(with.text("phone"))
    "meet" -> meet(with.bytes("card"))
    "ask" -> ask(with.text("peer"), with.text("text"))
    "accept" -> accept(with.text("peer"))
    "verify" -> verify(with.text("peer"))
    "safety_number" -> safetyNumber(with.text("peer"))
    "contacts" -> contacts()
    "contact" -> contact(with.text("peer"))
    "online" -> online()
    "connect" -> connect(with.text("peer"))
    "conversations" -> conversations()
    "say" -> say(with.text("peer"), with.text("text"))
    "seen" -> seen(with.text("peer"), with.text("row"))
    "messages" -> with.place().let { place ->
        val (peer, limit) = with.text("peer") to with.number("limit")
        if (place == null) messages(peer, limit = limit) else messages(peer, place, limit)
    }
    "message" -> message(with.text("row"))
    "new_wallet" -> newWallet(with.pass(), with.language())
    "restore_wallet" -> restoreWallet(with.pass(), with.words())
    "reveal_words" -> revealWords(with.pass())
    "receive_address" -> with.maybe("asset").let { if (it == null) receiveAddress() else receiveAddress(it) }
    "wallet" -> wallet()
    "refresh" -> refresh()
    "payments" -> with.paymentPlace().let { place ->
        val limit = with.number("limit")
        if (place == null) payments(limit = limit) else payments(place, limit)
    }
    "payment" -> payment(with.text("id"))
    "review" -> review(with.text("to"), with.text("asset"), with.amount(), with.maybe("memo"))
    "review_for_contact" ->
        reviewForContact(with.text("peer"), with.text("asset"), with.amount(), with.text("text"))
    "review_cancel" -> reviewCancel(with.text("payment"))
    "review_rescue" -> reviewRescue()
    "approve" -> approve(with.text("digest"), with.pass())
    "owes_pay_addresses" -> owesPayAddresses()
    "renew_pay_addresses" -> renewPayAddresses(with.pass())
    else -> throw Differs("this runner cannot call $method")
}

/** Calls a free function. */
fun callFree(function: String, with: Arguments): Any = when (function) {
    "version" -> TongTong.version
    "qr_png" -> Qr.png(with.text("text"), with.number("module_pixels"))
    "qr_svg" -> Qr.svg(with.text("text"))
    "word_list" -> TongTong.wordList(with.language())
    else -> throw Differs("this runner cannot call $function")
}

/** The JSON of a value, as the page of the scenarios says. */
fun json(value: Any?): JsonElement = when (value) {
    null, Unit -> JsonNull.INSTANCE
    is JsonElement -> value
    is String -> JsonPrimitive(value)
    is Boolean -> JsonPrimitive(value)
    is Byte -> JsonPrimitive(value.toUByte().toInt())
    is Number -> JsonPrimitive(value)
    is UInt -> JsonPrimitive(value.toLong())
    is ULong -> JsonPrimitive(value.toLong())
    is ByteArray -> JsonPrimitive(HexFormat.of().formatHex(value))
    is Enum<*> -> JsonPrimitive(value.name.lowercase())
    is List<*> -> JsonArray().apply { value.forEach { add(json(it)) } }
    is Map<*, *> -> JsonObject().apply { value.forEach { (key, it) -> add("$key", json(it)) } }
    is WordReveal -> value.use { json((0..<it.count).map(it::word)) }
    is TongTongException -> JsonObject().apply {
        add("kind", json(value.kind))
        add("code", json(value.code))
        add("retryable", json(value.retryable))
        add("facts", json(value.facts))
    }
    else -> record(value)
}

/** A record, or a case of a sealed type: that one lies within the type, and tells its name. */
private fun record(value: Any) = JsonObject().apply {
    val type = value.javaClass
    if (type.enclosingClass != null) addProperty("type", snake(type.simpleName))
    for (field in type.declaredFields.filterNot { Modifier.isStatic(it.modifiers) }) {
        field.isAccessible = true
        add(snake(field.name), json(field[value]))
    }
}

private fun snake(name: String): String =
    name.replaceFirstChar(Char::lowercase).replace(Regex("[A-Z]")) { "_" + it.value.lowercase() }
