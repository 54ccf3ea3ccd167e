import CoreBindings
import Foundation

/// The wallet: words, addresses, reviews, approvals, history.
extension TongTong {
    /// Makes a wallet of 12 new words and gives them back, to be shown and written down.
    ///
    /// - Throws: `wallet_exists`; `pass_phrase_wrong`.
    public func newWallet(passPhrase: Data, language: Language = .english) async throws -> Reveal {
        try await calling {
            try await Reveal(device.newWallet(pass: .fromUtf8(bytes: passPhrase), language: language))
        }
    }

    /// Brings a wallet back from its words, with spaces between them, in either language. The event
    /// `walletRestored` tells when its addresses are found.
    ///
    /// - Throws: `word_unknown` with the fact `position`, counted from 1; `word_count`; `word_checksum`; and as
    ///   ``newWallet(passPhrase:language:)``.
    public func restoreWallet(passPhrase: Data, words: Data) async throws {
        try await calling {
            try await device.restoreWallet(
                pass: .fromUtf8(bytes: passPhrase), words: .fromUtf8(bytes: words))
        }
    }

    /// The wallet's words again.
    ///
    /// - Throws: `wallet_missing`; `pass_phrase_wrong`.
    public func revealWords(passPhrase: Data) async throws -> Reveal {
        try await calling { try await Reveal(device.revealWords(pass: .fromUtf8(bytes: passPhrase))) }
    }

    /// An address to be shown or copied, where an asset can be paid to. Where the chain has fresh ones, it is
    /// fresh and not given to anybody else.
    ///
    /// - Throws: `wallet_missing`; `address_none_fresh`; `asset_code`, `asset_unknown`; `chain_not_configured`;
    ///   `coin_not_opened`: offer ``renewPayAddresses(passPhrase:)``, which opens it.
    public func receiveAddress(asset: String = "TTC") async throws -> String {
        try await calling { try await device.receiveAddress(asset: asset) }
    }

    /// What is held, a balance for each asset that the network's profile names. Its state says whether its
    /// numbers say anything.
    ///
    /// - Throws: `wallet_missing`.
    public func wallet() async throws -> Wallet {
        try await calling { try await device.wallet() }
    }

    /// Looks at the chain now instead of at the next turn.
    public func refresh() async throws {
        try await calling { try await device.refresh() }
    }

    /// A page of payments, newest first.
    ///
    /// - Parameters:
    ///   - before: The oldest payment already shown; nil for the first page.
    ///   - limit: How many at most.
    public func payments(before: Payment? = nil, limit: Int = 50) async throws -> [Payment] {
        try await payments(olderThan: before?.place, limit: limit)
    }

    /// The same from a place on; nil for the newest.
    public func payments(olderThan place: PaymentPlace?, limit: Int = 50) async throws -> [Payment] {
        try await calling {
            try await device.payments(before: place, limit: UInt32(clamping: limit))
        }
    }

    /// One payment, if it is there.
    public func payment(_ id: PaymentId) async throws -> Payment? {
        try await calling { try await device.payment(id: id) }
    }

    /// Prices a payment to an address and shows what would be signed. Nothing is kept; the plan waits until it is
    /// approved, runs out, or the device is locked.
    ///
    /// The address decides the chain, and with it the asset that is sent; the review says which. Its fee is in the
    /// coin that it is paid in, which for some assets is another one.
    ///
    /// - Parameters:
    ///   - memo: Public, on the chain for ever.
    /// - Throws: Kinds `payment`, `notEnough` and `input`, by what is wrong with it.
    public func review(
        toAddress address: String, amount: Wanted, asset: String = "TTC", memo: String? = nil
    ) async throws -> Review {
        try await calling {
            try await device.review(to: address, asset: asset, amount: amount, memo: memo)
        }
    }

    /// The same for a contact, to an address that the contact has signed for us.
    ///
    /// - Parameters:
    ///   - text: Goes into the chat, and not on the chain.
    /// - Throws: As ``review(toAddress:amount:asset:memo:)``, and kind `contact` if they cannot be paid now.
    public func review(
        toContact peer: PeerId, amount: Wanted, asset: String = "TTC", text: String = ""
    ) async throws -> Review {
        try await calling {
            try await device.reviewForContact(peer: peer, asset: asset, amount: amount, text: text)
        }
    }

    /// What to approve so that a payment which is in no block yet is not paid any more: its money moves to a
    /// fresh address of ours. Whichever is in a block first makes the other fail.
    ///
    /// - Throws: `nothing_to_cancel`; `payment_unknown`; those of ``review(toAddress:amount:asset:memo:)``.
    public func reviewCancel(of payment: PaymentId) async throws -> Review {
        try await calling { try await device.reviewCancel(payment: payment) }
    }

    /// What to approve so that money which came late to an old address moves to a fresh one; nil if there is none.
    public func reviewRescue() async throws -> Review? {
        try await calling { try await device.reviewRescue() }
    }

    /// Approves what was shown; signs it, keeps payment and message together, and then sends it.
    ///
    /// Only the review's digest goes back to the library: what was shown is what is signed.
    ///
    /// - Throws: Kind `review`: show a new review. `pass_phrase_wrong`: the plan still waits.
    @discardableResult
    public func approve(_ review: Review, passPhrase: Data) async throws -> PaymentId {
        try await approve(review.digest, passPhrase: passPhrase)
    }

    /// The same by the digest of the review that was shown.
    @discardableResult
    public func approve(_ digest: PlanDigest, passPhrase: Data) async throws -> PaymentId {
        try await calling {
            try await device.approve(digest: digest, pass: .fromUtf8(bytes: passPhrase))
        }
    }

    /// Whether a contact waits for pay addresses that only the pass phrase can sign: offer
    /// ``renewPayAddresses(passPhrase:)``.
    public func owesPayAddresses() async throws -> Bool {
        try await calling { try await device.owesPayAddresses() }
    }

    /// Signs fresh pay addresses for contacts that run short of them, and opens the coins that are not opened yet.
    ///
    /// - Throws: `wallet_missing`; `pass_phrase_wrong`.
    public func renewPayAddresses(passPhrase: Data) async throws {
        try await calling { try await device.renewPayAddresses(pass: .fromUtf8(bytes: passPhrase)) }
    }
}
