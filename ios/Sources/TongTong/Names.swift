import CoreBindings

// The generated types that belong to this module's interface, under the names that an app uses.

/// A person's identity, as hex text.
public typealias PeerId = CoreBindings.PeerId
/// A message's id on this device, as hex text.
public typealias RowId = CoreBindings.RowId
/// A payment's id in this wallet, as hex text.
public typealias PaymentId = CoreBindings.PaymentId
/// What an approval names, as hex text.
public typealias PlanDigest = CoreBindings.PlanDigest
/// What a payment is known by on both sides, as hex text.
public typealias BodyDigest = CoreBindings.BodyDigest
/// Milliseconds since 1970.
public typealias Timestamp = CoreBindings.Timestamp

/// Who I am, once signed up.
public typealias Own = CoreBindings.Own
/// A person I know or who knows me.
public typealias Contact = CoreBindings.Contact
/// How far an acquaintance has come.
public typealias ContactState = CoreBindings.ContactState
/// Something about a contact that the user must see.
public typealias Alert = CoreBindings.Alert
/// Someone who is online just now.
public typealias Presence = CoreBindings.Presence
/// How bytes travel just now. SwiftUI has a `Path` of its own.
public typealias TravelPath = CoreBindings.Path

/// A line of the list of conversations.
public typealias Conversation = CoreBindings.Conversation
/// A message, whoever wrote it.
public typealias Message = CoreBindings.Message
/// A place in a conversation.
public typealias Place = CoreBindings.Place
/// What a message shows.
public typealias MessageContent = CoreBindings.MessageContent
/// Where a message stands.
public typealias MessageState = CoreBindings.MessageState
/// Who wrote a message.
public typealias Author = CoreBindings.Author
/// Why a message of mine still waits.
public typealias Why = CoreBindings.Why
/// What happened. It carries ids: read the row and show it.
public typealias Event = CoreBindings.Event

/// An amount of an asset.
public typealias Money = CoreBindings.Money
/// How much is asked for.
public typealias Wanted = CoreBindings.Wanted
/// What the wallet holds.
public typealias Wallet = CoreBindings.Wallet
/// What is held of one asset.
public typealias Balance = CoreBindings.Balance
/// Whether a balance says anything.
public typealias BalanceState = CoreBindings.BalanceState
/// A payment, in or out.
public typealias Payment = CoreBindings.Payment
/// Where a payment on Bitcoin, Ethereum or Solana stands that is in a block.
public typealias Inclusion = CoreBindings.Inclusion
/// A place in the history of payments.
public typealias PaymentPlace = CoreBindings.PaymentPlace
/// Where a payment stands.
public typealias PaymentState = CoreBindings.PaymentState
/// Which way money went.
public typealias Direction = CoreBindings.Direction
/// An address and an amount.
public typealias Part = CoreBindings.Part
/// What a person sees before approving.
public typealias Review = CoreBindings.Review
/// Something that the person should notice.
public typealias Warning = CoreBindings.Warning
/// A language of words and texts.
public typealias Language = CoreBindings.Language
