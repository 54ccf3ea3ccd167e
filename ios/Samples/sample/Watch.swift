import TongTong

/// Prints what happens. An event says which row changed; the row says what to show.
final class Watch {
    private let device: TongTong
    private let terminal: Terminal
    private let lines: Lines
    /// What was said last about a row, so that nothing is said twice.
    private var said: [String: String] = [:]

    init(_ device: TongTong, _ terminal: Terminal, _ lines: Lines) {
        self.device = device
        self.terminal = terminal
        self.lines = lines
    }

    /// Runs until its task is cancelled or the device is shut down.
    func run() async {
        for await event in device.events {
            do {
                try await hear(event)
            } catch let why as TongTongError {
                terminal.say(lines.words(of: why))
            } catch {
                return  // The task is cancelled.
            }
        }
    }

    private func hear(_ event: Event) async throws {
        switch event {
        case .readAnew: try await readAnew()
        case .contactChanged(let peer): try await contact(peer)
        case .messageChanged(_, let row):
            if let message = try await device.message(row) { try await self.message(message) }
        case .paymentChanged(let id):
            if let payment = try await device.payment(id) { once(id, lines.payment(payment)) }
        case .lateDeposit: terminal.say(lines.lateDeposit)
        case .walletRestored: terminal.say(lines.walletReady)
        case .online(let peer): terminal.say(lines.online(try await name(of: peer)))
        case .offline(let peer): terminal.say(lines.offline(try await name(of: peer)))
        // The message and the payment have events of their own, and a balance is shown when it is asked for.
        case .paymentAnnounced, .balanceChanged: break
        }
    }

    /// The beginning, and whenever events were lost.
    private func readAnew() async throws {
        for contact in try await device.contacts() {
            try await self.contact(contact.peer)
            for message in try await device.messages(with: contact.peer, limit: 20).reversed() {
                try await self.message(message)
            }
        }
    }

    private func contact(_ peer: PeerId) async throws {
        let contact = try await device.contact(peer)
        switch contact.state {
        case .asking: once(peer, lines.asks(contact))
        case .accepted: once(peer, contact.payable ? lines.payable(contact) : lines.friends(contact))
        case .found, .asked: break
        }
        for alert in contact.alerts { once("\(peer) \(alert)", lines.alert(contact, alert)) }
        if try await device.owesPayAddresses() { once("renew", lines.renew) }
    }

    private func message(_ message: Message) async throws {
        let text: String
        switch message.content {
        case .text(let said), .request(_, let said): text = said
        case .payment(let money, _, let words): text = lines.paid(money, words)
        case .unknown: text = lines.newer
        case .accepted, .silent: return
        }
        if message.isMine {
            once(message.row, "\(mark(message.state)) \(text)")
        } else {
            once(message.row, "\(try await name(of: message.peer)): \(text)")
            if case .received = message.state { try await device.seen(message) }
        }
    }

    private func mark(_ state: MessageState) -> String {
        switch state {
        case .waiting: "  …"
        case .delivered: "  ✓"
        case .read: "  ✓✓"
        case .received, .seen, .conflicting: ""
        }
    }

    private func name(of peer: PeerId) async throws -> String {
        lines.name(try await device.contact(peer))
    }

    private func once(_ about: String, _ line: String) {
        if said.updateValue(line, forKey: about) != line { terminal.say(line) }
    }
}
