import TongTong

/// The way in: set up and sign up the first time, unlock from then on.
struct Entrance {
    let device: TongTong
    let terminal: Terminal
    let lines: Lines

    /// Returns once the device is unlocked and signed up.
    func enter() async throws {
        let known = try await device.isSetUp()
        try await untilRight {
            try await terminal.withSecret(known ? lines.askPassPhrase : lines.askNewPassPhrase) { pass in
                if known {
                    try await device.unlock(passPhrase: pass)
                } else {
                    try await device.setUp(passPhrase: pass)
                }
            }
        }
        if try await device.own() == nil { try await signUp() }
        terminal.say(lines.welcome(try await device.own()?.name ?? ""))
    }

    private func signUp() async throws {
        let name = try await terminal.ask(lines.askName)
        let phone = try await untilRight {
            let phone = try await terminal.ask(lines.askPhone)
            try await device.requestCode(phone: phone)
            return phone
        }
        try await untilRight {
            _ = try await device.signUp(phone: phone, code: terminal.ask(lines.askCode), name: name)
        }
    }

    /// Tries until what was typed is taken. What typing again cannot mend goes on to the caller.
    private func untilRight<T>(_ step: () async throws -> T) async throws -> T {
        while true {
            do {
                return try await step()
            } catch let why as TongTongError {
                switch why.kind {
                case .passPhrase, .wait, .input, .signUp, .offline: terminal.say(lines.words(of: why))
                default: throw why
                }
            }
        }
    }
}
