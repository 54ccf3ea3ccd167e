package io.tongtong

// What crosses the border as plain data is the generated type under this package's name. Kotlin does not reach the
// cases of a sealed type through another name, so the sealed ones have none here and are imported from
// io.tongtong.core: Event, MessageContent, MessageState, PaymentState, Wanted, Warning, VaultException, WakeUpFailure.
//
// They are data classes, so that their toString shows all that they hold: texts, names, numbers, addresses, amounts.
// Keep them out of logs and crash reports. Only LogLine and TongTongException are made to be logged.

/** A person's identity, as hex. */
typealias PeerId = io.tongtong.core.PeerId

/** A message's place in this device's store, as hex. */
typealias RowId = io.tongtong.core.RowId

/** A payment's id in this wallet, as hex. */
typealias PaymentId = io.tongtong.core.PaymentId

/** The digest over everything that a review shows, as hex. */
typealias PlanDigest = io.tongtong.core.PlanDigest

/** Who I am, once signed up. */
typealias Own = io.tongtong.core.Own

/** A person I know or who knows me. Its `toString` shows what is private: never log it. */
typealias Contact = io.tongtong.core.Contact

/** How far an acquaintance has come. */
typealias ContactState = io.tongtong.core.ContactState

/** Something about a contact that the user must see. */
typealias Alert = io.tongtong.core.Alert

/** Someone who is online just now. */
typealias Presence = io.tongtong.core.Presence

/** How bytes travel just now. */
typealias Path = io.tongtong.core.Path

/** A line of the list of conversations. */
typealias Conversation = io.tongtong.core.Conversation

/** A message, whoever wrote it. Its `toString` shows what is private: never log it. */
typealias Message = io.tongtong.core.Message

/** A place in a conversation: a page is what is older than it. */
typealias Place = io.tongtong.core.Place

/** Who wrote a message. */
typealias Author = io.tongtong.core.Author

/** Why a message of mine still waits. */
typealias Why = io.tongtong.core.Why

/** An amount of an asset. */
typealias Money = io.tongtong.core.Money

/** What is held of one asset. */
typealias Balance = io.tongtong.core.Balance

/** Whether a balance says anything. */
typealias BalanceState = io.tongtong.core.BalanceState

/** What the wallet holds. */
typealias Wallet = io.tongtong.core.Wallet

/** An address and an amount. */
typealias Part = io.tongtong.core.Part

/** A payment, in or out. Its `toString` shows what is private: never log it. */
typealias Payment = io.tongtong.core.Payment

/** Where a payment on Bitcoin, Ethereum or Solana stands that is in a block. */
typealias Inclusion = io.tongtong.core.Inclusion

/** A place in the history: a page is what is older than it. */
typealias PaymentPlace = io.tongtong.core.PaymentPlace

/** Which way money went. */
typealias Direction = io.tongtong.core.Direction

/** What will be signed, as a person sees it before approving. */
typealias Review = io.tongtong.core.Review

/** A word list of BIP-39. */
typealias Language = io.tongtong.core.Language

/** What an app does about an error. */
typealias ErrorKind = io.tongtong.core.ErrorKind

/** One line of the log: a code and a small number. It holds nothing private. */
typealias LogLine = io.tongtong.core.LogLine

/** How much a line of the log matters. */
typealias Level = io.tongtong.core.Level

/** What a key vault can do. */
typealias Capability = io.tongtong.core.Capability

/** What ties a store to this device. */
typealias Marker = io.tongtong.core.Marker

/** Wrong pass phrases so far. */
typealias Attempts = io.tongtong.core.Attempts

/** Which of the three roots of a device. */
typealias Tier = io.tongtong.core.Tier
