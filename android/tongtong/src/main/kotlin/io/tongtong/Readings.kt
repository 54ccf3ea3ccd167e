package io.tongtong

import java.math.BigDecimal
import java.math.BigInteger
import java.time.Instant

// Amounts, times and places of the records as the types that Kotlin calculates with.

/** How many of the smallest unit. */
val Money.amount: BigInteger
    get() = BigInteger(units)

/** The same in whole coins, exact. */
val Money.coins: BigDecimal
    get() = BigDecimal(amount, decimals.toInt())

/** When it was sent, by its writer's clock, put in the order of the screen. */
val Message.sentAt: Instant
    get() = Instant.ofEpochMilli(sent)

/** Where a page below it begins. */
val Message.place: Place
    get() = Place(sent, row)

/** Since when the acquaintance stands where it stands. */
val Contact.sinceWhen: Instant
    get() = Instant.ofEpochMilli(since)

/** When the user compared safety numbers, if they did. */
val Contact.verifiedAt: Instant?
    get() = verified?.let(Instant::ofEpochMilli)

/** When it was signed, announced or first seen. */
val Payment.madeAt: Instant
    get() = Instant.ofEpochMilli(at)

/** Where a page below it begins. */
val Payment.place: PaymentPlace
    get() = PaymentPlace(at, id)

/** Until when it can be approved. */
val Review.approvableUntil: Instant
    get() = Instant.ofEpochMilli(notAfter)

/** The chain's expiration in the bytes, if it has one. */
val Review.expiresAt: Instant?
    get() = expires?.let(Instant::ofEpochMilli)

/** When the log line was written. */
val LogLine.writtenAt: Instant
    get() = Instant.ofEpochMilli(at)
