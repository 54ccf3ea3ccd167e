import Foundation
@testable import TongTong

/// The library's methods by the names that scenarios call them. Arguments are read before the call.
enum Methods {
    typealias Call = () async throws -> Any

    /// A free function.
    static func function(_ name: String, _ with: Arguments) throws -> Call {
        switch name {
        case "version": return { TongTong.version }
        case "qr_png":
            return { [text = try with.text("text"), pixels = try with.number("module_pixels")] in
                try Qr.png(text, modulePixels: pixels)
            }
        case "qr_svg": return { [text = try with.text("text")] in try Qr.svg(text) }
        case "word_list":
            let language = try with.language()
            return { TongTong.wordList(language) }
        default: throw Problem("the function \(name) is unknown")
        }
    }

    /// A method of a device.
    static func of(_ device: TongTong, _ name: String, _ with: Arguments) throws -> Call {
        func peer() throws -> PeerId { try with.text("peer") }
        if let call = try account(device, name, with) ?? money(device, name, with) { return call }
        switch name {
        case "find": return { [phone = try with.text("phone")] in try await device.find(phone: phone) }
        case "meet": return { [card = try with.bytes("card")] in try await device.meet(card: card) }
        case "ask":
            return { [peer = try peer(), text = try with.text("text")] in try await device.ask(peer, text: text) }
        case "accept": return { [peer = try peer()] in try await device.accept(peer) }
        case "verify": return { [peer = try peer()] in try await device.verify(peer) }
        case "safety_number": return { [peer = try peer()] in try await device.safetyNumber(with: peer) }
        case "contacts": return { try await device.contacts() }
        case "contact": return { [peer = try peer()] in try await device.contact(peer) }
        case "online": return { try await device.online() }
        case "connect": return { [peer = try peer()] in try await device.connect(to: peer) }
        case "conversations": return { try await device.conversations() }
        case "say":
            return { [peer = try peer(), text = try with.text("text")] in try await device.say(text, to: peer) }
        case "seen":
            return { [peer = try peer(), row = try with.text("row")] in try await device.seen(row, with: peer) }
        case "messages":
            let place = try with.place("sent", "row").map { Place(sent: $0, row: $1) }
            return { [peer = try peer(), limit = try with.number("limit")] in
                try await device.messages(with: peer, olderThan: place, limit: limit)
            }
        case "message": return { [row = try with.text("row")] in try await device.message(row) as Any }
        default: throw Problem("the method \(name) is unknown")
        }
    }

    private static func account(_ device: TongTong, _ name: String, _ with: Arguments) throws -> Call? {
        switch name {
        case "is_set_up": return { try await device.isSetUp() }
        case "set_up": return { [pass = try with.pass()] in try await device.setUp(passPhrase: pass) }
        case "unlock": return { [pass = try with.pass()] in try await device.unlock(passPhrase: pass) }
        case "unlock_old_copy":
            return { [pass = try with.pass()] in try await device.unlockOldCopy(passPhrase: pass) }
        case "lock": return { try await device.lock() }
        case "shutdown": return { try await device.shutdown() }
        case "request_code":
            return { [phone = try with.text("phone")] in try await device.requestCode(phone: phone) }
        case "sign_up":
            let (phone, code, name) = (try with.text("phone"), try with.text("code"), try with.text("name"))
            return { try await device.signUp(phone: phone, code: code, name: name) }
        case "own": return { try await device.own() as Any }
        case "allow_direct":
            return { [allowed = try with.flag("allowed")] in try await device.allowDirect(allowed) }
        default: return nil
        }
    }

    private static func money(_ device: TongTong, _ name: String, _ with: Arguments) throws -> Call? {
        switch name {
        case "new_wallet":
            return { [pass = try with.pass(), language = try with.language()] in
                try await device.newWallet(passPhrase: pass, language: language)
            }
        case "restore_wallet":
            return { [pass = try with.pass(), words = try with.words()] in
                try await device.restoreWallet(passPhrase: pass, words: words)
            }
        case "reveal_words": return { [pass = try with.pass()] in try await device.revealWords(passPhrase: pass) }
        case "receive_address":
            guard let asset = try with.maybeText("asset") else { return { try await device.receiveAddress() } }
            return { try await device.receiveAddress(asset: asset) }
        case "wallet": return { try await device.wallet() }
        case "refresh": return { try await device.refresh() }
        case "payments":
            let place = try with.place("at", "id").map { PaymentPlace(at: $0, id: $1) }
            return { [limit = try with.number("limit")] in
                try await device.payments(olderThan: place, limit: limit)
            }
        case "payment": return { [id = try with.text("id")] in try await device.payment(id) as Any }
        case "review":
            let (to, asset, amount) = (try with.text("to"), try with.text("asset"), try with.amount())
            return { [memo = try with.maybeText("memo")] in
                try await device.review(toAddress: to, amount: amount, asset: asset, memo: memo)
            }
        case "review_for_contact":
            let (peer, asset, amount) = (try with.text("peer"), try with.text("asset"), try with.amount())
            return { [text = try with.text("text")] in
                try await device.review(toContact: peer, amount: amount, asset: asset, text: text)
            }
        case "review_cancel":
            return { [payment = try with.text("payment")] in try await device.reviewCancel(of: payment) }
        case "review_rescue": return { try await device.reviewRescue() as Any }
        case "approve":
            return { [digest = try with.text("digest"), pass = try with.pass()] in
                try await device.approve(digest, passPhrase: pass)
            }
        case "owes_pay_addresses": return { try await device.owesPayAddresses() }
        case "renew_pay_addresses":
            return { [pass = try with.pass()] in try await device.renewPayAddresses(passPhrase: pass) }
        default: return nil
        }
    }
}
