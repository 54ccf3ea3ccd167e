import TongTong

/// Does what is typed, until `/quit`.
final class Chat {
    private let device: TongTong
    private let terminal: Terminal
    private let lines: Lines
    /// Whom plain lines and payments go to.
    private var partner: PeerId?

    init(_ device: TongTong, _ terminal: Terminal, _ lines: Lines) {
        self.device = device
        self.terminal = terminal
        self.lines = lines
    }

    /// Runs until `/quit`, or until there is nothing more to read.
    func run() async throws {
        partner = try await device.conversations().first?.contact.peer
        terminal.say(lines.help)
        while true {
            let line = try await terminal.ask()
            if line == "/quit" { return }
            do {
                try await act(line)
            } catch let why as TongTongError {
                terminal.say(lines.words(of: why))
            }
        }
    }

    private func act(_ line: String) async throws {
        let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
        let rest = parts.count > 1 ? parts[1] : ""
        switch parts.first ?? "" {
        case "": break
        case "/add": try await add(rest)
        case "/accept": try await accept()
        case "/contacts":
            for (at, contact) in try await contacts().enumerated() { terminal.say(lines.contact(at + 1, contact)) }
        case "/to": try await turn(to: rest)
        case "/wallet": try await newWallet()
        case "/address":
            let asset = rest.isEmpty ? "TTC" : rest.uppercased()
            terminal.say(lines.address(try await device.receiveAddress(asset: asset)))
        case "/balance": try await balance()
        case "/history": try await device.payments().reversed().forEach { terminal.say(lines.payment($0)) }
        case "/pay": try await pay(rest)
        case "/renew":
            try await terminal.withSecret(lines.askPassPhrase) { try await device.renewPayAddresses(passPhrase: $0) }
        case let command where command.hasPrefix("/"): terminal.say(lines.help)
        default: try await say(line)
        }
    }

    private func say(_ text: String) async throws {
        guard let partner else { return terminal.say(lines.nobody) }
        try await device.say(text, to: partner)
    }

    // MARK: People

    private func add(_ phone: String) async throws {
        let found = try await device.find(phone: phone)
        try await device.ask(found.peer, text: lines.greeting)
        partner = found.peer
        terminal.say(lines.asked)
    }

    private func accept() async throws {
        let asking = try await contacts().filter { $0.state == .asking }
        for contact in asking {
            try await device.accept(contact.peer)
            partner = contact.peer
        }
        if asking.isEmpty { terminal.say(lines.nobodyAsks) }
    }

    private func turn(to number: String) async throws {
        let contacts = try await contacts()
        guard let number = Int(number), contacts.indices.contains(number - 1) else {
            return terminal.say(lines.noSuchContact)
        }
        partner = contacts[number - 1].peer
        terminal.say(lines.talking(to: contacts[number - 1]))
    }

    private func contacts() async throws -> [Contact] {
        try await device.contacts().sorted { $0.since < $1.since }
    }

    // MARK: Money

    private func newWallet() async throws {
        let words = try await terminal.withSecret(lines.askPassPhrase) { pass in
            try await device.newWallet(passPhrase: pass, language: lines.language)
        }
        defer { words.wipe() }
        terminal.say(lines.wordsFollow(words.count))
        for place in 0..<words.count {
            try await terminal.showOnce("\(place + 1). \(words.word(place))")
        }
        terminal.say(lines.walletReady)
    }

    private func balance() async throws {
        try await device.refresh()
        for balance in try await device.wallet().balances { terminal.say(lines.balance(balance)) }
    }

    /// `/pay 10 TTC lunch`: shows what would be signed, and signs it for a pass phrase.
    private func pay(_ rest: String) async throws {
        guard let partner else { return terminal.say(lines.nobody) }
        let parts = rest.split(separator: " ", maxSplits: 2).map(String.init)
        guard parts.count > 1 else { return terminal.say(lines.payUsage) }
        let review = try await device.review(
            toContact: partner, amount: .exactly(amount: parts[0]), asset: parts[1].uppercased(),
            text: parts.count > 2 ? parts[2] : "")
        lines.review(review, try await device.contact(partner)).forEach(terminal.say)
        try await approve(review)
    }

    /// Approves what was shown. A wrong pass phrase leaves the plan waiting, so it is asked for again.
    private func approve(_ review: Review) async throws {
        while true {
            do {
                let signed = try await terminal.withSecret(lines.askApproval) { pass in
                    if pass.isEmpty { return false }
                    try await device.approve(review, passPhrase: pass)
                    return true
                }
                return terminal.say(signed ? lines.approved : lines.notPaid)
            } catch let why as TongTongError where why.kind == .passPhrase {
                terminal.say(lines.words(of: why))
            }
        }
    }
}
